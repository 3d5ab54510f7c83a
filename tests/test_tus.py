"""Uploads by tus 1.0: the protocol, who may send, and how much."""

import base64
import shutil
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_http_date

from comments.models import Piece, Upload
from comments.rations import FILES

from . import clips
from .tus import (
    BYTES,
    UPLOADS,
    VERSION,
    begin,
    checksum,
    contents,
    create,
    introduce,
    offset_of,
    patch,
    send_whole,
)
from .videos import committed, stored

pytestmark = pytest.mark.django_db

MB = 2**20


@pytest.fixture
def visitor(client, episode):
    introduce(client, episode)
    return client


@pytest.fixture
def data():
    return clips.mp4().read_bytes()


def said(response):
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Tus-Resumable"] == "1.0.0"
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


# The protocol


def test_the_server_says_what_it_can(client):
    for address in (UPLOADS, f"{UPLOADS}{uuid.uuid4()}"):
        response = client.options(address)

        assert response.status_code == 204
        assert response["Tus-Version"] == response["Tus-Resumable"] == "1.0.0"
        assert response["Tus-Max-Size"] == str(200 * MB)
        assert response["Tus-Checksum-Algorithm"] == "md5,sha1,sha256"
        assert set(response["Tus-Extension"].split(",")) == {
            "creation",
            "creation-with-upload",
            "expiration",
            "checksum",
            "termination",
        }


def test_a_file_comes_in_pieces_and_is_put_together_as_it_was(visitor, data):
    address = begin(visitor, len(data))
    assert offset_of(visitor, address) == 0

    for begins, ends in ((0, 10_000), (10_000, 10_001), (10_001, len(data))):
        response = patch(visitor, address, begins, data[begins:ends])
        assert response.status_code == 204
        assert response["Upload-Offset"] == str(ends)
        assert offset_of(visitor, address) == ends

    upload = Upload.objects.get()
    assert len(stored("incoming")) == 3
    assert clips.left_on_disk() == []
    with committed():
        upload.assemble()
    assert contents(upload) == data
    assert stored() == {upload.file.name} == {f"original/{upload.public_id}"}
    assert not Piece.objects.exists()
    assert clips.left_on_disk() == []


def test_it_may_begin_with_its_bytes(visitor, data):
    response = create(visitor, len(data), data[:5000])

    assert response.status_code == 201
    assert response["Upload-Offset"] == "5000"
    assert offset_of(visitor, response["Location"]) == 5000


def test_what_is_known_of_it_is_given_back(visitor):
    name = base64.b64encode("Grüße.mov".encode()).decode()
    metadata = f"filename {name},is_confidential"

    address = create(visitor, 7, HTTP_UPLOAD_METADATA=metadata)["Location"]

    response = visitor.head(address, **VERSION)
    assert response.status_code == 200
    assert response["Upload-Length"] == "7"
    assert response["Upload-Metadata"] == metadata
    assert "no-store" in response["Cache-Control"]
    assert Upload.objects.get().label == "Grüße.mov"


def test_it_says_until_when_it_can_be_gone_on_with(visitor, settings):
    settings.UPLOAD_HOURS = 3

    response = create(visitor, 100, b"\0" * 4)

    in_hours = (
        parse_http_date(response["Upload-Expires"]) - timezone.now().timestamp()
    ) / 3600
    assert 2.9 < in_hours < 3.1


