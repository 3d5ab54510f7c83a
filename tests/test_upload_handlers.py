"""What comes in, on every address: limits, the disk, and what is left behind."""

import io
import os
import shutil

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import ResolverMatch, resolve, reverse

from comments import upload_handlers
from comments.upload_handlers import free_interrupted

from . import clips

MB = 2**20


@pytest.fixture(autouse=True)
def _leaves_no_file():
    before = clips.left_on_disk()
    yield
    assert clips.left_on_disk() == before


def file_of(megabytes, name="clip.mp4"):
    return SimpleUploadedFile(name, bytes(int(megabytes * MB)), "video/mp4")


@pytest.fixture
def seen():
    """What the view got of the last request: fields, files, and why one is missing."""
    return {}


@pytest.fixture
def send(seen):
    """Post to the address of a named view, as far as a view that notes what it got."""

    def view(request):
        seen["fields"] = request.POST.dict()
        seen["files"] = {
            name: (file.size, os.path.dirname(file.temporary_file_path()))
            for name, file in request.FILES.items()
        }
        seen["refused"] = getattr(request, "upload_refused", "")
        return HttpResponse()

    def post(name, data, cookies=None, **headers):
        request = RequestFactory().post("/anywhere/", data, **headers)
        request.COOKIES |= cookies or {}
        app, _colon, url_name = name.rpartition(":")
        request.resolver_match = ResolverMatch(
            view, (), {}, url_name, [app], [app], "anywhere/"
        )
        response = free_interrupted(view)(request)
        request.close()
        return response

    return post


def form(**files):
    """Words before and after the file, as a form has them."""
    return {"name": "Ana"} | files | {"body": "My words"}


def test_the_views_that_take_files_are_named_as_their_addresses_say():
    for name in ("thread", "check"):
        match = resolve(reverse(f"comments:{name}", args=["slug"]))
        assert match.view_name == f"comments:{name}"
    login = resolve(reverse("admin:login"))
    assert (login.app_name, login.url_name) == ("admin", "login")


@pytest.mark.parametrize("name", ["comments:thread", "comments:check"])
def test_a_clip_is_spooled_to_our_own_disk(send, seen, name):
    send(name, form(video=file_of(3)))

    folder = str(settings.FILE_UPLOAD_TEMP_DIR)
    assert seen["files"] == {"video": (3 * MB, folder)}
    assert seen["refused"] == ""
    assert seen["fields"]["body"] == "My words"


def test_even_a_tiny_file_is_on_disk(send, seen):
    send("comments:thread", form(video=file_of(0.001)))

    assert seen["files"]["video"][0] == int(0.001 * MB)


@pytest.mark.parametrize("megabytes", [1.2, 3.8])
def test_a_clip_over_the_limit_is_skipped_and_the_words_survive(
    send, seen, settings, megabytes
):
    settings.VIDEO_MAX_MB = 1

    send("comments:thread", form(video=file_of(megabytes)))

    assert seen["refused"] == "too_large"
    assert seen["files"] == {}
    assert seen["fields"] == {"name": "Ana", "body": "My words"}


def test_what_is_surely_too_large_is_never_written(send, seen, settings, monkeypatch):
    settings.VIDEO_MAX_MB = 1
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", None)

    send("comments:thread", form(video=file_of(3.8)))

    assert seen["refused"] == "too_large"
    assert seen["fields"]["body"] == "My words"


def test_the_limit_is_for_all_files_of_a_request(send, seen, settings):
    settings.VIDEO_MAX_MB = 1
    one, two = file_of(0.6, "1.mp4"), file_of(0.6, "2.mp4")

    send("comments:thread", form(video=one, another=two))

    assert list(seen["files"]) == ["video"]
    assert seen["refused"] == "too_large"
    assert seen["fields"]["body"] == "My words"


def test_what_is_far_too_large_is_not_even_read(send, settings):
    settings.VIDEO_MAX_MB = 1

    class Untouched(io.BytesIO):
        def read(self, *args):
            raise AssertionError("read")

    with pytest.raises(upload_handlers.RequestDataTooBig):
        send(
            "comments:thread",
            form(),
            CONTENT_LENGTH=str(10 * MB),
            **{"wsgi.input": Untouched()},
        )


@pytest.mark.parametrize(
    "name", ["comments:report", "comments:withdraw", "admin:login", "somewhere"]
)
def test_where_no_file_is_expected_none_is_taken(send, seen, name):
    send(name, form(video=file_of(0.1)), cookies={"sessionid": "x"})

    assert seen["refused"] == "too_large"
    assert seen["files"] == {}
    assert seen["fields"]["body"] == "My words"


