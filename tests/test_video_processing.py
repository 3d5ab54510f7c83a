"""From an upload to a clip; each crash, each order of events."""

import functools
import os
import shutil
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import TestCase
from django.utils import timezone
from django_tasks import default_task_backend

from comments import transcoding
from comments.heartbeat import heartbeat
from comments.models import Release, ReleaseText, Upload, Video
from comments.models.processing import MOST_ATTEMPTS
from comments.models.video import sentence_for
from comments.tasks import process_video
from comments.transcoding import Facts, Reason, TranscodingError

from . import clips
from .factories import make_comment
from .waiting import wait_until

pytestmark = pytest.mark.django_db

# What waits for the commit runs at the end of the block: a test never commits.
committed = functools.partial(TestCase.captureOnCommitCallbacks, execute=True)


@pytest.fixture(autouse=True)
def _fresh_queue():
    default_task_backend.clear()


@pytest.fixture
def quick(monkeypatch):
    """Stands in for ffmpeg where the clip itself is not what a test is about."""
    made = Facts("mov", seconds=2.0, width=320, height=240, has_sound=True)

    def transcode(path, facts, out_path, cancelled=None):
        out_path.write_bytes(b"a clip")
        return made

    def poster(path, facts, out_path, cancelled=None):
        out_path.write_bytes(b"a poster")

    monkeypatch.setattr(transcoding, "transcode", transcode)
    monkeypatch.setattr(transcoding, "poster", poster)


def make_video(episode, path=None, on_air=False, **fields):
    comment = make_comment(episode, **fields)
    text = ReleaseText.of("Yes.", "en")
    Release.objects.create(comment=comment, text=text, adult=True, on_air=on_air)
    upload = receive(comment.visitor, path)
    with committed():
        video = Video.receive(comment, upload)
    default_task_backend.clear()
    return video


def receive(visitor="ana", path=None, name="clip.mp4"):
    with clips.uploaded(path or clips.mp4(), name) as file:
        return Upload.receive(visitor, file)


def process(video):
    with committed():
        video.process()
    video.refresh_from_db()
    return video


