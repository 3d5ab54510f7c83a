"""Every acknowledged comment is there exactly once, whatever happens to the server."""

import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest
from django.conf import settings

from .posters import Server, post_for
from .site import ROOT
from .waiting import wait_until

pytestmark = pytest.mark.long


@pytest.fixture
def database(tmp_path):
    return tmp_path / "db.sqlite3"


@pytest.fixture
def server(tmp_path, database):
    server = Server(
        settings="stream_site.settings",
        DATA_DIR=str(tmp_path),
        DATABASE_URL=f"sqlite:///{database}",
        SECRET_KEY=settings.SECRET_KEY,
        SITE_URL="http://127.0.0.1:8000",
        POSTING_LIMITS="off",
    )
    subprocess.run(
        [sys.executable, "manage.py", "setup"],
        cwd=ROOT,
        env=server.environment,
        check=True,
        capture_output=True,
    )
    server.start()
    yield server
    server.kill()


def rows(database, query):
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def test_sixteen_at_once_and_a_killed_server_lose_and_double_nothing(server, database):
    open_now = """
        SELECT slug FROM episodes_episode WHERE status = 'published'
        ORDER BY airs_at DESC LIMIT 1
    """
    ((slug,),) = rows(database, open_now)
    thread = f"/episodes/{slug}/comments/"

    def kill(crowd):
        wait_until(lambda: all(poster.acknowledged for poster in crowd), seconds=60)
        server.kill()
        server.start()

    crowd = post_for(3, server, thread, f"{thread}token/", meanwhile=kill)

    acknowledged = [words for poster in crowd for words in poster.acknowledged]
    sent = "SELECT body FROM comments_comment WHERE body LIKE 'The bridge was closed %'"
    stored = Counter(words for (words,) in rows(database, sent))
    audited = "SELECT count(*) FROM comments_moderationaction WHERE action = 'received'"
    assert {status for poster in crowd for status in poster.statuses} == {201}
    assert len(acknowledged) > 16
    assert {stored[words] for words in acknowledged} == {1}
    assert set(stored.values()) == {1}
    assert rows(database, audited)[0][0] >= len(stored)
