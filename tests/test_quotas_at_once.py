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
from .tus import begin, create, introduce, patch
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


def test_of_what_visitors_send_at_once_the_site_keeps_only_what_fits(
    episode, settings, monkeypatch
):
    settings.UPLOAD_SITE_MB = 1
    data = clips.mp4().read_bytes().ljust(MB * 2 // 3, b"\0")
    visitors = [Client() for _ in range(TOGETHER)]
    for visitor in visitors:
        introduce(visitor, episode)
    begun = [(visitor, begin(visitor, len(data))) for visitor in visitors]
    pause_after(monkeypatch, UploadQuerySet, "arrived_bytes", TOGETHER)

    def send_one():
        return patch(*begun.pop(), 0, data).status_code

    statuses = at_once([send_one] * TOGETHER)

    assert sorted(statuses) == [204, 507, 507]
    assert Upload.objects.all().arrived_bytes() == len(data)
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("limit", "counted", "senders"),
    [
        ("UPLOAD_VISITOR_MB", "announced_bytes", ["ana", "ana", "ana"]),
        ("UPLOAD_SITE_MB", "arrived_bytes", ["ana", "ben", "cai"]),
    ],
)
def test_of_whole_files_at_once_only_those_that_fit_are_kept(
    transactional_db, settings, monkeypatch, limit, counted, senders
):
    setattr(settings, limit, 1.5 * clips.mp4().stat().st_size / MB)
    # Nobody is late because a look at the file took longer.
    monkeypatch.setattr(transcoding, "examine", lambda *arguments: None)
    pause_after(monkeypatch, UploadQuerySet, counted, TOGETHER)
    waiting = [*senders]

    def receive_one():
        with suppress(NoRoom):
            return receive(waiting.pop())

    [kept] = filter(None, at_once([receive_one] * TOGETHER))

    assert stored() == {kept.file.name}
