"""What the author of a video comment is told of it, and may do where it has failed."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import ClipIsNeeded, Comment, ModerationAction, Video
from comments.transcoding import Reason

from . import clips
from .posting import FRAGMENT, fetch_token, send, text_of, thread_url, words
from .videos import process, stored


@pytest.fixture
def sent(client, episode):
    """A video comment as it was answered, not prepared yet."""
    return send_video(client, episode)


def send_video(client, episode, path=None, **fields):
    token = fetch_token(client, episode)
    form = {"key": token["key"], "time": token["time"], "adult": "on"}
    file = clips.posted(path or clips.mp4())
    form |= words(**fields) | {"video": file}
    response = client.post(thread_url(episode), form, **FRAGMENT)
    assert response.status_code == 201, response.content.decode()
    return Comment.objects.get()


def state_url(comment, name="clip_state"):
    return reverse(f"comments:{name}", args=[comment.episode.slug, comment.public_id])


def fail(comment, retryable=True, reason=Reason.ENGINE_FAILED):
    Video.objects.filter(comment=comment).update(
        state="failed", reason=reason, retryable=retryable
    )
    comment.refresh_from_db()


def ask(client, comment, seen=""):
    return client.get(state_url(comment), {"seen": seen})


def seen_on(response):
    return text_of(response).partition("?seen=")[2].partition('"')[0]


def test_each_state_is_told_once_and_the_asking_ends(client, sent, producer):
    first = ask(client, sent)
    assert "Your video is being prepared" in text_of(first)
    assert "no-store" in first["Cache-Control"]
    assert ask(client, sent, seen_on(first)).status_code == 204

    process(sent.video)
    second = ask(client, sent, seen_on(first))
    assert "a producer reads it first" in text_of(second)

    Comment.objects.get().approve(producer)
    third = ask(client, sent, seen_on(second))
    assert "It is on the page." in text_of(third)
    assert sent.get_absolute_url() in text_of(third)
    assert "data-clip-state" not in text_of(third)


def test_nobody_else_learns_of_it(sent):
    stranger = Client()

    assert ask(stranger, sent).status_code == 404
    for name in ("prepare_again", "leave_clip_out"):
        assert stranger.post(state_url(sent, name)).status_code == 404
    assert Video.objects.get().state == "queued"


def test_asking_costs_few_queries(client, sent, django_assert_max_num_queries):
    address = state_url(sent)
    with django_assert_max_num_queries(4):
        client.get(address)


def test_a_comment_without_a_clip_has_no_such_state(client, episode):
    send(client, episode)

    assert ask(client, Comment.objects.get()).status_code == 404


def test_what_failed_on_our_side_is_tried_again_without_a_new_recording(client, sent):
    fail(sent)
    assert "Try again" in text_of(ask(client, sent))

    again = client.post(state_url(sent, "prepare_again"))
    assert again.status_code == 200
    assert "Your video is being prepared" in text_of(again)

    # Pressed twice: nothing more than once.
    client.post(state_url(sent, "prepare_again"))
    process(Video.objects.get())
    assert Video.objects.get().is_ready


def test_what_can_never_be_prepared_is_not_tried_again(client, episode):
    comment = send_video(client, episode, body="")
    fail(comment, retryable=False, reason=Reason.DAMAGED)

    said = text_of(ask(client, comment))
    assert "the file is damaged" in said
    assert "Try again" not in said
    assert "Send the words only" not in said
    assert "Record another" in said

    client.post(state_url(comment, "prepare_again"))
    assert Video.objects.get().has_failed


def test_another_is_not_asked_for_where_none_is_taken(client, sent):
    fail(sent)
    assert "Record another" in text_of(ask(client, sent))

    discussion = sent.episode.discussion
    type(discussion).objects.filter(pk=discussion.pk).update(state="closed")

    assert "Record another" not in text_of(ask(client, sent))
    assert "Try again" in text_of(ask(client, sent))


def test_the_words_go_on_alone(client, sent, producer):
    fail(sent, retryable=False, reason=Reason.DAMAGED)
    sent.approve(producer)
    assert not sent.is_public

    left = client.post(state_url(sent, "leave_clip_out"))

    assert "It is on the page." in text_of(left)
    comment = Comment.objects.get()
    assert comment.is_public
    assert not comment.has_video
    assert not Video.objects.exists()
    assert comment.actions.filter(action="clip left out").count() == 1
    client.post(state_url(sent, "leave_clip_out"))
    assert comment.actions.filter(action="clip left out").count() == 1


def test_its_files_go_with_the_clip(client, sent, django_capture_on_commit_callbacks):
    fail(sent)
    assert stored("original")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(state_url(sent, "leave_clip_out"))

    assert not stored("original")


def test_a_good_clip_is_not_left_out(client, sent):
    with pytest.raises(ClipIsNeeded):
        sent.leave_clip_out()

    assert "Your video is being prepared" in text_of(
        client.post(state_url(sent, "leave_clip_out"))
    )
    assert Video.objects.exists()


def test_a_clip_without_words_is_not_left_out(client, episode):
    comment = send_video(client, episode, body="")
    fail(comment)

    with pytest.raises(ClipIsNeeded):
        comment.leave_clip_out()


def test_withdrawn_it_has_nothing_left_to_do(client, sent):
    fail(sent)
    sent.withdraw()

    assert ask(client, sent).status_code == 404
    assert client.post(state_url(sent, "prepare_again")).status_code == 200
    assert not ModerationAction.objects.filter(action="clip left out").exists()


def test_a_get_changes_nothing(client, sent):
    fail(sent)
    for name in ("prepare_again", "leave_clip_out"):
        assert client.get(state_url(sent, name)).status_code == 405
