"""Clips and posters: who gets them, and in which parts."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Discussion, Video
from comments.ranges import CHUNK, Unsatisfiable, range_of
from comments.visitors import new_visitor, remember_visitor
from episodes.models import Episode

from .factories import make_comment, make_producer
from .mails import sign_in
from .trees import parse

pytestmark = pytest.mark.django_db

BYTES = bytes(n * 7 % 251 for n in range(1000))


def make_clip(episode, data=BYTES, state=Video.State.READY, **fields):
    """The comment of a clip that has been prepared."""
    comment = make_comment(episode, has_video=True, **fields)
    names = [f"web/{uuid.uuid4()}/1.{ext}" for ext in ("mp4", "jpg")]
    for name in names:
        default_storage.save(name, ContentFile(data))
    clip, poster = names
    Video.objects.create(comment=comment, state=state, clip=clip, poster=poster)
    return comment


def address(comment, ext="mp4"):
    return reverse("comments:clip", args=[comment.public_id, ext])


def body(response):
    return b"".join(response.streaming_content) if response.streaming else b""


@pytest.fixture
def public(episode, producer):
    comment = make_clip(episode)
    comment.approve(producer)
    return comment


@pytest.fixture
def held(episode):
    return make_clip(episode)


def give_cookie(client, visitor):
    response = HttpResponse()
    remember_visitor(response, visitor)
    client.cookies.update(response.cookies)


# Who


@pytest.mark.parametrize(("ext", "kind"), [("mp4", "video/mp4"), ("jpg", "image/jpeg")])
def test_a_public_clip_is_for_everybody(client, public, ext, kind):
    response = client.get(address(public, ext))

    assert response.status_code == 200
    assert body(response) == BYTES
    assert response["Content-Type"] == kind
    assert response["Content-Length"] == "1000"
    assert response["Content-Disposition"] == f'inline; filename="comment.{ext}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-cache"
    assert response["ETag"]
    assert "Vary" not in response
    assert not response.cookies


def test_a_public_clip_costs_an_anonymous_reader_one_query(
    client, public, django_assert_num_queries
):
    with django_assert_num_queries(1):
        response = client.get(address(public))

    assert body(response) == BYTES


@pytest.mark.parametrize("ext", ["mp4", "jpg"])
def test_a_held_clip_is_for_its_owner_and_producers(client, episode, producer, ext):
    visitor = new_visitor()
    held = make_clip(episode, visitor=visitor)
    assert client.get(address(held, ext)).status_code == 404

    give_cookie(client, new_visitor())
    assert client.get(address(held, ext)).status_code == 404

    give_cookie(client, visitor)
    own = client.get(address(held, ext))
    client.cookies.clear()
    client.force_login(producer)
    producers = client.get(address(held, ext))

    for response in (own, producers):
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert body(response) == BYTES


@pytest.mark.parametrize("ext", ["mp4", "jpg"])
def test_whoever_proved_their_address_finds_their_clip_from_anywhere(
    client, episode, ext
):
    held = make_clip(episode, visitor=new_visitor(), email="amal@example.org")
    sign_in(client, "someone@example.org")
    assert client.get(address(held, ext)).status_code == 404

    sign_in(client, "amal@example.org", held)
    response = client.get(address(held, ext))

    assert body(response) == BYTES
    assert response["Cache-Control"] == "private, no-store"


def test_each_asks_the_database_for_no_more_than_it_takes(
    client, held, producer, django_assert_num_queries
):
    Comment.objects.filter(pk=held.pk).update(visitor=(visitor := new_visitor()))

    # Whether it is public; then whose it is: with a proved address, or an account.
    with django_assert_num_queries(1):
        assert client.get(address(held)).status_code == 404
    give_cookie(client, visitor)
    with django_assert_num_queries(2):
        assert body(client.get(address(held))) == BYTES
    sign_in(client)
    with django_assert_num_queries(3):
        assert body(client.get(address(held))) == BYTES
    client.cookies.clear()
    client.force_login(producer)
    with django_assert_num_queries(6):
        assert body(client.get(address(held))) == BYTES


def test_no_cache_is_to_remember_that_there_was_nothing(client, held, producer):
    missing = client.get(address(held))
    held.approve(producer)

    assert missing.status_code == 404
    assert missing["Cache-Control"] == "no-store"
    assert client.head(address(held))["Cache-Control"] == "no-cache"


def test_an_account_without_the_right_sees_no_held_clip(client, held):
    user = make_producer()
    user.groups.clear()
    client.force_login(user)

    assert client.get(address(held)).status_code == 404


@pytest.mark.parametrize("how", ["reject", "hide"])
def test_a_clip_taken_down_is_gone_at_the_next_request(client, public, producer, how):
    first = client.get(address(public))
    assert body(first) == BYTES

    getattr(public, how)(producer)

    etag = {"If-None-Match": first["ETag"]}
    assert client.get(address(public), headers=etag).status_code == 404
    assert client.get(address(public, "jpg")).status_code == 404


def test_a_withdrawn_clip_is_gone_even_for_its_owner(client, episode, producer):
    visitor = new_visitor()
    comment = make_clip(episode, visitor=visitor)
    comment.approve(producer)
    give_cookie(client, visitor)

    comment.withdraw()

    assert client.get(address(comment)).status_code == 404


def test_a_closed_discussion_keeps_its_clips(client, public):
    public.episode.discussion.state = Discussion.State.CLOSED
    public.episode.discussion.save()

    assert client.head(address(public)).status_code == 200


def test_a_hidden_discussion_hides_its_clips(client, public):
    public.episode.discussion.state = Discussion.State.HIDDEN
    public.episode.discussion.save()

    assert client.get(address(public)).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Episode.Status.DRAFT},
        {"publish_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_the_clips_of_an_episode_that_is_not_public_are_not_either(
    client, public, producer, fields
):
    Episode.objects.update(**fields)

    assert client.get(address(public)).status_code == 404
    client.force_login(producer)
    response = client.get(address(public))
    assert body(response) == BYTES
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "state", [Video.State.QUEUED, Video.State.PROCESSING, Video.State.FAILED]
)
def test_only_what_is_ready_is_served(client, episode, producer, state):
    comment = make_clip(episode, state=state)
    comment.approve(producer)
    client.force_login(producer)

    assert client.get(address(comment)).status_code == 404


@pytest.mark.parametrize("ext", ["vtt", "mov", "MP4", "mp4.jpg", "x" * 500])
def test_an_ending_that_is_not_served_is_not_found(client, public, ext):
    assert client.get(address(public, ext)).status_code == 404


def test_unknown_comments_and_missing_files_are_not_found(client, public):
    unknown = reverse("comments:clip", args=[uuid.uuid4(), "mp4"])
    assert client.get(unknown).status_code == 404
    assert client.get("/clips/not-an-id.mp4").status_code == 404

    default_storage.delete(public.video.clip)

    assert client.get(address(public)).status_code == 404


def test_a_comment_in_words_has_no_clip(client, episode, producer):
    comment = make_comment(episode, approved_by=producer)

    assert client.get(address(comment)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_a_clip_is_only_read(client, public, method):
    assert getattr(client, method)(address(public)).status_code == 405


# Which part


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-1", 0, 2),
        ("bytes=10-19", 10, 20),
        ("bytes=990-", 990, 1000),
        ("bytes=0-", 0, 1000),
        ("bytes=-10", 990, 1000),
        ("bytes=-5000", 0, 1000),
        ("bytes=990-5000", 990, 1000),
        ("bytes= 10 - 19 ", 10, 20),
        ("bytes=0-999999999999999999", 0, 1000),
    ],
)
def test_a_part_is_answered_with_that_part(client, public, asked, start, stop):
    response = client.get(address(public), headers={"Range": asked})

    assert response.status_code == 206
    assert body(response) == BYTES[start:stop]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/1000"
    assert response["Content-Length"] == str(stop - start)
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == client.head(address(public))["ETag"]


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_outside_of_the_file_is_answered_with_its_size(client, public, asked):
    response = client.get(address(public), headers={"Range": asked})

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1000"
    assert response.content == b""


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=0-1,5-6",
        "bytes=--5",
        "bytes=1-" + "9" * 5000,
        "bytes=1-1 1",
        "bytes=\u00b2-\u00b3",
        "items=0-1",
        "\x00",
    ],
)
def test_what_is_no_part_is_answered_with_the_whole(client, public, asked):
    response = client.get(address(public), headers={"Range": asked})

    assert response.status_code == 200
    assert body(response) == BYTES


@pytest.mark.parametrize("asked", ["bytes={0}x", "bytes={0}-{0}x", "bytes= - {0}{0}x"])
def test_blanks_are_not_tried_in_each_way_there_is(asked):
    """If they were, these would take minutes."""
    assert range_of(asked.format(" " * 4000), 1000) is None


def test_a_part_of_another_version_is_answered_with_the_whole(client, public):
    head = client.head(address(public))
    part = {"Range": "bytes=0-9"}

    for same in (head["ETag"], head["Last-Modified"]):
        response = client.get(address(public), headers=part | {"If-Range": same})
        assert (response.status_code, len(body(response))) == (206, 10)
    for other in ('"other"', f"W/{head['ETag']}", "Wed, 08 Jan 2020 19:30:00 GMT"):
        response = client.get(address(public), headers=part | {"If-Range": other})
        assert (response.status_code, len(body(response))) == (200, 1000)


def test_only_the_head(client, public):
    response = client.head(address(public), headers={"Range": "bytes=0-9"})

    assert response.status_code == 200
    assert response["Content-Length"] == "1000"
    assert response["Accept-Ranges"] == "bytes"
    assert response.content == b""


def test_an_unchanged_clip_is_not_sent_again(client, public):
    head = client.head(address(public))

    by_etag = client.get(address(public), headers={"If-None-Match": head["ETag"]})
    by_date = {"If-Modified-Since": head["Last-Modified"]}

    assert by_etag.status_code == 304
    assert by_etag["Cache-Control"] == "no-cache"
    assert client.get(address(public), headers=by_date).status_code == 304
    other = client.get(address(public), headers={"If-None-Match": '"other"'})
    assert body(other) == BYTES
    wrong = client.get(address(public), headers={"If-Match": '"other"'})
    assert wrong.status_code == 412


def test_a_clip_is_sent_in_small_pieces_from_any_storage(
    client, episode, producer, settings
):
    far_away = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": far_away}
    data = BYTES * 200
    comment = make_clip(episode, data)
    comment.approve(producer)

    response = client.get(address(comment), headers={"Range": "bytes=100-"})

    pieces = list(response.streaming_content)
    assert max(map(len, pieces)) <= CHUNK
    assert b"".join(pieces) == data[100:]


def test_an_empty_file_has_no_part():
    with pytest.raises(Unsatisfiable):
        range_of("bytes=0-", 0)
    assert range_of("", 0) is None


# On the page


def test_a_page_loads_no_clip_and_no_player(client, episode, producer):
    name = """<script>alert(1)</script>" autoplay x='"""
    comment = make_clip(episode, name=name)
    Video.objects.update(width=1280, height=720, duration=65.4)
    comment.approve(producer)

    html = client.get(comment.get_absolute_url()).content.decode()
    figure = parse(html).css_first("figure.clip")

    [link] = figure.css("a")
    assert link.attributes["href"] == address(comment)
    assert name in " ".join(link.text().split()).replace("\u2068", "")
    assert "1:05" in link.text()
    [poster] = figure.css("img")
    assert poster.attributes["src"] == address(comment, "jpg")
    assert poster.attributes["loading"] == "lazy"
    assert (poster.attributes["width"], poster.attributes["height"]) == ("1280", "720")
    # What a template holds is inert.
    template = figure.css_first("template").html
    assert "<video" in template
    assert figure.html.count("<video") == template.count("<video")
    assert "<script>alert" not in html
    assert "autoplay x=" not in html.replace("&quot; autoplay", "")


def test_a_clip_held_upright_is_shown_upright(client, episode, producer):
    comment = make_clip(episode)
    comment.approve(producer)

    for width, height, upright in ((720, 1280, 1), (1280, 720, 0), (720, 720, 0)):
        Video.objects.update(width=width, height=height)
        cache.clear()
        page = parse(client.get(comment.get_absolute_url()).content.decode())
        assert len(page.css(".clip--portrait")) == upright
