import pytest

from comments.models import Comment, ModerationAction
from comments.screening import Reason

from .posting import send, send_unhurried


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


def test_a_producers_words_stand_at_once(producer_client, trusting):
    assert send(producer_client, trusting).status_code == 201

    comment = Comment.objects.get()
    assert comment.is_public
    approved = ModerationAction.objects.latest("pk")
    assert (approved.action, approved.reason) == ("approved", Reason.STAFF)
    trusting.discussion.refresh_from_db()
    assert trusting.discussion.comment_count == 1