def test_another_version_is_not_spoken(visitor):
    address = begin(visitor, 10)

    for response in (
        visitor.post(UPLOADS, HTTP_UPLOAD_LENGTH="10"),
        create(visitor, 10, HTTP_TUS_RESUMABLE="0.2.2"),
        patch(visitor, address, 0, b"x", HTTP_TUS_RESUMABLE="2"),
        visitor.delete(address),
    ):
        assert response.status_code == 412
        assert response["Tus-Version"] == "1.0.0"
        assert said(response)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_UPLOAD_LENGTH": ""}, 400),
        ({"HTTP_UPLOAD_LENGTH": "-1"}, 400),
        ({"HTTP_UPLOAD_LENGTH": "1e3"}, 400),
        ({"HTTP_UPLOAD_LENGTH": "٣"}, 400),
        ({"HTTP_UPLOAD_LENGTH": "9" * 5000}, 400),
        ({"HTTP_UPLOAD_LENGTH": "9" * 15}, 413),
        ({"HTTP_UPLOAD_LENGTH": "0"}, 422),
        ({"HTTP_UPLOAD_DEFER_LENGTH": "1"}, 400),
        ({"HTTP_UPLOAD_CONCAT": "partial"}, 400),
        ({"HTTP_UPLOAD_METADATA": "filename ???"}, 400),
        ({"HTTP_UPLOAD_METADATA": "x" * 5000}, 400),
        ({"HTTP_X_HTTP_METHOD_OVERRIDE": "BREW"}, 405),
    ],
)
def test_a_bad_beginning_is_refused_and_nothing_kept(visitor, headers, status):
    response = create(visitor, 10, **headers)

    assert response.status_code == status
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("size", "headers", "status"),
    [
        (6, {}, 413),
        (7, {"CONTENT_LENGTH": ""}, 411),
        (7, {"HTTP_UPLOAD_CHECKSUM": "crc32 AAAA"}, 400),
        (7, {"HTTP_UPLOAD_CHECKSUM": "sha1 AAAA"}, 460),
    ],
)
def test_a_beginning_whose_bytes_are_refused_leaves_nothing_that_nobody_finds(
    visitor, size, headers, status
):
    response = create(visitor, size, b"1234567", **headers)

    assert response.status_code == status
    assert not Upload.objects.exists()
    assert stored() == set()


@pytest.mark.parametrize(
    ("offset", "more", "status"),
    [
        ("", {}, 400),
        ("-5", {}, 400),
        ("x", {}, 400),
        (4, {}, 409),
        (6, {}, 409),
        (5, {"content_type": "video/mp4"}, 415),
        (5, {"content_type": ""}, 415),
        (5, {"CONTENT_LENGTH": ""}, 411),
        (5, {"HTTP_UPLOAD_CHECKSUM": "crc32 AAAA"}, 400),
        (5, {"HTTP_UPLOAD_CHECKSUM": "sha1 ???"}, 400),
        (5, {"HTTP_UPLOAD_CHECKSUM": "sha1"}, 460),
        (5, {"HTTP_UPLOAD_CHECKSUM": "sha1 AAAA"}, 460),
    ],
)
def test_a_bad_piece_is_refused_and_what_came_is_kept(visitor, offset, more, status):
    address = begin(visitor, 20)
    patch(visitor, address, 0, b"12345")

    response = patch(visitor, address, offset, b"12345", **more)

    assert response.status_code == status
    assert said(response)
    assert offset_of(visitor, address) == 5
    assert len(stored()) == 1
    assert clips.left_on_disk() == []


def test_more_than_was_announced_is_not_taken(visitor):
    address = begin(visitor, 6)

    assert patch(visitor, address, 0, b"1234567").status_code == 413
    assert offset_of(visitor, address) == 0
    assert stored() == set()


def test_nothing_more_is_no_mistake(visitor):
    address = begin(visitor, 4)

    assert patch(visitor, address, 0, b"").status_code == 204
    assert patch(visitor, address, 0, b"1234").status_code == 204
    assert patch(visitor, address, 4, b"").status_code == 204
    assert patch(visitor, address, 4, b"5").status_code == 413


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
def test_a_piece_is_taken_whole_and_undamaged_or_not_at_all(visitor, data, algorithm):
    address = begin(visitor, len(data))
    good = {"HTTP_UPLOAD_CHECKSUM": checksum(data, algorithm)}

    assert patch(visitor, address, 0, data[:-1] + b"x", **good).status_code == 460
    assert offset_of(visitor, address) == 0
    assert stored() == set()
    assert patch(visitor, address, 0, data, **good).status_code == 204
    assert offset_of(visitor, address) == len(data)


