"""Files that are sent at the same moment: each is counted before the next."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.test import Client

from comments import transcoding
from comments.models import Attempt, Upload
from comments.models.reasons import NoRoom
from comments.models.upload import UploadQuerySet
from comments.rations import FILES

from . import clips
from .tus import create, introduce
from .videos import receive, stored

pytestmark = pytest.mark.django_db(transaction=True)

MB = 2**20
TOGETHER = 3
# To wait for others who see the same: as long as this, where they are held back.
PATIENCE_SECONDS = 0.5


@pytest.fixture
def visitor(client, episode):
    introduce(client, episode)
    return client


def at_once(step):
    """What so many threads get who do it together."""

    def run(_number):
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return [*pool.map(run, range(TOGETHER))]


def pause_after(monkeypatch, where, name):
    """Let nobody go on from there before all others have seen the same, if they can."""
    look, together = getattr(where, name), Barrier(TOGETHER)

    def look_together(*arguments):
        seen = look(*arguments)
        with suppress(BrokenBarrierError):
            together.wait(PATIENCE_SECONDS)
        return seen

    monkeypatch.setattr(where, name, look_together)


def announced(visitor, size):
    other = Client()
    other.cookies = visitor.cookies
    return lambda: create(other, size).status_code


def test_of_several_announced_at_once_only_those_that_fit_are_taken(
    visitor, settings, monkeypatch
):
    settings.UPLOAD_VISITOR_MB = 10
    pause_after(monkeypatch, UploadQuerySet, "announced_bytes")

    statuses = at_once(announced(visitor, 9 * MB))

    assert sorted(statuses) == [201, 429, 429]
    assert Upload.objects.count() == 1
    assert Attempt.objects.filter(purpose="file").count() == 2


def test_nor_are_there_more_of_them_than_are_rationed(visitor, monkeypatch):
    begun = FILES.by_visitor.most - 1
    assert [announced(visitor, 9)() for _ in range(begun)] == [201] * begun
    pause_after(monkeypatch, FILES.__class__, "wait")

    statuses = at_once(announced(visitor, 9))

    assert sorted(statuses) == [201, 429, 429]
    assert Upload.objects.count() == FILES.by_visitor.most


def test_of_whole_files_at_once_only_those_that_fit_are_kept(
    transactional_db, settings, monkeypatch
):
    settings.UPLOAD_VISITOR_MB = 1.5 * clips.mp4().stat().st_size / MB
    # Nobody is late because a look at the file took longer.
    monkeypatch.setattr(transcoding, "examine", lambda *arguments: None)
    pause_after(monkeypatch, UploadQuerySet, "announced_bytes")

    def receive_one():
        with suppress(NoRoom):
            return receive()

    [kept] = filter(None, at_once(receive_one))

    assert stored() == {kept.file.name}
