"""Files without a row, rows without a file, and all that the sweeper forgets."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments import sweeper
from comments.media import GRACE
from comments.models import Upload, Video
from comments.sweeper import Sweeper, mend_tasks, retry_tasks, sweep_spool

from .factories import make_comment, make_guest

pytestmark = pytest.mark.django_db

LONG_AGO = time.time() - GRACE.total_seconds() - 60


def keep(name, age=LONG_AGO):
    default_storage.save(name, ContentFile(b"data"))
    os.utime(default_storage.path(name), (age, age))
    return name


def exists(*names):
    return [default_storage.exists(name) for name in names]


def make_rows(episode):
    """A row of each kind that names files; returns those names."""
    names = [
        keep("original/1"),
        keep("web/1/1.mp4"),
        keep("web/1/1.jpg"),
        keep("original/2"),
        keep("pictures/original/3"),
    ]
    Video.objects.create(
        comment=make_comment(episode), original=names[0], clip=names[1], poster=names[2]
    )
    Upload.objects.create(visitor="ana", file=names[3], size=4)
    guest = make_guest()
    type(guest).objects.update(picture=names[4], picture_alt="A", picture_credit="B")
    return names


def test_files_without_a_row_are_deleted_and_all_others_stay(episode, capsys):
    named = make_rows(episode)
    unnamed = [
        keep("original/9"),
        keep("web/9/1.mp4"),
        keep("incoming/9/0"),
        keep("pictures/original/9"),
        keep("pictures/public/9.webp"),
    ]
    young = keep("web/8/1.mp4", age=time.time())
    foreign = keep("somebody-elses/9")

    call_command("sweep_media")

    assert exists(*unnamed) == [False] * len(unnamed)
    assert all(exists(*named, young, foreign))
    said = capsys.readouterr()
    assert all(name in said.out for name in unnamed)
    assert "5 without a row deleted" in said.out
    assert said.err == ""


def test_a_dry_run_deletes_nothing(capsys):
    name = keep("original/9")

    call_command("sweep_media", "--dry-run")

    assert exists(name) == [True]
    assert name in capsys.readouterr().out


def test_folders_left_empty_go_too():
    keep("web/9/1.mp4")

    call_command("sweep_media")
    folder = Path(default_storage.path("web/9"))
    assert folder.is_dir()
    os.utime(folder, (LONG_AGO, LONG_AGO))
    call_command("sweep_media")

    assert not folder.exists()


def test_a_row_whose_file_is_missing_is_named(episode, capsys):
    _original, clip, *_others = make_rows(episode)
    default_storage.delete(clip)

    call_command("sweep_media")

    video = Video.objects.get()
    assert capsys.readouterr().err == f"missing: {clip} of video {video.pk}\n"


def test_an_empty_storage_is_no_problem(capsys):
    call_command("sweep_media")

    assert capsys.readouterr().out == "0 without a row deleted\n"


def test_it_works_where_storage_is_no_folder(episode, settings):
    far_away = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": far_away}
    default_storage.save("original/9", ContentFile(b"data"))

    call_command("sweep_media")

    assert exists("original/9") == [True]


# Rows of tasks


def make_task(queue="video", status="RUNNING", age=timedelta(), claims=1):
    then = timezone.now() - age
    return DBTaskResult.objects.create(
        status=status,
        queue_name=queue,
        backend_name="default",
        args_kwargs={"args": [], "kwargs": {}},
        task_path="comments.tasks.process_video",
        run_after=then,
        started_at=then,
        finished_at=None if status == "RUNNING" else then,
        worker_ids=["w"] * claims,
        exception_class_path="",
        traceback="",
    )


def mended(task):
    mend_tasks()
    task.refresh_from_db()
    return task.status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"queue": "video", "age": timedelta(minutes=59)}, "RUNNING"),
        ({"queue": "video", "age": timedelta(minutes=61)}, "FAILED"),
        ({"queue": "default", "age": timedelta(minutes=9)}, "RUNNING"),
        ({"queue": "default", "age": timedelta(minutes=11)}, "READY"),
        ({"queue": "default", "age": timedelta(minutes=11), "claims": 3}, "FAILED"),
        ({"queue": "captions", "age": timedelta(seconds=15)}, "RUNNING"),
        ({"queue": "captions", "age": timedelta(seconds=31)}, "READY"),
        ({"queue": "captions", "age": timedelta(seconds=31), "claims": 3}, "FAILED"),
    ],
)
def test_a_killed_workers_task_is_closed_or_run_again(fields, status):
    assert mended(make_task(**fields)) == status


@pytest.mark.parametrize("status", ["SUCCESSFUL", "FAILED"])
def test_old_results_are_forgotten(status):
    old = make_task(status=status, age=timedelta(days=3))
    new = make_task(status=status, age=timedelta(days=1))

    mend_tasks()

    assert list(DBTaskResult.objects.all()) == [new]
    assert old.pk != new.pk


@pytest.mark.parametrize(
    ("queue", "claims", "minutes", "status"),
    [
        ("default", 1, 0, "FAILED"),
        ("default", 1, 2, "READY"),
        ("default", 2, 4, "FAILED"),
        ("default", 2, 6, "READY"),
        ("default", 4, 124, "FAILED"),
        ("default", 4, 126, "READY"),
        ("default", 5, 600, "FAILED"),
        ("video", 1, 600, "FAILED"),
        ("captions", 1, 2, "READY"),
    ],
)
def test_what_raised_an_error_is_tried_again_after_a_while(
    queue, claims, minutes, status
):
    task = make_task(queue, "FAILED", timedelta(minutes=minutes), claims)
    DBTaskResult.objects.update(exception_class_path="comments.mails.NotDelivered")

    retry_tasks()

    task.refresh_from_db()
    assert task.status == status


def test_what_was_given_up_with_its_workers_is_not():
    task = make_task("default", "FAILED", timedelta(minutes=600), claims=3)

    retry_tasks()

    task.refresh_from_db()
    assert task.status == "FAILED"


# The temporary folder


def test_what_a_killed_process_left_in_the_temporary_folder_goes():
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    old_file, new_file = folder / f"{uuid.uuid4()}.upload", folder / "new.upload"
    old_room = folder / "video-1-1"
    old_room.mkdir()
    for path in (old_file, new_file, old_room / "clip.mp4"):
        path.write_bytes(b"x")
    for path in (old_file, old_room):
        os.utime(path, (LONG_AGO, LONG_AGO))

    sweep_spool()

    assert sorted(folder.iterdir()) == [new_file]
    new_file.unlink()


# The sweeper


def test_each_verb_is_called_in_its_own_time_and_none_keeps_another(
    monkeypatch, caplog
):
    calls, now = [], [1000.0]

    def broken():
        calls.append("broken")
        raise DatabaseError("locked")

    def quick():
        calls.append("quick")

    class Two(Sweeper):
        verbs = ((broken, timedelta(minutes=1)), (quick, timedelta(seconds=5)))

    monkeypatch.setattr(sweeper.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(sweeper, "close_old_connections", lambda: None)
    worker = Two()
    worker.sweep()
    worker.sweep()
    assert calls == ["broken", "quick"]
    now[0] += 6
    worker.sweep()

    assert calls == ["broken", "quick", "quick"]
    assert "broken failed and is tried again later" in caplog.text


def test_the_sweepers_own_verbs_do_their_work(monkeypatch):
    monkeypatch.setattr(sweeper, "close_old_connections", lambda: None)
    expired = Upload.objects.create(visitor="ana", file=keep("original/1"), size=4)
    past = timezone.now() - timedelta(hours=2)
    Upload.objects.filter(pk=expired.pk).update(expires_at=past)

    Sweeper().sweep()

    assert not Upload.objects.exists()