def test_the_admin_takes_pictures_from_those_with_a_session(send, seen):
    send("admin:episodes_episode_add", form(picture=file_of(1)))
    assert seen["files"] == {}

    session = {"sessionid": "x"}
    send("admin:episodes_episode_add", form(picture=file_of(1)), session)
    assert list(seen["files"]) == ["picture"]

    large = file_of(upload_handlers.PICTURES_MB + 1)
    send("admin:episodes_episode_add", form(picture=large), session)
    assert seen["files"] == {}
    assert seen["refused"] == "too_large"


def test_a_full_disk_is_said_so_and_the_words_survive(send, seen, monkeypatch):
    usage = shutil.disk_usage("/")
    little = usage._replace(free=settings.MIN_FREE_MB * MB)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: little)

    send("comments:thread", form(video=file_of(0.1)))

    assert seen["refused"] == "disk_full"
    assert seen["files"] == {}
    assert seen["fields"]["body"] == "My words"
    send("comments:thread", {"body": "Words alone"})
    assert seen["fields"] == {"body": "Words alone"}
    assert seen["refused"] == ""


@pytest.mark.parametrize("when", ["write", "seek"])
def test_a_disk_that_fills_up_meanwhile_is_said_so(send, seen, monkeypatch, when):
    def full(*args):
        raise OSError(28, "No space left on device")

    class Full(TemporaryUploadedFile):
        pass

    setattr(Full, when, full)
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", Full)

    send("comments:thread", form(video=file_of(0.1)))

    assert seen["refused"] == "disk_full"
    assert seen["files"] == {}
    assert seen["fields"]["body"] == "My words"


class Breaking(io.BytesIO):
    """A connection that breaks off halfway."""

    def __init__(self, data, politely):
        super().__init__(data[: len(data) // 2])
        self.politely = politely

    def read(self, *args):
        data = super().read(*args)
        if not data and not self.politely:
            raise OSError("Connection reset by peer")
        return data


@pytest.mark.parametrize("politely", [True, False])
def test_a_broken_connection_leaves_nothing(send, politely):
    data = encode_multipart(BOUNDARY, form(video=file_of(3)))
    broken = {
        "wsgi.input": Breaking(data, politely),
        "CONTENT_TYPE": MULTIPART_CONTENT,
        "CONTENT_LENGTH": str(len(data)),
    }
    kept = []

    def view(request):
        # Somebody still refers to the request, as tracebacks and users do.
        kept.append(request)
        request.resolver_match = resolve("/episodes/slug/comments/")
        try:
            files = request.FILES
        except OSError:
            files = {}
        assert len(clips.left_on_disk()) == (0 if politely else 1)
        return HttpResponse(str(len(files)))

    request = RequestFactory().generic("POST", "/anywhere/", **broken)
    response = free_interrupted(view)(request)

    assert response.content == b"0"
    assert clips.left_on_disk() == []


# Through the whole site


@pytest.mark.django_db
def test_the_login_page_takes_no_large_body(client):
    response = client.post(reverse("admin:login"), {"file": file_of(3)})

    assert response.status_code == 413
    assert "Nothing was stored" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["admin:login", "comments:report", "comments:withdraw"]
)
@pytest.mark.parametrize(
    "data",
    [
        {f"field{n}": "" for n in range(1100)},
        {f"file{n}": SimpleUploadedFile("a.txt", b"a") for n in range(30)},
        {"body": "x" * 3 * MB},
    ],
    ids=["fields", "files", "words"],
)
def test_too_much_of_anything_is_refused_in_words(client, address, data):
    for file in data.values():
        if hasattr(file, "seek"):
            file.seek(0)

    response = client.post(reverse(address), data)

    assert response.status_code in {400, 413}
    assert "<h1" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=\xe9", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"\0" * 5000),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="v"; filename="a.mp4"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--x--\r\n",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="v"; filename="\0../\xff"'
            b"\r\n\r\nabc\r\n--x--\r\n",
        ),
        ("application/x-www-form-urlencoded; charset=nonsense", b"a=%ff%00"),
    ],
)
def test_damaged_bodies_are_refused_in_words(client, content_type, data):
    response = client.generic("POST", reverse("admin:login"), data, content_type)

    assert response.status_code < 500


@pytest.mark.django_db
def test_the_limit_comes_before_the_check_of_the_token(monkeypatch):
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", None)
    stranger = Client(enforce_csrf_checks=True)

    response = stranger.post(reverse("admin:login"), {"file": file_of(1)})

    assert response.status_code == 403