def test_a_long_request_is_kept_in_pieces(visitor, data, monkeypatch):
    monkeypatch.setattr("comments.models.writing.PIECE_BYTES", 2**15)

    upload = send_whole(visitor, clips.mp4(), chunk=len(data))

    assert upload.pieces.count() > 1
    with committed():
        upload.assemble()
    assert contents(upload) == data


def test_an_upload_is_ended_by_its_sender(visitor, data):
    address = begin(visitor, len(data))
    patch(visitor, address, 0, data[:5000])

    with committed():
        response = visitor.delete(address, **VERSION)

    assert response.status_code == 204
    assert offset_of(visitor, address) == 404
    assert stored() == set()
    assert visitor.delete(address, **VERSION).status_code == 404


def test_where_patch_is_not_let_through_post_stands_for_it(visitor, data):
    address = begin(visitor, len(data))

    def post(method, **headers):
        headers |= VERSION | {"HTTP_X_HTTP_METHOD_OVERRIDE": method}
        return visitor.post(address, data[:5000], content_type=BYTES, **headers)

    assert post("PATCH", HTTP_UPLOAD_OFFSET="0").status_code == 204
    assert offset_of(visitor, address) == 5000
    assert post("delete").status_code == 204
    assert offset_of(visitor, address) == 404


def test_only_a_request_with_a_token_may_stand_for_another(visitor):
    address = begin(visitor, 10)

    response = visitor.get(address, HTTP_X_HTTP_METHOD_OVERRIDE="DELETE", **VERSION)

    assert response.status_code == 405
    assert offset_of(visitor, address) == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "TRACE"])
def test_what_no_upload_knows_is_refused_in_words(visitor, method):
    one = begin(visitor, 10)
    known = {UPLOADS: {"OPTIONS", "POST"}, one: {"OPTIONS", "HEAD", "PATCH", "DELETE"}}

    for address, methods in known.items():
        response = visitor.generic(method, address, **VERSION)

        assert response.status_code == 405
        assert set(response["Allow"].split(", ")) == methods
        assert "Please send yours with a comment" in said(response)


# Who


def test_an_upload_is_its_visitors_alone(visitor, episode, data):
    address = begin(visitor, len(data))
    stranger = Client()
    introduce(stranger, episode)

    assert offset_of(stranger, address) == 404
    for response in (
        patch(stranger, address, 0, data),
        stranger.delete(address, **VERSION),
        patch(Client(), address, 0, data),
        patch(visitor, f"{UPLOADS}{uuid.uuid4()}", 0, data),
    ):
        assert response.status_code == 404
        assert said(response)
    assert Upload.objects.get().offset == 0


def test_without_its_cookie_nobody_begins(client):
    response = create(client, 10)

    assert response.status_code == 403
    assert "cookies" in said(response)
    assert not Upload.objects.exists()


def test_without_a_token_nothing_is_changed(episode):
    client = Client(enforce_csrf_checks=True)
    token = introduce(client, episode)
    signed = {"HTTP_X_CSRFTOKEN": token}
    address = create(client, 10, **signed)["Location"]

    for response in (
        create(client, 10),
        patch(client, address, 0, b"12345"),
        client.delete(address, **VERSION),
    ):
        assert response.status_code == 403
        assert "send it again" in said(response)
    assert offset_of(client, address) == 0
    assert patch(client, address, 0, b"12345", **signed).status_code == 204
    assert client.delete(address, **VERSION, **signed).status_code == 204
    assert not Upload.objects.exists()


# How much


def test_a_file_over_the_limit_is_refused_before_it_comes(visitor, settings):
    settings.VIDEO_MAX_MB = 1

    response = create(visitor, MB + 1)

    assert response.status_code == 413
    assert "larger than 1 MB" in said(response)
    assert not Upload.objects.exists()
    assert create(visitor, MB).status_code == 201


def test_a_visitor_has_a_quota_of_what_is_on_its_way(visitor, episode, settings):
    settings.UPLOAD_VISITOR_MB = 2
    address = begin(visitor, 2 * MB)

    refused = create(visitor, 1)

    assert refused.status_code == 429
    assert "several have come already" in said(refused)
    other = Client()
    introduce(other, episode)
    assert create(other, MB).status_code == 201
    visitor.delete(address, **VERSION)
    assert create(visitor, 1).status_code == 201


