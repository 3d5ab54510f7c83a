"""What a producer decides about edits, reports and picks: by one button on the row."""

import pytest
from django.urls import reverse

from comments.models import ModerationAction

from .factories import make_comment
from .moderating import (
    QUEUE,
    Status,
    assert_status,
    decision,
    reworded,
    seen,
    version_of,
)


@pytest.fixture
def comment(episode):
    return make_comment(
        episode, name="Dilan", place="Basra", body="Where is the water?"
    )


def test_an_approved_edit_takes_the_place_of_the_old_words(
    producer_client, producer, comment
):
    comment.approve(producer)
    reworded(comment, "Where is the clean water?")
    before = version_of(comment.episode)

    producer_client.post(decision("approve", comment), seen(comment))

    comment.refresh_from_db()
    assert comment.body == "Where is the clean water?"
    assert comment.is_public
    assert version_of(comment.episode) > before
    assert comment.actions.last().revision == 2


def test_a_rejected_edit_leaves_the_old_words_up(producer_client, producer, comment):
    comment.approve(producer)
    reworded(comment)

    data = seen(comment) | {f"why-{comment.pk}": "It is advertising"}
    producer_client.post(decision("reject", comment), data)

    comment.refresh_from_db()
    assert (comment.body, comment.waiting) == ("Where is the water?", None)
    assert comment.is_public
    action = comment.actions.last()
    assert (action.action, action.revision) == ("rejected", 2)
    assert action.reason == "It is advertising"


def test_the_old_version_is_taken_down_while_its_edit_waits(
    producer_client, producer, comment
):
    comment.approve(producer)
    reworded(comment)

    producer_client.post(decision("take_old_down", comment), seen(comment))

    assert_status(comment, Status.HELD)
    assert not comment.is_public
    assert comment.body == "Other words."
    assert "Decided by" not in producer_client.get(reverse(QUEUE)).text


def test_keeping_it_up_closes_the_reports_that_were_seen(
    producer_client, producer, comment
):
    comment.approve(producer)
    comment.report("first", "spam")
    was_seen = seen(comment)
    comment.report("second", "threat")

    producer_client.post(decision("keep", comment), was_seen)

    comment.refresh_from_db()
    assert comment.is_public
    assert comment.report_count == 1
    assert comment.reports.open().get().visitor == "second"
    assert comment.reports.get(visitor="first").handled_by == producer
    assert comment.actions.last().action == ModerationAction.Action.KEPT


def test_an_approved_edit_answers_only_the_reports_that_were_seen(
    producer_client, producer, comment
):
    comment.approve(producer)
    reworded(comment)
    comment.report("first", "spam")
    was_seen = seen(comment)
    comment.report("second", "threat")

    producer_client.post(decision("approve", comment), was_seen)

    comment.refresh_from_db()
    assert comment.body == "Other words."
    assert comment.report_count == 1


def test_what_is_hidden_leaves_no_report_open(producer_client, producer, comment):
    comment.approve(producer)
    comment.report("first", "spam")

    producer_client.post(decision("hide", comment), seen(comment))

    comment.refresh_from_db()
    assert comment.report_count == comment.reports.open().count() == 0


def test_a_pick_is_made_and_unmade(producer_client, producer, comment):
    comment.approve(producer)

    producer_client.post(decision("pick", comment), seen(comment))
    comment.refresh_from_db()
    assert comment.picked_at
    producer_client.post(decision("unpick", comment), seen(comment))

    comment.refresh_from_db()
    assert comment.picked_at is None
    actions = list(comment.actions.values_list("action", "by"))
    assert actions[1:] == [("picked", producer.pk), ("unpicked", producer.pk)]


def test_what_is_not_public_is_no_pick(producer_client, comment):
    response = producer_client.post(decision("pick", comment), seen(comment))

    assert response.status_code == 409
    assert "It isn't public" in response.text.replace("&#x27;", "'")


def test_an_edit_of_a_pick_waits_even_if_it_passes(producer, comment):
    comment.approve(producer)
    comment.pick(producer)

    reworded(comment, held=False)

    comment.refresh_from_db()
    assert (comment.body, comment.waiting) == ("Where is the water?", 2)
    assert comment.waiting_words.held_for == "picked"


def test_an_edit_that_passes_bears_no_producers_name(producer, comment):
    comment.approve(producer)

    reworded(comment, held=False)

    comment.refresh_from_db()
    assert comment.body == "Other words."
    assert comment.decided_by is None
    assert comment.actions.last().by is None
