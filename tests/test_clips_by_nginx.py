"""Clips that the site allows and a real nginx sends."""

from http.client import HTTPConnection

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.urls import reverse

from comments.visitors import new_visitor

from .factories import make_comment, make_episode
from .nginx import PROGRAM, nginx
from .test_clips import BYTES, address, give_cookie, make_clip

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PROGRAM, reason="no nginx on the PATH or in /usr/sbin"),
]


def somebody():
    """Who approves: what a transaction's test leaves behind knows no group."""
    return User.objects.create_user("somebody")


@pytest.fixture
def ask(live_server, settings, tmp_path):
    """Ask nginx as a browser does; the answer's headers, status and body."""
    settings.CLIPS_BY = "nginx"
    files = settings.STORAGES["default"]["OPTIONS"]["location"]
    with nginx(tmp_path / "nginx", live_server.url, files) as port:

        def ask(path, method="GET", **headers):
            connection = HTTPConnection("127.0.0.1", port, timeout=120)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": "localhost"} | named)
            answer = connection.getresponse()
            answer.body = answer.read()
            connection.close()
            return answer

        yield ask


@pytest.fixture
def public(transactional_db):
    comment = make_clip(make_episode())
    comment.approve(somebody())
    return comment


def test_the_site_allows_it_and_sends_no_byte(client, public, settings):
    settings.CLIPS_BY = "nginx"

    for ext, name in (("mp4", public.video.clip), ("jpg", public.video.poster)):
        response = client.get(address(public, ext), headers={"Range": "bytes=0-9"})
        assert response.status_code == 200
        assert response.content == b""
        assert response["X-Accel-Redirect"] == f"/private/{name}"
        assert response["Cache-Control"] == "no-cache"


def test_nginx_sends_a_clip_and_keeps_what_the_site_said_of_it(ask, public):
    whole = ask(address(public))
    poster = ask(address(public, "jpg"))
    head = ask(address(public), "HEAD", Range="bytes=0-9")

    for answer, kind in ((whole, "video/mp4"), (poster, "image/jpeg")):
        assert (answer.status, answer.body) == (200, BYTES)
        assert answer.headers.get_all("Content-Type") == [kind]
        assert answer.headers.get_all("Cache-Control") == ["no-cache"]
        assert answer.headers.get_all("Accept-Ranges") == ["bytes"]
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Content-Disposition"].startswith("inline; ")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["ETag"]
        assert "X-Accel-Redirect" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    assert head.body == b""
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Type"] == "video/mp4"


def test_nginx_sends_the_part_that_is_asked_for(ask, public):
    path = address(public)

    for asked, start, stop in (
        ("bytes=0-1", 0, 2),
        ("bytes=10-19", 10, 20),
        ("bytes=990-", 990, 1000),
        ("bytes=-10", 990, 1000),
    ):
        part = ask(path, Range=asked)
        assert (part.status, part.body) == (206, BYTES[start:stop])
        assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/1000"
    outside = ask(path, Range="bytes=1000-")
    assert outside.status == 416
    assert outside.headers["Content-Range"] == "bytes */1000"
    several = ask(path, Range="bytes=0-1,5-6")
    assert (several.status, several.body) == (200, BYTES)


def test_nginx_asks_whether_the_browser_has_it_already(ask, public):
    path = address(public)
    first = ask(path)
    etag, date = first.headers["ETag"], first.headers["Last-Modified"]

    for known in ({"If_None_Match": etag}, {"If_Modified_Since": date}):
        same = ask(path, **known)
        assert (same.status, same.body) == (304, b"")
        assert same.headers["Cache-Control"] == "no-cache"
    assert ask(path, If_None_Match='"other"').body == BYTES
    for same in (etag, date):
        assert ask(path, Range="bytes=0-9", If_Range=same).status == 206
    changed = ask(path, Range="bytes=0-9", If_Range='"other"')
    assert (changed.status, changed.body) == (200, BYTES)


def test_a_held_clip_is_its_owners_until_it_is_withdrawn(ask, client):
    visitor = new_visitor()
    held = make_clip(make_episode(), visitor=visitor)
    assert {ask(address(held, ext)).status for ext in ("mp4", "jpg")} == {404}

    give_cookie(client, visitor)
    cookie = client.cookies.output(header="", sep=";")
    own = ask(address(held), Cookie=cookie)
    assert (own.status, own.body) == (200, BYTES)
    assert own.headers.get_all("Cache-Control") == ["private, no-store"]
    assert own.headers.get_all("X-Content-Type-Options") == ["nosniff"]

    held.approve(somebody())
    public = ask(address(held))
    assert public.headers.get_all("Cache-Control") == ["no-cache"]
    known = {"If_None_Match": public.headers["ETag"], "Cookie": cookie}
    held.withdraw()
    assert ask(address(held), **known).status == 404
    assert ask(address(held), Range="bytes=0-9").status == 404


def test_what_nginx_keeps_private_has_no_address(ask, public):
    name = public.video.clip
    assert ask(address(public)).status == 200

    for path in (
        f"/private/{name}",
        f"//private/{name}",
        f"/clips/../private/{name}",
        f"/%70rivate/{name}",
        f"/private/./{name}",
        "/private/",
        "/private../tests.sqlite3",
    ):
        answer = ask(path, X_Accel_Redirect=f"/private/{name}")
        assert answer.status == 404, path
        assert BYTES not in answer.body


def test_a_row_without_its_file_is_not_found(ask, public):
    default_storage.delete(public.video.clip)

    assert ask(address(public)).status == 404


def test_the_rest_of_the_site_goes_through_as_it_is(ask):
    comment = make_comment(make_episode(), approved_by=somebody(), body="Said.")
    page = ask(comment.get_absolute_url())

    assert page.status == 200
    assert b"Said." in page.body
    assert ask(reverse("comments:rules")).status == 200
