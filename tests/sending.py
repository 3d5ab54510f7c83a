"""A server of its own, and senders who bring it files over HTTP."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from urllib.parse import urljoin
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg2
import pytest
from django.conf import settings

from .posters import Server
from .site import ROOT

# The first bytes of WebM: what begins otherwise is refused at once.
HEAD = b"\x1a\x45\xdf\xa3"
OUTSIDE = ROOT / "tests" / "outside"
OPEN_EPISODE = """
    SELECT slug FROM episodes_episode WHERE status = 'published'
    ORDER BY airs_at DESC LIMIT 1
"""


class Receiver(Server):
    """The site's own server on a database and files of its own."""

    def __init__(self, folder, database_url):
        self.folder, self.database_url = folder, database_url
        super().__init__(
            settings="stream_site.settings",
            DATA_DIR=str(folder / "data"),
            DATABASE_URL=database_url,
            SECRET_KEY=settings.SECRET_KEY,
            SITE_URL="http://127.0.0.1:8000",
            POSTING_LIMITS="off",
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
        subprocess.run(["npm", "ci", *quiet], cwd=folder, check=True)
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
    said, _nothing = process.communicate(timeout=120)
    return json.loads(said)


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