def test_the_site_has_a_quota_of_what_has_come(visitor, episode, settings):
    settings.UPLOAD_SITE_MB = 2
    ours = begin(visitor, MB + 1)
    Upload.objects.create(visitor="ben", size=MB, offset=MB)
    other = Client()
    introduce(other, episode)

    refused = create(other, MB + 1)

    assert refused.status_code == 507
    assert "storage is full" in said(refused)
    # What was announced before is no promise.
    assert patch(visitor, ours, 0, bytes(MB + 1)).status_code == 507
    past = timezone.now() - timedelta(minutes=1)
    Upload.objects.filter(visitor="ben").update(expires_at=past)
    assert create(other, MB + 1).status_code == 201


def test_to_announce_much_keeps_nobody_else_out(visitor, episode, settings):
    settings.UPLOAD_SITE_MB = 2
    begin(visitor, 2 * MB)
    other = Client()
    introduce(other, episode)

    assert create(other, 2 * MB).status_code == 201


def test_a_full_disk_is_said_before_any_byte_is_taken(visitor, settings, monkeypatch):
    address = begin(visitor, 10)
    little = shutil.disk_usage("/")._replace(free=settings.MIN_FREE_MB * MB)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: little)

    for refused in (create(visitor, 10), patch(visitor, address, 0, b"1")):
        assert refused.status_code == 507
        assert "storage is full" in said(refused)
    assert stored() == set()


def test_so_many_files_are_enough_for_a_while(visitor):
    for _ in range(FILES.by_visitor.most):
        begin(visitor, 1)

    refused = create(visitor, 1)

    assert refused.status_code == 429
    assert "many files" in said(refused)
    assert 0 < int(refused["Retry-After"]) <= 3600


@pytest.mark.parametrize("make", [clips.text, clips.avi, clips.ffconcat])
def test_what_is_no_video_is_refused_at_its_first_bytes(visitor, make):
    size = make().stat().st_size
    address = begin(visitor, size + 1000)

    with committed():
        refused = patch(visitor, address, 0, make().read_bytes())

    assert refused.status_code == 415
    assert "isn't a video that we can read" in said(refused)
    assert not Upload.objects.exists()
    assert stored() == set()
    assert clips.left_on_disk() == []


# What is left


def test_an_upload_that_nobody_goes_on_with_is_swept(visitor, data):
    address = begin(visitor, len(data))
    patch(visitor, address, 0, data[:5000])
    past = timezone.now() - timedelta(minutes=1)
    Upload.objects.update(expires_at=past)
    assert offset_of(visitor, address) == 404
    assert patch(visitor, address, 5000, data[5000:]).status_code == 404

    with committed():
        Upload.sweep()

    assert not Upload.objects.exists()
    assert stored() == set()


def test_an_upload_in_crumbs_ends_somewhere(visitor, monkeypatch):
    monkeypatch.setattr("comments.models.writing.MOST_PIECES", 3)
    address = begin(visitor, 10)
    for offset in range(3):
        assert patch(visitor, address, offset, b"x").status_code == 204

    assert patch(visitor, address, 3, b"x").status_code == 429
    assert len(stored()) == 3


def test_whoever_wants_to_be_forgotten_leaves_no_upload(visitor, episode, data):
    address = begin(visitor, len(data))
    patch(visitor, address, 0, data[:5000])
    other = Client()
    introduce(other, episode)
    kept = begin(other, 10)

    with committed():
        visitor.post(reverse("comments:forget"))

    assert [str(upload) for upload in Upload.objects.all()] == [kept.rpartition("/")[2]]
    assert stored() == set()


def test_a_storage_that_is_no_folder_serves_as_well(visitor, settings, data):
    elsewhere = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": elsewhere}

    upload = send_whole(visitor, clips.mp4(), chunk=20_000)
    assert len(stored(f"incoming/{upload.public_id}")) == upload.pieces.count() > 1
    with committed():
        upload.assemble()

    assert contents(upload) == data
    assert stored() == {upload.file.name}
    assert clips.left_on_disk() == []
