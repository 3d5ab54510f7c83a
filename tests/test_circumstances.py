from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comments.circumstances import FACTS, Author, gather
from comments.models import AddressBan, Comment, Discussion

from .factories import make_comment
from .posting import FRAGMENT, fetch_token, send_unhurried, thread_url, words

LONG = "The pumps stood still for three days and nobody came to see them."


def text(body=LONG):
    return {"name": "Amal", "place": "", "body": body}


def test_all_that_is_known_of_an_unproved_author_costs_one_query(
    episode, django_assert_num_queries
):
    with django_assert_num_queries(1):
        known = gather(episode, Author("v1", "c1"), text(), trap="x")

    assert (known.body, known.trap, known.repeats) == (LONG, "x", 0)


def test_a_post_costs_few_queries(client, episode, django_assert_max_num_queries):
    send_unhurried(client, episode, body="first")
    token = fetch_token(client, episode)
    form = words(key=token["key"], time=token["time"])

    # The episode, its facts, three rows; in a transaction, which tests nest.
    with django_assert_max_num_queries(7):
        response = client.post(thread_url(episode), form, **FRAGMENT)

    assert response.status_code == 201


def test_ones_own_words_count_as_repeated_and_an_edit_s_own_do_not(episode):
    comment = make_comment(episode, visitor="v1", body=LONG)

    assert gather(episode, Author("v1"), text()).repeats == 1
    assert gather(episode, Author("v1"), text(), comment=comment).repeats == 0


def test_long_words_by_several_others_count_and_short_ones_do_not(episode):
    for n in range(3):
        make_comment(episode, visitor=f"v{n}", body=LONG.upper())
        make_comment(episode, visitor=f"v{n}", body="I agree")

    assert gather(episode, Author("me"), text()).repeats == 3
    assert gather(episode, Author("me"), text("I agree")).repeats == 0


def test_withdrawn_words_are_forgotten(episode):
    comment = make_comment(episode, visitor="v1", body=LONG)

    comment.withdraw()

    assert Comment.objects.get().likeness is None
    assert gather(episode, Author("v1"), text()).repeats == 0


@pytest.mark.parametrize("hours", [1, -1])
def test_a_held_address_is_known_until_its_end(episode, hours):
    until = timezone.now() + timedelta(hours=hours)
    AddressBan.objects.create(client="c1", reason="flood", until=until)

    known = gather(episode, Author("v1", "c1"), text())

    assert known.address_is_held == (hours > 0)


def test_the_discussions_mode_is_known(episode):
    episode.discussion.mode = Discussion.Mode.TRUSTED

    assert gather(episode, Author("v1"), text()).mode == "trusted"


def test_the_statement_walks_no_table(episode):
    names = "visitor client former_client now held lately repeated most_by_visitor"
    names += " most_by_client most_repeats likeness episode comment programme"
    values = dict.fromkeys(names.split(), 1)
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {FACTS}", values)
        plan = [row[-1] for row in cursor.fetchall()]

    assert not [step for step in plan if step.startswith("SCAN comments_comment")]
    assert sum("sent_" in step for step in plan) == 3
