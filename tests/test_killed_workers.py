"""Workers that are killed, overtaken or told to stop: nothing lost, nothing left."""

import shutil
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks_db.models import DBTaskResult

from comments import transcoding
from comments.heartbeat import heartbeat
from comments.models import Video
from comments.models.processing import MOST_ATTEMPTS
from comments.tasks import process_video
from comments.transcoding import Reason

from . import clips
from .videos import committed, make_video, named, overdue, process, queued, stored
from .waiting import wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


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
    episode, instant_ffmpeg, monkeypatch, step
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
    episode, instant_ffmpeg, monkeypatch
):
    video = make_video(episode)
    for _attempt in range(MOST_ATTEMPTS):
        Video.requeue_lost()
        with monkeypatch.context() as moment:
            kill_at(moment, Video.objects.get(), "_make")
        overdue(video)

    default_task_backend.clear()
    with committed():
        Video.requeue_lost()

    video.refresh_from_db()
    assert (video.state, video.reason) == (Video.State.FAILED, Reason.ENGINE_FAILED)
    assert video.settled_at
    assert queued() == []
    assert stored() == {video.original}
    assert clips.left_on_disk() == []


def test_a_lost_task_is_queued_again(episode):
    video = make_video(episode)
    Video.requeue_lost()
    assert queued() == []

    overdue(video)
    Video.requeue_lost()
    Video.requeue_lost()

    assert queued() == [video.pk]


def make_task(video):
    """As it waits in the real queue: the tests' own has no rows."""
    DBTaskResult.objects.create(
        queue_name="video",
        backend_name="default",
        args_kwargs={"args": [video.pk], "kwargs": {}},
        task_path=process_video.module_path,
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )


def test_what_waits_its_turn_in_a_long_queue_gets_no_second_task(episode):
    first, second = make_video(episode), make_video(episode)
    make_task(first)
    for video in (first, second):
        overdue(video)

    with CaptureQueriesContext(connection) as asked:
        Video.requeue_lost()

    assert queued() == [second.pk]
    first.refresh_from_db()
    assert first.lease_until > timezone.now()
    assert len(asked) < 14


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_come_at_the_same_moment_one_does_the_clip(
    episode, instant_ffmpeg, monkeypatch
):
    video = make_video(episode)
    began, transcode = [], transcoding.transcode
    monkeypatch.setattr(
        transcoding,
        "transcode",
        lambda *args, **kwargs: began.append(args) or transcode(*args, **kwargs),
    )
    start = threading.Barrier(4)

    def work():
        own = Video.objects.get()
        start.wait(300)
        own.process()
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    video.refresh_from_db()
    assert (len(began), video.state, video.attempts) == (1, Video.State.READY, 1)
    assert stored() == named(video)


def test_whoever_lost_the_lease_publishes_nothing(episode, instant_ffmpeg, monkeypatch):
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
    episode, instant_ffmpeg, monkeypatch, how
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


def test_a_worker_told_to_stop_at_once_gives_the_clip_back(
    episode, instant_ffmpeg, monkeypatch
):
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


@pytest.mark.parametrize("end", [SystemExit(1), OperationalError("gone")])
def test_an_end_just_after_the_commit_costs_no_file(
    episode, instant_ffmpeg, monkeypatch, end
):
    video = make_video(episode, on_air=True)
    publish = Video._publish

    def publish_and_end(*args):
        publish(*args)
        raise end

    monkeypatch.setattr(Video, "_publish", publish_and_end)
    with suppress(SystemExit):
        video.process()

    video.refresh_from_db()
    assert video.is_ready
    assert stored() == named(video)


def test_discarding_deletes_all_files_even_those_of_killed_attempts(
    episode, instant_ffmpeg, monkeypatch
):
    video = make_video(episode)
    kill_at(monkeypatch, video, "_publish")
    assert len(stored()) == 3

    with committed():
        Video.objects.get().discard()

    assert stored() == set()


# The heartbeat


def test_a_heart_beats_until_the_work_is_done():
    beats, threads = [], {*threading.enumerate()}

    with heartbeat(lambda: beats.append(1) or True, timedelta(milliseconds=5)) as lost:
        wait_until(lambda: len(beats) > 2, 10)

    assert not lost.is_set()
    assert {*threading.enumerate()} <= threads


def test_a_lost_lease_is_noticed():
    with heartbeat(lambda: False, timedelta(milliseconds=5)) as lost:
        assert lost.wait(60)


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
