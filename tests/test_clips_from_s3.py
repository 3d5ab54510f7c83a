"""Clips that the site allows and a bucket sends, by an address that soon expires."""

from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest

from comments.models import Comment
from comments.visitors import new_visitor

from .test_clips import BYTES, address, body, give_cookie, make_clip

pytest.importorskip("storages", reason="needs requirements-scale.txt")
from .bucket import bucket  # noqa: E402

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(episode, producer):
    comment = make_clip(episode)
    comment.approve(producer)
    return comment


@pytest.fixture
def s3(public, settings, tmp_path):
    """A bucket that has what was stored, and sends it."""
    settings.CLIPS_BY = "s3"
    with bucket(tmp_path / "private") as server:
        backend = "storages.backends.s3.S3Storage"
        far_away = {"BACKEND": backend, "OPTIONS": server.options}
        settings.STORAGES = settings.STORAGES | {"default": far_away}
        yield server


def ask(location, method="GET", **headers):
    parts = urlsplit(location)
    connection = HTTPConnection(parts.netloc, timeout=120)
    connection.request(method, f"{parts.path}?{parts.query}", headers=headers)
    answer = connection.getresponse()
    answer.body = answer.read()
    connection.close()
    return answer


def test_a_clip_is_sent_by_the_bucket_for_a_minute(client, public, s3):
    response = client.get(address(public))
    location = response["Location"]

    assert response.status_code == 302
    assert response["Cache-Control"] == "private, no-store"
    assert not response.content
    assert not response.cookies
    assert parse_qs(urlsplit(location).query)["X-Amz-Expires"] == ["60"]
    whole, part = ask(location), ask(location, Range="bytes=10-19")
    assert (whole.status, whole.body) == (200, BYTES)
    assert whole.headers["Content-Type"] == "video/mp4"
    assert whole.headers["Cache-Control"] == "no-cache"
    assert whole.headers["Content-Disposition"] == 'inline; filename="comment.mp4"'
    assert (part.status, part.body) == (206, BYTES[10:20])
    s3.now = lambda: datetime.now(UTC) + timedelta(seconds=62)
    assert ask(location).status == 403


def test_the_head_has_an_address_of_its_own(client, public, s3):
    location = client.head(address(public))["Location"]

    assert ask(location, "HEAD").status == 200
    assert ask(location, "GET").status == 403


def test_an_address_opens_nothing_else(client, public, s3):
    location = client.get(address(public))["Location"]
    poster = location.replace(public.video.clip, public.video.poster)
    assert poster != location

    for other in (
        poster,
        location.partition("?")[0],
        location.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        location.replace("video%2Fmp4", "text%2Fhtml"),
    ):
        assert ask(other).status == 403


def test_only_whoever_may_see_a_clip_is_given_an_address(client, public, producer, s3):
    visitor = new_visitor()
    Comment.objects.filter(pk=public.pk).update(visitor=visitor)
    public.hide(producer)
    assert client.get(address(public)).status_code == 404

    give_cookie(client, visitor)
    location = client.get(address(public))["Location"]

    assert ask(location).headers["Cache-Control"] == "private, no-store"


def test_posters_come_from_the_site(client, public, s3):
    response = client.get(address(public, "jpg"))

    assert response.status_code == 200
    assert body(response) == BYTES