def stored(folder=""):
    """Every name in storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    deeper = [stored(f"{folder}/{name}".strip("/")) for name in folders]
    return {f"{folder}/{name}".strip("/") for name in files}.union(*deeper)


def named(video):
    return {name for name in (video.original, video.clip, video.poster) if name}


def queued():
    return [result.args[0] for result in default_task_backend.results]


def failing(reason, times=None):
    """A `transcode` that fails, the first `times` times."""
    calls, real = [], transcoding.transcode

    def transcode(*args, **kwargs):
        calls.append(args)
        if times is None or len(calls) <= times:
            raise TranscodingError(reason)
        return real(*args, **kwargs)

    return transcode


def overdue(video):
    """As if its worker had been silent since long ago."""
    past = timezone.now() - timedelta(minutes=1)
    Video.objects.filter(pk=video.pk).update(lease_until=past)


# Uploads


def test_a_good_file_is_kept_for_its_visitor_alone():
    upload = receive("ana", name="My clip.mp4")

    assert stored() == {f"original/{upload.public_id}"}
    assert upload.label == "My clip.mp4"
    assert Upload.owned("ana", upload.public_id) == upload
    assert Upload.owned("ana", str(upload.public_id)) == upload
    assert Upload.owned("ben", upload.public_id) is None
    assert Upload.owned("", upload.public_id) is None


@pytest.mark.parametrize("public_id", ["", "x", None, "\0", [], {}, 7, "ü" * 999])
def test_an_upload_that_never_was_is_not_found(public_id):
    assert Upload.owned("ana", public_id) is None


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (clips.empty, Reason.EMPTY),
        (clips.text, Reason.NOT_A_VIDEO),
        (clips.truncated, Reason.TRUNCATED),
        (clips.too_long, Reason.TOO_LONG),
    ],
)
def test_a_bad_file_leaves_nothing_behind(make, reason):
    before = clips.left_on_disk()

    with pytest.raises(TranscodingError) as refusal:
        receive(path=make())

    assert refusal.value.reason == reason
    assert not Upload.objects.exists()
    assert not stored()
    assert clips.left_on_disk() == before


def test_a_file_over_the_limit_is_refused(settings):
    settings.VIDEO_MAX_MB = 0

    with pytest.raises(TranscodingError) as refusal:
        receive("ana")

    assert refusal.value.reason == Reason.TOO_LARGE


def test_taking_over_a_file_moves_it_and_copies_nothing():
    with clips.uploaded(clips.mp4()) as file:
        inode = os.stat(file.temporary_file_path()).st_ino

        upload = Upload.receive("ana", file)

    assert os.stat(upload.file.path).st_ino == inode


def test_an_upload_nobody_posts_is_gone_in_an_hour():
    old = receive("ana")
    new = receive("ana")
    past = timezone.now() - timedelta(minutes=61)
    Upload.objects.filter(pk=old.pk).update(created_at=past)
    assert Upload.owned("ana", old.public_id) is None

    with committed():
        Upload.sweep()

    assert list(Upload.objects.all()) == [new]
    assert stored() == {new.file.name}


def test_the_sweeper_leaves_the_file_that_a_video_has_taken_meanwhile(episode):
    comment = make_comment(episode)
    upload = receive(comment.visitor)
    as_the_sweeper_found_it = Upload.objects.get()
    video = Video.receive(comment, upload)

    with committed():
        as_the_sweeper_found_it.discard()

    assert stored() == {video.original}


def test_an_upload_becomes_one_video_only(episode):
    comment, other = make_comment(episode), make_comment(episode)
    upload = receive(comment.visitor)
    again = Upload.objects.get()
    Video.receive(comment, upload)

    with pytest.raises(Upload.DoesNotExist):
        Video.receive(other, again)


# The usual way


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


def test_the_task_prepares_the_clip_and_does_not_mind_that_it_is_gone(episode, quick):
    video = make_video(episode)

    process_video.call(video.pk)
    process_video.call(video.pk + 1)

    video.refresh_from_db()
    assert video.is_ready


def test_the_original_stays_only_with_leave_for_air(episode, quick):
    private, public = make_video(episode), make_video(episode, on_air=True)

    process(private)
    process(public)

    assert private.original == ""
    assert public.original
    assert stored() == named(private) | named(public)


@pytest.mark.parametrize("approved_first", [True, False])
def test_approval_and_processing_may_finish_in_either_order(
    episode, producer, quick, approved_first
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


def test_a_clip_is_prepared_once(episode, quick):
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


def test_attempts_are_capped_and_a_viewer_may_ask_for_one_more(episode, monkeypatch):
    video = make_video(episode)
    monkeypatch.setattr(
        transcoding, "transcode", failing(Reason.ENGINE_FAILED, MOST_ATTEMPTS)
    )
    for _pause in range(MOST_ATTEMPTS):
        video.refresh_from_db()
        assert video.state == Video.State.QUEUED
        process(video)

    assert (video.state, video.retryable) == (Video.State.FAILED, True)
    assert video.retry() is True
    assert queued() == [video.pk]
    assert process(video).is_ready


@pytest.mark.parametrize("error", [OSError(28, "No space left"), RuntimeError("bug")])
def test_what_nobody_thought_of_is_our_own_failure(
    episode, quick, monkeypatch, caplog, error
):
    video = make_video(episode)

    def save(*args, **kwargs):
        raise error

    monkeypatch.setattr(type(default_storage), "save", save, raising=False)
    process(video)

    assert video.state == Video.State.QUEUED
    assert str(error) in caplog.text
    assert stored() == {video.original}


# Crashes


class Killed(BaseException):
    """The process ends here, and nothing more of it runs."""


def kill_at(monkeypatch, video, step):
    """Leave everything as kill -9 does at `step` of processing."""

    def die(*args, **kwargs):
        raise Killed

    def no_more(*args, **kwargs):
        pass

    monkeypatch.setattr(Video, step, die)
    with monkeypatch.context() as last_moments:
        # Nobody tidies up behind a killed process.
        last_moments.setattr(Video, "_give_back", no_more)
        last_moments.setattr(shutil, "rmtree", no_more)
        last_moments.setattr(type(default_storage), "delete", no_more, raising=False)
        with pytest.raises(Killed):
            video.process()
    monkeypatch.undo()
    video.refresh_from_db()


@pytest.mark.parametrize("step", ["_make", "_store_and_publish", "_publish"])
def test_a_killed_workers_clip_is_done_again_and_nothing_is_left(
    episode, quick, monkeypatch, step
):
    video = make_video(episode)
    kill_at(monkeypatch, video, step)
    assert video.state == Video.State.PROCESSING
    assert video.original in stored()

    Video.requeue_lost()
    assert queued() == []
    overdue(video)
    Video.requeue_lost()
    assert queued() == [video.pk]
    with committed():
        Video.objects.get().process()

    video.refresh_from_db()
    assert (video.state, video.attempts) == (Video.State.READY, 2)
    assert stored() == named(video)
    assert clips.left_on_disk() == []


def test_a_clip_that_kills_its_worker_does_so_three_times_only(
    episode, quick, monkeypatch
):
    video = make_video(episode)
    for _attempt in range(MOST_ATTEMPTS):
        Video.requeue_lost()
        with monkeypatch.context() as moment:
            kill_at(moment, Video.objects.get(), "_make")
        overdue(video)

    default_task_backend.clear()
    Video.requeue_lost()

    video.refresh_from_db()
    assert (video.state, video.reason) == (Video.State.FAILED, Reason.ENGINE_FAILED)
    assert queued() == []


def test_a_lost_task_is_queued_again(episode):
    video = make_video(episode)
    Video.requeue_lost()
    assert queued() == []

    overdue(video)
    Video.requeue_lost()
    Video.requeue_lost()

    assert queued() == [video.pk]


def test_whoever_lost_the_lease_publishes_nothing(episode, quick, monkeypatch):
    slow = make_video(episode)
    transcode = transcoding.transcode

    def overtaken(*args, **kwargs):
        monkeypatch.setattr(transcoding, "transcode", transcode)
        overdue(slow)
        Video.requeue_lost()
        with committed():
            Video.objects.get().process()
        return transcode(*args, **kwargs)

    monkeypatch.setattr(transcoding, "transcode", overtaken)
    process(slow)

    assert (slow.state, slow.attempts) == (Video.State.READY, 2)
    assert slow.clip == f"web/{slow.key}/2.mp4"
    assert stored() == named(slow)


@pytest.mark.parametrize("how", ["withdraw", "delete"])
def test_a_comment_that_leaves_meanwhile_takes_all_its_files_along(
    episode, quick, monkeypatch, how
):
    video = make_video(episode)
    transcode = transcoding.transcode

    def withdrawn(*args, **kwargs):
        with committed():
            getattr(video.comment, how)()
        return transcode(*args, **kwargs)

    monkeypatch.setattr(transcoding, "transcode", withdrawn)
    with committed():
        Video.objects.get().process()

    assert not Video.objects.exists()
    # A deleted row leaves its original to `sweep_media`.
    assert stored() == (set() if how == "withdraw" else {video.original})
    assert clips.left_on_disk() == []


def test_a_worker_told_to_stop_at_once_gives_the_clip_back(episode, quick, monkeypatch):
    video = make_video(episode)

    def stopped(*args, **kwargs):
        raise SystemExit(1)

    with monkeypatch.context() as moment:
        moment.setattr(transcoding, "transcode", stopped)
        with pytest.raises(SystemExit):
            video.process()

    video.refresh_from_db()
    assert (video.state, video.attempts) == (Video.State.QUEUED, 0)
    Video.requeue_lost()
    assert queued() == [video.pk]
    assert process(video).is_ready


def test_discarding_deletes_all_files_even_those_of_killed_attempts(
    episode, quick, monkeypatch
):
    video = make_video(episode)
    kill_at(monkeypatch, video, "_publish")
    assert len(stored()) == 3

    with committed():
        Video.objects.get().discard()

    assert stored() == set()


# The heartbeat


def test_a_heart_beats_until_the_work_is_done():
    beats, threads = [], threading.active_count()

    with heartbeat(lambda: beats.append(1) or True, timedelta(milliseconds=5)) as lost:
        wait_until(lambda: len(beats) > 2, 10)

    assert not lost.is_set()
    assert threading.active_count() == threads


def test_a_lost_lease_is_noticed():
    with heartbeat(lambda: False, timedelta(milliseconds=5)) as lost:
        assert lost.wait(10)


def test_beats_extend_the_lease_of_the_holder_alone(episode):
    video = make_video(episode)
    assert not video._extend_lease()
    assert video._take_lease()
    overdue(video)

    assert video._extend_lease()

    video.refresh_from_db()
    assert video.lease_until > timezone.now()
    stranger = Video.objects.get()
    stranger.token = None
    assert not stranger._extend_lease()


# How long things are kept


def test_a_failed_original_is_kept_a_week(episode):
    video = process(make_video(episode, clips.damaged()))
    with committed():
        Video.forget_outlived()
    assert stored() == {video.original}

    Video.objects.update(created_at=timezone.now() - timedelta(days=8))
    with committed():
        Video.forget_outlived()

    video.refresh_from_db()
    assert stored() == set()
    assert not named(video)
    assert not video.retryable


def test_a_rejected_clip_is_kept_a_month_and_never_shown_after(
    episode, producer, quick
):
    video = process(make_video(episode))
    video.comment.reject(producer)
    with committed():
        Video.forget_outlived()
    assert stored() == named(video)

    comments = type(video.comment).objects
    comments.update(decided_at=timezone.now() - timedelta(days=31))
    with committed():
        Video.forget_outlived()
        Video.forget_outlived()

    assert stored() == set()
    video.refresh_from_db()
    assert (video.state, video.reason) == (Video.State.FAILED, "expired")
    comment = comments.get()
    comment.approve(producer)
    assert not comment.is_public
