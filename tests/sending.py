"""A server of its own, and senders who bring it files over HTTP."""

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from itertools import chain
from pathlib import Path
from threading import Event
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg2
import pytest
from django.conf import settings

from .posters import Server
from .site import ROOT

# The first bytes of WebM: what begins otherwise is refused at once.
HEAD = b"\x1a\x45\xdf\xa3"
BOUNDARY = "a-line-that-is-in-no-file-of-noise"
FILE_FIELD = 'Content-Disposition: form-data; name="video"; filename="clip.webm"'
BLOCK_BYTES = 64 * 1024
LOOK_EVERY_BYTES = 4 * 2**20
OUTSIDE = ROOT / "tests" / "outside"
OPEN_EPISODE = """
    SELECT slug FROM episodes_episode WHERE status = 'published'
    ORDER BY airs_at DESC LIMIT 1
"""


class Receiver(Server):
    """The site's own server on a database and files of its own."""

    def __init__(self, folder, database_url, **environment):
        self.folder, self.database_url = folder, database_url
        super().__init__(
            settings="stream_site.settings",
            DATA_DIR=str(folder / "data"),
            DATABASE_URL=database_url,
            SECRET_KEY=settings.SECRET_KEY,
            SITE_URL="http://127.0.0.1:8000",
            POSTING_LIMITS="off",
            **environment,
        )
        self._manage("setup")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def uploads(self):
        return f"{self.url}/uploads/"

    @property
    def files(self):
        return self.folder / "data" / "private"

    @property
    def temporary(self):
        return self.folder / "data" / "tmp"

    def thread(self):
        [(slug,)] = self.rows(OPEN_EPISODE)
        return f"{self.url}/episodes/{slug}/comments/"

    def rows(self, query):
        if self.database_url.startswith("sqlite"):
            path = self.database_url.removeprefix("sqlite:///")
            connection = sqlite3.connect(path, timeout=20)
        else:
            connection = psycopg2.connect(self.database_url)
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def digest_of(self, upload_url):
        """The SHA-256 of what has come of an upload."""
        public_id = upload_url.rpartition("/")[2].replace("-", "")
        pieces = f"""
            SELECT p.file FROM comments_piece p
            JOIN comments_upload u ON u.id = p.upload_id
            WHERE replace(CAST(u.public_id AS text), '-', '') = '{public_id}'
            ORDER BY p."offset"
        """  # noqa: S608
        digest = hashlib.sha256()
        for (name,) in self.rows(pieces):
            digest.update((self.files / name).read_bytes())
        return digest.hexdigest()

    def introduce(self):
        """The headers of a browser that has fetched a token."""
        jar = CookieJar()
        opener = build_opener(HTTPCookieProcessor(jar))
        with opener.open(f"{self.thread()}token/") as response:
            token = json.load(response)["csrf"]
        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        return {"Cookie": cookie, "X-CSRFToken": token}

    def begin(self, headers, size):
        """The address of a new upload."""
        sent = headers | {"Tus-Resumable": "1.0.0", "Upload-Length": str(size)}
        with closing(HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request("POST", "/uploads/", headers=sent)
            return urljoin(self.url, connection.getresponse().headers["Location"])

    def memory(self):
        """What its processes hold, in bytes, pages shared by several counted once.

        Programs' own files don't count: of them others on the machine bear a share.
        """
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pids = [pid, *children]
        return sum(filter(None, map(memory_of, pids)))

    def _manage(self, *arguments):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
        )


class OutsideClient:
    """npm's tus-js-client, fetched once by npm into a folder of its own."""

    def __init__(self, folder):
        if not shutil.which("npm"):
            pytest.skip("no npm on the PATH")
        for path in OUTSIDE.iterdir():
            shutil.copy(path, folder)
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        patient = ("--prefer-offline", "--fetch-retries=8")
        subprocess.run(["npm", "ci", *quiet, *patient], cwd=folder, check=True)
        self.folder = folder

    def start(self, **job):
        return subprocess.Popen(
            ["node", "send.js", json.dumps(job)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
        )

    def send(self, **job):
        """How each sender of the job ended."""
        return ends_of(self.start(**job))


def ends_of(process):
    said, _nothing = process.communicate(timeout=600)
    return json.loads(said)


def memory_of(pid):
    """The proportional set size of what a process made, or None if it has ended."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(re.search(r"^Pss_Anon: +(\d+) kB", told, re.M).group(1)) * 1024


def file_of(path, size):
    """A file that nobody has seen before, which begins as a video does."""
    with open(path, "wb") as file, open("/dev/urandom", "rb") as source:
        file.write(HEAD)
        while missing := size - file.tell():
            file.write(source.read(min(missing, 2**20)))
    return path


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Sender:
    """Somebody who sends one file over one connection, with an eye on the server.

    `highest` is the most memory that the server has held meanwhile, in bytes;
    `bytes_a_second` is what their network takes.
    """

    def __init__(self, server, headers, path, bytes_a_second=None):
        self.server, self.headers, self.path = server, headers, path
        self.bytes_a_second, self.highest = bytes_a_second, 0
        self.size = path.stat().st_size

    def send(self, chunk):
        """By tus, so many bytes a request; returns the upload's address."""
        url = self.server.begin(self.headers, self.size)
        with self._connected() as connection:
            for offset in range(0, self.size, chunk):
                length = min(chunk, self.size - offset)
                said = {
                    "Tus-Resumable": "1.0.0",
                    "Upload-Offset": str(offset),
                    "Content-Type": "application/offset+octet-stream",
                    "Content-Length": str(length),
                }
                blocks = self._blocks(offset, length)
                assert self._exchange(connection, "PATCH", url, blocks, said) == 204
        return url

    def end(self, url):
        """Give it up, so that others find room."""
        with self._connected() as connection:
            said = {"Tus-Resumable": "1.0.0"}
            assert self._exchange(connection, "DELETE", url, None, said) == 204

    def post(self, url):
        """As a form without script does; returns the status."""
        begin = f"--{BOUNDARY}\r\n{FILE_FIELD}\r\n\r\n".encode()
        end = f"\r\n--{BOUNDARY}--\r\n".encode()
        said = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(len(begin) + self.size + len(end)),
        }
        blocks = chain([begin], self._blocks(0, self.size), [end])
        with self._connected() as connection:
            return self._exchange(connection, "POST", url, blocks, said)

    def _connected(self):
        return closing(HTTPConnection("127.0.0.1", self.server.port, timeout=300))

    def _exchange(self, connection, method, url, blocks, said):
        connection.request(method, urlsplit(url).path, blocks, self.headers | said)
        response = connection.getresponse()
        response.read()
        self.highest = max(self.highest, self.server.memory())
        return response.status

    def _blocks(self, offset, length):
        with open(self.path, "rb") as file:
            file.seek(offset)
            while block := file.read(min(BLOCK_BYTES, length)):
                length -= len(block)
                yield block
                self._look(file.tell())

    def _look(self, sent):
        if sent % LOOK_EVERY_BYTES == 0:
            self.highest = max(self.highest, self.server.memory())
        if self.bytes_a_second:
            Event().wait(BLOCK_BYTES / self.bytes_a_second)
