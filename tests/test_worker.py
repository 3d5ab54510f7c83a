"""`manage.py worker` as it is run, on a database and files of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest
from django.conf import settings
from imageio_ffmpeg import get_ffmpeg_exe

from . import clips
from .waiting import is_alive, wait_until

pytestmark = pytest.mark.own_database

# Stands in for ffmpeg: hangs as long as the file `hang` exists, and notes its pid.
ENGINE = """#!/bin/sh
if [ -e {folder}/hang ]; then
    echo $$ > {folder}/hanging
    exec sleep 600
fi
exec {ffmpeg} "$@"
"""
POST_A_CLIP = """
from comments.models import Upload, Video
from tests import clips
from tests.factories import make_comment, make_episode

comment = make_comment(make_episode())
with clips.uploaded(clips.Path({path!r})) as file:
    upload = Upload.receive(comment.visitor, file)
Video.receive(comment, upload)
"""
LEASE_SECONDS = 4


class Site:
    """The project's commands on data of this test's own."""

    def __init__(self, folder, database_url):
        self.folder, self.database_url = folder, database_url
        self.log = folder / "log"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "stream_site.settings",
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": database_url,
            "VIDEO_LEASE_SECONDS": str(LEASE_SECONDS),
            "IMAGEIO_FFMPEG_EXE": str(self._make_engine()),
            # Nothing but the command itself may stand on the path.
            "PYTHONPATH": "",
        }
        self.workers = []
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments):
        subprocess.run(self._command(*arguments), check=True, **self._surroundings())

    def start_worker(self):
        with open(self.log, "a") as log:
            worker = subprocess.Popen(
                self._command("worker", "--processes", "2"),
                stdout=log,
                stderr=log,
                **self._surroundings(),
            )
        self.workers.append(worker)
        return worker

    def post_a_clip(self):
        self.manage("shell", "-v0", "-c", POST_A_CLIP.format(path=str(clips.mp4())))

    def row(self, columns):
        if self.database_url.startswith("sqlite"):
            connection = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        else:
            connection = psycopg2.connect(self.database_url)
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(f"SELECT {columns} FROM comments_video")  # noqa: S608
            [row] = cursor.fetchall()
        return row

    def is_in_state(self, state):
        return self.row("state") == (state,)

    def hang(self, on):
        marker = self.folder / "hang"
        if on:
            marker.touch()
        else:
            marker.unlink()

    def hanging(self):
        """The pid of an ffmpeg that hangs, once there is one."""
        path = self.folder / "hanging"
        return int(path.read_text() or 0) if path.exists() else None

    def files(self):
        private = self.folder / "data" / "private"
        return {str(p.relative_to(private)) for p in private.rglob("*") if p.is_file()}

    def _make_engine(self):
        engine = self.folder / "ffmpeg"
        engine.write_text(ENGINE.format(folder=self.folder, ffmpeg=get_ffmpeg_exe()))
        engine.chmod(0o755)
        return engine

    def _command(self, *arguments):
        return [sys.executable, "manage.py", *arguments]

    def _surroundings(self):
        return {"cwd": settings.BASE_DIR, "env": self.environment}


@pytest.fixture
def site(tmp_path):
    with database(tmp_path) as url:
        site = Site(tmp_path, url)
        yield site
        for worker in site.workers:
            worker.terminate()
            worker.terminate()
            worker.wait(30)


@contextmanager
def database(folder):
    """The address of a new, empty database of the kind under test."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    name = f"worker_{uuid4().hex}"
    always_there = urlsplit(server)._replace(path="/postgres").geturl()
    with closing(psycopg2.connect(always_there)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def parent_of(pid):
    said = subprocess.run(
        ["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, check=True
    )
    return int(said.stdout)


def children_of(pid):
    said = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, check=True)
    pairs = [map(int, line.split()) for line in said.stdout.splitlines()]
    return [child for child, parent in pairs if parent == pid]


@pytest.mark.parametrize("victim", ["child", "all"])
def test_a_worker_killed_in_the_middle_loses_nothing(site, victim):
    site.post_a_clip()
    site.hang(True)
    worker = site.start_worker()
    engine = wait_until(site.hanging, 30)
    assert site.row("state, attempts") == ("processing", 1)
    [original] = site.files()
    site.hang(False)

    if victim == "child":
        os.kill(parent_of(engine), signal.SIGKILL)
    else:
        children = children_of(worker.pid)
        worker.kill()
        worker.wait()
        wait_until(lambda: not any(is_alive(pid) for pid in children), 20)
        site.start_worker()

    wait_until(lambda: not is_alive(engine), 10)
    assert site.files() == {original}
    wait_until(lambda: site.is_in_state("ready"), 60)
    attempts, clip, poster, kept = site.row("attempts, clip, poster, original")
    assert attempts == 2
    assert kept == ""
    wait_until(lambda: site.files() == {clip, poster}, 10)
    assert not list((site.folder / "data" / "tmp").iterdir())


def test_told_to_stop_it_ends_with_all_its_children(site):
    site.post_a_clip()
    worker = site.start_worker()
    wait_until(lambda: site.is_in_state("ready"), 30)
    children = children_of(worker.pid)
    assert len(children) == 3

    worker.terminate()

    assert worker.wait(30) == 0
    assert not any(is_alive(pid) for pid in children)
    log = site.log.read_text()
    assert "Traceback" not in log
    assert "locked" not in log


def test_told_twice_to_stop_it_gives_its_clip_back_at_once(site):
    site.post_a_clip()
    site.hang(True)
    worker = site.start_worker()
    engine = wait_until(site.hanging, 30)
    doing = parent_of(engine)

    worker.terminate()
    wait_until(lambda: len(children_of(worker.pid)) == 1, 30)
    assert is_alive(engine)
    worker.terminate()

    assert worker.wait(30) == 0
    assert not is_alive(doing)
    assert not is_alive(engine)
    assert site.row("state, attempts") == ("queued", 0)
