"""The project's commands as they are run, on a database and files of their own."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
from django.conf import settings
from imageio_ffmpeg import get_ffmpeg_exe

# Stands in for ffmpeg. What it does to a clip is told by a file named `fate`, for all of
# them, or by one named as the clip's key; it notes whom it has begun.
ENGINE = """#!/bin/sh
for out; do :; done
room=${{out%/*}}
key=${{room##*video-}}
key=${{key%-*}}
case "$(cat {folder}/fate {folder}/fates/$key 2>/dev/null)" in
hang) echo $$ > {folder}/hanging; exec sleep 600 ;;
kill) kill -9 $PPID; exec sleep 600 ;;
fail) exit 1 ;;
slow) sleep 0.5 ;;
esac
exec {ffmpeg} "$@"
"""


class Site:
    """The project's commands on data of this test's own."""

    def __init__(self, folder, database_url, lease_seconds=8, **environment):
        self.folder, self.database_url = folder, database_url
        self.log = folder / "log"
        (folder / "fates").mkdir()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "stream_site.settings",
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": database_url,
            "VIDEO_LEASE_SECONDS": str(lease_seconds),
            "IMAGEIO_FFMPEG_EXE": str(self._make_engine()),
            # Nothing but the command itself may stand on the path.
            "PYTHONPATH": "",
            **environment,
        }
        self.processes = []
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments):
        process = self.start(*arguments)
        assert process.wait(600) == 0, self.log.read_text()[-2000:]

    def shell(self, code):
        self.manage("shell", "-v0", "-c", code)

    def start_worker(self):
        return self.start("worker", "--processes", "2")

    def start(self, *arguments):
        with open(self.log, "a") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                stdout=log,
                stderr=log,
                cwd=settings.BASE_DIR,
                env=self.environment,
            )
        self.processes.append(process)
        return process

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(120)

    def rows(self, columns):
        if self.database_url.startswith("sqlite"):
            connection = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        else:
            connection = psycopg2.connect(self.database_url)
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(f"SELECT {columns} FROM comments_video")  # noqa: S608
            return cursor.fetchall()

    def row(self, columns):
        [row] = self.rows(columns)
        return row

    def is_in_state(self, state):
        return self.row("state") == (state,)

    def set_fate(self, fate):
        (self.folder / "fate").write_text(fate)

    def hanging(self):
        """The pid of an ffmpeg that hangs, once there is one."""
        path = self.folder / "hanging"
        return int(path.read_text() or 0) if path.exists() else None

    def files(self):
        return files_in(self.folder / "data" / "private")

    def temporary_files(self):
        return files_in(self.folder / "data" / "tmp")

    def _make_engine(self):
        engine = self.folder / "ffmpeg"
        engine.write_text(ENGINE.format(folder=self.folder, ffmpeg=get_ffmpeg_exe()))
        engine.chmod(0o755)
        return engine


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


def files_in(folder):
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def parent_of(pid):
    said = subprocess.run(
        ["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, check=True
    )
    return int(said.stdout)


def children_of(pid):
    said = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, check=True)
    pairs = [map(int, line.split()) for line in said.stdout.splitlines()]
    return [child for child, parent in pairs if parent == pid]


def processes_of(folder):
    """The pids of all that bears the folder's name in its command or environment."""
    name, found = str(folder).encode(), []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            told = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        except OSError:
            continue
        if name in told and int(place.name) != os.getpid():
            found.append(int(place.name))
    return found


def open_files(pid):
    """What a process has open, by name."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(os.readlink(link))
        except FileNotFoundError:
            continue
    return found
