"""The switches of the discussions."""

import pytest
from django.urls import reverse

from comments.models import Discussion

from .admin_forms import filled_in
from .factories import make_comment, make_episode
from .moderating import (
    change_url,
    version_of,
)


@pytest.mark.parametrize("state", ["closed", "hidden"])
def test_a_discussion_is_switched_in_the_list(producer_client, episode, state):
    url = reverse("admin:comments_discussion_changelist")
    form = filled_in(producer_client.get(url), "changelist-form")
    before = version_of(episode)
    assert episode.discussion.is_open

    response = producer_client.post(url, form | {"form-0-state": state, "_save": "1"})

    assert response.status_code == 302
    episode.discussion.refresh_from_db()
    assert episode.discussion.state == state
    assert not episode.discussion.is_open
    assert version_of(episode) > before


def test_switching_a_discussion_does_not_rewind_its_count(
    producer_client, producer, episode
):
    url = change_url(episode.discussion)
    form = filled_in(producer_client.get(url), "discussion_form")
    make_comment(episode, approved_by=producer)

    producer_client.post(
        url, form | {"state": "closed", "closes_at_0": "2030-01-08", "closes_at_1": "19:30"}
    )  # fmt: skip

    episode.discussion.refresh_from_db()
    assert episode.discussion.state == "closed"
    assert episode.discussion.closes_at.isoformat() == "2030-01-08T19:30:00+00:00"
    assert episode.discussion.comment_count == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"form-TOTAL_FORMS": "abc"},
        {"form-0-state": "ajar"},
        {"form-0-state": "\x00"},
        {"form-0-mode": "none"},
        {"form-0-mode": "\x00"},
        {"form-0-id": "abc"},
        {"form-0-id": "99999"},
        {"form-0-id": "9" * 30},
        {"form-0-id": "\x00"},
        {"form-0-id": ""},
    ],
)
def test_a_switch_that_is_none_changes_nothing(producer_client, episode, changes):
    url = reverse("admin:comments_discussion_changelist")
    form = filled_in(producer_client.get(url), "changelist-form")

    response = producer_client.post(
        url, form | {"form-0-state": "hidden", "_save": "1"} | changes
    )

    assert response.status_code in {200, 302, 400}
    episode.discussion.refresh_from_db()
    assert episode.discussion.is_open


def test_the_discussions_ask_as_often_for_many_rows(
    producer_client, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("admin:comments_discussion_changelist")
    make_episode()
    with django_assert_max_num_queries(15) as few:
        producer_client.get(url)
    for _number in range(20):
        make_episode()

    with django_assert_num_queries(len(few)):
        producer_client.get(url)


def test_a_discussion_begins_with_everything_read_first(producer_client, episode):
    assert episode.discussion.mode == Discussion.Mode.BEFORE_APPROVAL

    page = producer_client.get(change_url(episode.discussion)).text

    assert "starts with a producer reading everything first" in page


@pytest.mark.parametrize("place", ["list", "form"])
def test_trusted_viewers_are_let_in(producer_client, episode, place):
    discussion = episode.discussion
    if place == "list":
        url = reverse("admin:comments_discussion_changelist")
        form = filled_in(producer_client.get(url), "changelist-form")
        changes = {"form-0-mode": "trusted", "_save": "1"}
    else:
        url = change_url(discussion)
        form = filled_in(producer_client.get(url), "discussion_form")
        changes = {"mode": "trusted"}

    assert producer_client.post(url, form | changes).status_code == 302

    discussion.refresh_from_db()
    assert (discussion.mode, discussion.state) == ("trusted", "open")
