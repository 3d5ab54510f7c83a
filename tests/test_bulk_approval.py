"""Several rows at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import (
    Comment,
    WordList,
)

from .factories import make_comment, make_producer
from .moderating import (
    QUEUE,
    Status,
    assert_status,
    reworded,
    tick,
)


@pytest.fixture
def comment(episode):
    return make_comment(
        episode, name="Dilan", place="Basra", body="Where is the water?"
    )


def test_the_ticked_rows_alone_are_approved_together(producer_client, episode):
    held = [make_comment(episode) for _number in range(4)]
    ticked = [tick(held[0]), tick(held[2])]

    response = producer_client.post(
        reverse("admin:comments_comment_ticked"),
        {"ticked": ticked, "select_across": "1", "action": "approve"},
        follow=True,
    )

    assert "2 comments approved." in response.text
    approved = Comment.objects.filter(status=Status.APPROVED)
    assert {comment.pk for comment in approved} == {held[0].pk, held[2].pk}


def test_ticked_rows_that_were_decided_meanwhile_stay_so(producer_client, episode):
    rejected, withdrawn, held = (make_comment(episode) for _number in range(3))
    ticked = [tick(row) for row in (rejected, withdrawn, held)]
    rejected.reject(make_producer())
    withdrawn.withdraw()

    response = producer_client.post(
        reverse("admin:comments_comment_ticked"),
        {"ticked": [*ticked, "99999/held-1-0"]},
        follow=True,
    )

    assert "1 comment approved." in response.text
    assert "3 had changed since, or were decided" in response.text
    assert_status(rejected, Status.REJECTED)
    assert_status(withdrawn, Status.WITHDRAWN)
    assert_status(held, Status.APPROVED)


@pytest.mark.parametrize(
    ("ticked", "status"),
    [
        ([], 302),
        (["abc"], 400),
        (["\x00"], 400),
        (["-1"], 400),
        (["9" * 40], 400),
        (["²"], 400),
        (["1"], 400),
        (["/held-1-0"], 400),
        ([f"{n}/held-1-0" for n in range(1, 52)], 400),
    ],
)
def test_ticks_that_are_no_page_of_rows_approve_nothing(
    producer_client, comment, ticked, status
):
    url = reverse("admin:comments_comment_ticked")

    assert producer_client.post(url, {"ticked": ticked}).status_code == status
    assert_status(comment, Status.HELD)


def test_nothing_is_ever_selected_across_pages(producer_client, comment):
    response = producer_client.get(reverse(QUEUE))

    assert response.context["action_form"] is None
    assert "select_across" not in response.text


def test_what_changed_since_it_was_ticked_is_left(producer_client, producer, episode):
    rewritten, edited = make_comment(episode), make_comment(episode)
    edited.approve(producer)
    reworded(edited, "A first edit.")
    ticked = [tick(rewritten), tick(edited)]
    reworded(rewritten, "Quite other words.")
    reworded(edited, "A second edit.")

    page = approve(producer_client, ticked)

    assert "0 comments approved." in page
    assert "2 had changed since, or were decided" in page
    assert_status(rewritten, Status.HELD)
    edited.refresh_from_db()
    assert (edited.revision, edited.waiting) == (1, 3)


def test_a_ticked_edit_takes_the_place_of_the_old_words(
    producer_client, producer, episode
):
    edited = reworded(make_comment(episode, approved_by=producer))

    assert "1 comment approved." in approve(producer_client, [tick(edited)])

    edited.refresh_from_db()
    assert (edited.body, edited.waiting) == ("Other words.", None)


def test_banned_words_and_reports_are_never_approved_in_bulk(
    producer_client, producer, episode
):
    WordList.objects.create(programme=episode.programme, banned="wretch")
    insult = make_comment(episode, body="You WRETCH!")
    late = reworded(make_comment(episode, approved_by=producer), "Wrétch.")
    reported = make_comment(episode, approved_by=producer)
    reported.report("reader", "spam")
    reworded(reported)
    fine = make_comment(episode)

    page = approve(producer_client, map(tick, [insult, late, reported, fine]))

    assert "1 comment approved." in page
    assert "3 have a banned word or an open report: decide on each by itself." in page
    assert_status(insult, Status.HELD)
    assert_status(fine, Status.APPROVED)
    for comment in (late, reported):
        comment.refresh_from_db()
        assert comment.waiting == 2
    assert reported.reports.open().count() == 1


def test_a_reported_row_has_no_tick(producer_client, producer, episode):
    reported = make_comment(episode, approved_by=producer)
    reworded(reported)
    assert tick(reported) in producer_client.get(reverse(QUEUE)).text

    reported.report("reader", "spam")

    assert 'name="ticked"' not in producer_client.get(reverse(QUEUE)).text


def test_a_bulk_asks_as_often_for_many_rows_whose_words_are_looked_through(
    producer_client, episode
):
    WordList.objects.create(programme=episode.programme, banned="wretch")
    asked = []
    for number in (2, 40):
        rows = [make_comment(episode, body="Wretch.") for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            producer_client.post(
                reverse("admin:comments_comment_ticked"),
                {"ticked": [f"{row.pk}/held-1-0" for row in rows]},
            )
        asked.append(len(queries))
    assert asked[0] == asked[1]


def approve(client, ticked):
    url = reverse("admin:comments_comment_ticked")
    return client.post(url, {"ticked": list(ticked)}, follow=True).text
