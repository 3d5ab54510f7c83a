"""From an original to a clip: the usual way, and failures."""

import pytest
from django.core.files.storage import default_storage
from django_tasks import default_task_backend

from comments import transcoding
from comments.models import Upload, Video
from comments.models.processing import MOST_ATTEMPTS
from comments.models.reasons import sentence_for
from comments.models.video import MOST_RETRIES
from comments.tasks import process_video
from comments.transcoding import Reason, TranscodingError

from . import clips
from .factories import make_comment
from .videos import (
    make_video,
    named,
    overdue,
    process,
    queued,
    receive,
    stored,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


def test_a_received_video_is_queued_with_its_file(episode):
    comment = make_comment(episode)
    upload = receive(comment.visitor)

    video = Video.receive(comment, upload)

    assert video.state == Video.State.QUEUED
    assert queued() == [video.pk]
    assert not Upload.objects.exists()
    assert stored() == {video.original}


def test_a_clip_is_prepared_from_a_real_file(episode):
    video = process(make_video(episode, clips.portrait()))

    assert video.state == Video.State.READY
    assert (video.width, video.height) == (240, 320)
    assert video.duration == pytest.approx(clips.SECONDS, abs=0.1)
    assert video.size == default_storage.size(video.clip)
    assert stored() == {f"web/{video.key}/1.mp4", f"web/{video.key}/1.jpg"}
    assert clips.left_on_disk() == []


def test_a_clip_that_can_hardly_be_heard_is_marked_for_producers(episode):
    assert not process(make_video(episode, clips.voice("-15dB"))).is_quiet

    assert process(make_video(episode, clips.mute())).is_quiet


def test_the_task_prepares_the_clip_and_does_not_mind_that_it_is_gone(
    episode, instant_ffmpeg
):
    video = make_video(episode)

    process_video.call(video.pk)
    process_video.call(video.pk + 1)

    video.refresh_from_db()
    assert video.is_ready


def test_the_original_stays_only_with_leave_for_air(episode, instant_ffmpeg):
    private, public = make_video(episode), make_video(episode, on_air=True)

    process(private)
    process(public)

    assert private.original == ""
    assert public.original
    assert stored() == named(private) | named(public)


@pytest.mark.parametrize("approved_first", [True, False])
def test_approval_and_processing_may_finish_in_either_order(
    episode, producer, instant_ffmpeg, approved_first
):
    video = make_video(episode)
    steps = [lambda: video.comment.approve(producer), lambda: process(video)]
    first, second = steps if approved_first else reversed(steps)

    first()
    video.comment.refresh_from_db()
    assert not video.comment.is_public
    second()

    video.comment.refresh_from_db()
    assert video.comment.is_public
    episode.discussion.refresh_from_db()
    assert episode.discussion.comment_count == 1


def test_a_clip_is_prepared_once(episode, instant_ffmpeg):
    video = process(make_video(episode))
    again = process(Video.objects.get())

    assert again.attempts == 1
    assert stored() == named(video)


def test_it_works_where_storage_is_no_folder(episode, settings):
    far_away = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": far_away}

    video = process(make_video(episode))

    assert video.is_ready
    assert stored() == named(video) == {video.clip, video.poster}
    assert clips.left_on_disk() == []


# Failures


def failing(reason, times=None):
    """A `transcode` that fails, the first `times` times."""
    calls, real = [], transcoding.transcode

    def transcode(*args, **kwargs):
        calls.append(args)
        if times is None or len(calls) <= times:
            raise TranscodingError(reason)
        return real(*args, **kwargs)

    return transcode


def test_a_failure_is_noted_with_its_reason_and_keeps_the_original(episode):
    video = process(make_video(episode, clips.damaged()))

    assert video.state == Video.State.FAILED
    assert video.reason == Reason.DAMAGED
    assert video.sentence == sentence_for(Reason.DAMAGED)
    assert not video.retryable
    assert video.retry() is False
    assert stored() == {video.original}
    assert clips.left_on_disk() == []


def test_every_reason_has_a_sentence():
    sentences = {sentence_for(reason) for reason in Reason}

    assert len(sentences) == len(Reason)
    assert not [sentence for sentence in sentences if "%" in sentence]
    assert sentence_for("unheard of") == sentence_for(Reason.ENGINE_FAILED)


def test_our_own_failure_is_tried_again_after_a_pause(episode, monkeypatch):
    video = make_video(episode)
    monkeypatch.setattr(transcoding, "transcode", failing(Reason.ENGINE_FAILED, 1))

    process(video)
    assert (video.state, queued()) == (Video.State.QUEUED, [])
    Video.requeue_lost()
    assert queued() == []
    overdue(video)
    Video.requeue_lost()
    assert queued() == [video.pk]
    process(Video.objects.get())

    video.refresh_from_db()
    assert (video.state, video.attempts) == (Video.State.READY, 2)
    assert stored() == named(video)


def use_up_attempts(video):
    """Process it until it has failed."""
    for _attempt in range(MOST_ATTEMPTS):
        video.refresh_from_db()
        assert video.state == Video.State.QUEUED
        process(video)
    assert (video.state, video.retryable) == (Video.State.FAILED, True)
    assert video.settled_at


def test_attempts_are_capped_and_fresh_ones_are_to_be_had(episode, monkeypatch):
    video = make_video(episode)
    times = 2 * MOST_ATTEMPTS - 1
    monkeypatch.setattr(transcoding, "transcode", failing(Reason.ENGINE_FAILED, times))
    use_up_attempts(video)
    assert video.retry() is True
    assert queued() == [video.pk]

    for _attempt in range(MOST_ATTEMPTS):
        video.refresh_from_db()
        assert (video.state, video.settled_at) == (Video.State.QUEUED, None)
        process(video)

    assert video.is_ready
    assert video.settled_at
    assert stored() == named(video)
    assert video.retry() is False


def test_its_viewer_may_ask_a_few_times_and_a_producer_as_often_as_need_be(
    episode, producer, monkeypatch
):
    video = make_video(episode)
    monkeypatch.setattr(transcoding, "transcode", failing(Reason.ENGINE_FAILED))
    use_up_attempts(video)
    for _time in range(MOST_RETRIES):
        assert video.viewer_may_retry
        assert "send it again" in video.sentence
        assert video.retry() is True
        use_up_attempts(video)

    assert not video.viewer_may_retry
    assert "record another" in video.sentence
    assert video.retry() is False
    assert video.retry(producer) is True
    use_up_attempts(video)
    assert clips.left_on_disk() == []


def test_what_is_tried_again_lets_others_go_first(episode, monkeypatch):
    video = make_video(episode)
    monkeypatch.setattr(transcoding, "transcode", failing(Reason.ENGINE_FAILED, 1))
    process(video)
    overdue(video)

    Video.requeue_lost()
    Video.receive(comment := make_comment(episode), receive(comment.visitor))

    again, fresh = (result.task.priority for result in default_task_backend.results)
    assert again < fresh


def test_of_a_sender_with_many_clips_one_goes_before_others(episode):
    def send(visitor):
        comment = make_comment(episode, visitor=visitor)
        Video.receive(comment, receive(visitor))

    for visitor in ("ana", "ana", "ben", "ana"):
        send(visitor)

    first, second, other, third = (
        result.task.priority for result in default_task_backend.results
    )
    assert first == other > second == third


@pytest.mark.parametrize("error", [OSError(28, "No space left"), RuntimeError("bug")])
def test_what_nobody_thought_of_is_our_own_failure(
    episode, instant_ffmpeg, monkeypatch, caplog, error
):
    video = make_video(episode)

    def save(*args, **kwargs):
        raise error

    monkeypatch.setattr(type(default_storage), "save", save, raising=False)
    process(video)

    assert video.state == Video.State.QUEUED
    assert str(error) in caplog.text
    assert stored() == {video.original}
