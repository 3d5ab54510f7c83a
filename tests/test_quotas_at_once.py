"""Files that are sent at the same moment: each is counted before the next."""

from contextlib import suppress

import pytest
from django.test import Client

from comments import transcoding
from comments.models import Attempt, Upload
from comments.models.reasons import NoRoom
from comments.models.upload import UploadQuerySet
from comments.rations import FILES

from . import clips
from .at_once import at_once, pause_after
from .tus import create, introduce
from .videos import receive, stored

pytestmark = pytest.mark.django_db(transaction=True)

MB = 2**20
TOGETHER = 3


@pytest.fixture
def visitor(client, episode):
    introduce(client, episode)
    return client


def announced(visitor, size):
    other = Client()
    other.cookies = visitor.cookies
    return lambda: create(other, size).status_code


def test_of_several_announced_at_once_only_those_that_fit_are_taken(
    visitor, settings, monkeypatch
):
    settings.UPLOAD_VISITOR_MB = 10
    pause_after(monkeypatch, UploadQuerySet, "announced_bytes", TOGETHER)

    statuses = at_once([announced(visitor, 9 * MB)] * TOGETHER)

    assert sorted(statuses) == [201, 429, 429]
    assert Upload.objects.count() == 1
    assert Attempt.objects.filter(purpose="file").count() == 2


def test_nor_are_there_more_of_them_than_are_rationed(visitor, monkeypatch):
    begun = FILES.by_visitor.most - 1
    assert [announced(visitor, 9)() for _ in range(begun)] == [201] * begun
    pause_after(monkeypatch, FILES.__class__, "wait", TOGETHER)

    statuses = at_once([announced(visitor, 9)] * TOGETHER)

    assert sorted(statuses) == [201, 429, 429]
    assert Upload.objects.count() == FILES.by_visitor.most


def test_of_whole_files_at_once_only_those_that_fit_are_kept(
    transactional_db, settings, monkeypatch
):
    settings.UPLOAD_VISITOR_MB = 1.5 * clips.mp4().stat().st_size / MB
    # Nobody is late because a look at the file took longer.
    monkeypatch.setattr(transcoding, "examine", lambda *arguments: None)
    pause_after(monkeypatch, UploadQuerySet, "announced_bytes", TOGETHER)

    def receive_one():
        with suppress(NoRoom):
            return receive()

    [kept] = filter(None, at_once([receive_one] * TOGETHER))

    assert stored() == {kept.file.name}
