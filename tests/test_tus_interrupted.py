"""Uploads by tus whose connection breaks off, whose sender comes twice, and whose
server is killed between any two steps."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.utils import timezone

from comments import media
from comments.incoming import BLOCK_BYTES
from comments.models import Piece, Upload
from comments.models.writing import LEASE, Busy
from stream_site.wsgi import application

from . import clips
from .tus import BYTES, begin, checksum, contents, introduce, offset_of, patch
from .videos import committed, stored

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ends here, and nothing more of it runs."""


@pytest.fixture
def visitor(client, episode):
    client.token = introduce(client, episode)
    return client


@pytest.fixture
def data():
    """Some more than is read at once."""
    return clips.mp4().read_bytes()[: 3 * BLOCK_BYTES]


@pytest.fixture
def upload(visitor, data):
    visitor.address = begin(visitor, len(data))
    return Upload.objects.get()


def serve(rf, visitor, stream, length, **headers):
    """Have the site's own kind of request read a PATCH from `stream`."""
    rf.cookies = visitor.cookies
    asked = rf.patch(visitor.address, b"", content_type=BYTES).environ | {
        "wsgi.input": stream,
        "CONTENT_TYPE": BYTES,
        "CONTENT_LENGTH": str(length),
        "HTTP_X_CSRFTOKEN": visitor.token,
        "HTTP_TUS_RESUMABLE": "1.0.0",
        "HTTP_UPLOAD_OFFSET": "0",
    }
    response = application.get_response(application.request_class(asked | headers))
    # As Django's client does it: the test's connection stays open.
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    return response.status_code


class Reset(BytesIO):
    """A connection whose other end is gone, without a goodbye."""

    def read(self, *args):
        data = super().read(*args)
        if not data:
            raise ConnectionResetError
        return data


@pytest.mark.parametrize(
    ("connection", "kept"),
    [(BytesIO, BLOCK_BYTES + 100), (Reset, BLOCK_BYTES + 100)],
)
def test_what_came_before_the_connection_broke_off_is_kept(
    rf, visitor, upload, data, connection, kept
):
    serve(rf, visitor, connection(data[:kept]), len(data))

    assert offset_of(visitor, visitor.address) == kept
    assert patch(visitor, visitor.address, kept, data[kept:]).status_code == 204
    assert b"".join(contents(piece) for piece in upload.pieces.all()) == data
    assert clips.left_on_disk() == []


def test_nothing_is_kept_of_what_broke_off_and_should_come_whole(
    rf, visitor, upload, data
):
    whole = {"HTTP_UPLOAD_CHECKSUM": checksum(data)}

    status = serve(rf, visitor, BytesIO(data[:-1]), len(data), **whole)

    assert status == 460
    assert offset_of(visitor, visitor.address) == 0
    assert stored() == set()
    assert clips.left_on_disk() == []


def test_of_two_that_write_at_once_one_is_told_to_wait(visitor, upload, data):
    answers = []

    def blocks():
        yield data[:BLOCK_BYTES]
        answers.append(patch(visitor, visitor.address, 0, data))
        yield data[BLOCK_BYTES:]

    upload.append(0, blocks())

    assert [answer.status_code for answer in answers] == [423]
    assert "in a moment" in answers[0].content.decode()
    assert offset_of(visitor, visitor.address) == len(data)
    assert upload.pieces.count() == len(stored()) == 1
    assert clips.left_on_disk() == []


def test_whoever_falls_silent_is_overtaken_and_keeps_nothing(visitor, upload, data):
    def blocks():
        yield data[:BLOCK_BYTES]
        past = timezone.now() - timedelta(seconds=1)
        Upload.objects.update(lease_until=past)
        response = patch(visitor, visitor.address, 0, data[:100])
        assert response.status_code == 204
        yield data[BLOCK_BYTES:]

    with pytest.raises(Busy):
        upload.append(0, blocks())

    assert offset_of(visitor, visitor.address) == 100
    assert len(stored()) == 1
    assert clips.left_on_disk() == []


def test_whoever_writes_slowly_keeps_the_lease(upload, data, monkeypatch):
    monkeypatch.setattr("comments.models.writing.BEAT_SECONDS", 0)

    def blocks():
        yield data[:BLOCK_BYTES]
        Upload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        yield data[BLOCK_BYTES:-1]
        assert Upload.objects.get().lease_until > timezone.now()
        yield data[-1:]

    upload.append(0, blocks())

    assert Upload.objects.get().offset == len(data)


def test_an_upload_that_ends_meanwhile_takes_all_along(visitor, upload, data):
    def blocks():
        yield data[:BLOCK_BYTES]
        with committed():
            Upload.objects.get().discard()
        yield data[BLOCK_BYTES:]

    with pytest.raises(Busy):
        upload.append(0, blocks())

    assert offset_of(visitor, visitor.address) == 404
    assert stored() == set()
    assert clips.left_on_disk() == []


def test_a_disk_that_fills_up_meanwhile_is_said_so(visitor, upload, data, monkeypatch):
    def full(self, block):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as moment:
        moment.setattr(TemporaryUploadedFile, "write", full, raising=False)
        refused = patch(visitor, visitor.address, 0, data)

    assert refused.status_code == 507
    assert "storage is full" in refused.content.decode()
    assert clips.left_on_disk() == []
    assert patch(visitor, visitor.address, 0, data).status_code == 204


@pytest.mark.parametrize("step", ["_keep", "_commit"])
def test_a_killed_server_loses_its_lease_and_what_it_was_at(
    visitor, upload, data, monkeypatch, step
):
    patch(visitor, visitor.address, 0, data[:1000])
    die_at(monkeypatch, step, lambda: upload.append(1000, iter([data[1000:]])))

    assert patch(visitor, visitor.address, 1000, data[1000:]).status_code == 423
    assert offset_of(visitor, visitor.address) == 1000
    assert Upload.objects.get().lease_until <= timezone.now() + LEASE
    Upload.objects.update(lease_until=timezone.now())
    assert patch(visitor, visitor.address, 1000, data[1000:]).status_code == 204

    pieces = list(Piece.objects.order_by("offset"))
    assert b"".join(contents(piece) for piece in pieces) == data
    left = stored() - {piece.file.name for piece in pieces}
    assert len(left) == (1 if step == "_commit" else 0)
    monkeypatch.setattr(media, "GRACE", timedelta(days=-1))
    assert left == stored() & set(media.unnamed_files())


def die_at(monkeypatch, step, work):
    """Leave everything as kill -9 does at `step` of writing."""

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as moment:
        moment.setattr(Upload, step, die)
        # Nobody gives back a lease behind a killed process.
        moment.setattr(Upload, "_held", lambda self: Upload.objects.none())
        with pytest.raises(Killed):
            work()
