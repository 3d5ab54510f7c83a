from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, ModerationAction, Sanction
from comments.rations import POSTS
from comments.screening import Reason

from .edits import aged, edit
from .factories import make_comment, make_episode
from .mails import sign_in
from .posting import send, send_unhurried, text_of


@pytest.fixture
def trusting(episode):
    episode.discussion.mode = "trusted"
    episode.discussion.save()
    return episode


def test_nobody_is_trusted_without_a_proved_address(client, trusting):
    assert send_unhurried(client, trusting).status_code == 201

    comment = Comment.objects.get()
    assert comment.held_for == Reason.NOT_PROVED
    assert not comment.is_public


def test_the_page_says_how_it_is_moderated(client, episode):
    def says(words):
        return words in text_of(client.get(episode.get_absolute_url()))

    assert says("A producer reads everything before it appears.")

    episode.discussion.mode = "trusted"
    episode.discussion.save()

    assert says("A producer reads it before it appears, unless you have proved")
    assert says("before it appears, unless you are trusted here.")
    assert not says("A producer reads everything")


def test_a_producers_words_stand_at_once(producer_client, trusting):
    assert send(producer_client, trusting).status_code == 201

    comment = Comment.objects.get()
    assert comment.is_public
    approved = ModerationAction.objects.latest("pk")
    assert (approved.action, approved.reason) == ("approved", Reason.STAFF)
    trusting.discussion.refresh_from_db()
    assert trusting.discussion.comment_count == 1


@pytest.fixture
def trusted(client, producer):
    viewer = sign_in(client, "amal@example.org")
    for _number in range(3):
        make_comment(make_episode(), viewer=viewer, approved_by=producer)
    return viewer


def test_a_trusted_viewers_words_stand_at_once(client, trusting, trusted):
    send_unhurried(client, trusting, email="Amal@Example.org")

    comment = Comment.objects.latest("pk")
    assert (comment.viewer, comment.is_public) == (trusted, True)


def test_a_trusted_viewers_mended_letter_stands_at_once(client, trusting, trusted):
    send_unhurried(client, trusting, email="amal@example.org")
    comment = Comment.objects.latest("pk")

    edit(client, comment, body="Who decides?")

    comment.refresh_from_db()
    assert (comment.body, comment.waiting) == ("Who decides?", None)
    assert comment.is_public


def test_trust_is_not_lent_to_another_address(client, trusting, trusted):
    """Else its rejections would count against nobody."""
    send_unhurried(client, trusting, email="other@example.org")

    comment = Comment.objects.latest("pk")
    assert (comment.viewer, comment.is_public) == (None, False)
    assert comment.held_for == Reason.NOT_PROVED


def test_trust_is_not_lent_to_what_nobody_has_claimed(
    client, trusting, trusted, producer
):
    send_unhurried(client, trusting, email="other@example.org")
    comment = Comment.objects.latest("pk")
    comment.approve(producer)

    token = aged(comment, seconds=10)
    edit(client, comment, token=token, body="Who pays for the pumps?")

    comment.refresh_from_db()
    assert comment.body != "Who pays for the pumps?"
    assert comment.waiting_words.held_for == Reason.NOT_PROVED


def test_an_address_that_grows_in_lower_case_is_refused_in_words(client, episode):
    """Two letters come of this one: the address would no longer fit its column."""
    email = "a@" + ".".join(["\u0130" * 25] * 9) + ".example.org"

    response = send_unhurried(client, episode, email=email)

    assert response.status_code in (201, 422)
    assert not Comment.objects.filter(email__regex=r"^.{255}").exists()


def test_a_trusted_viewer_is_rationed_whatever_browser_they_write_from(
    client, trusting, trusted
):
    for number in range(POSTS.most_by_visitor - trusted.comments.count()):
        client.cookies.pop("visitor", None)
        body = f"Question {number}: who decided?"
        assert send_unhurried(client, trusting, body=body).status_code == 201
    client.cookies.pop("visitor")

    response = send_unhurried(client, trusting, body="One more?")

    assert response.status_code == 429
    assert "One more?" in text_of(response)
    Comment.objects.update(created_at=timezone.now() - POSTS.per)
    assert send_unhurried(client, trusting, body="One more?").status_code == 201


def test_one_approval_too_few_is_held(client, trusting, trusted, settings):
    settings.TRUST_AFTER = 4

    assert send_unhurried(client, trusting).status_code == 201
    comment = Comment.objects.latest("pk")
    assert (comment.held_for, comment.is_public) == (Reason.NOT_YET_TRUSTED, False)


def sanctioned(viewer, producer, kind):
    until = timezone.now() + timedelta(days=1)
    sanction = Sanction(viewer=viewer, kind=kind, reason="Threats.", until=until)
    sanction.impose(producer)


def test_the_suspended_are_held_however_trusted(client, trusting, trusted, producer):
    sanctioned(trusted, producer, "suspension")

    assert send_unhurried(client, trusting).status_code == 201
    assert not Comment.objects.latest("pk").is_public


def test_the_banned_are_refused_in_words(client, trusting, trusted, producer):
    sanctioned(trusted, producer, "ban")

    response = send_unhurried(client, trusting, body="Who pays?")

    assert response.status_code == 403
    assert "Threats." in text_of(response)
    assert "Who pays?" in text_of(response)
    assert not trusting.comments.exists()
