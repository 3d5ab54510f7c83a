import io
import os
import struct
import zlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks import default_task_backend
from PIL import Image

from episodes.models import Episode
from episodes.pictures import rendition_path, unreferenced_renditions

from .factories import make_episode, make_guest, make_panelist

WORDS = {"picture_alt": "A river at dusk", "picture_credit": "A. Photographer"}


def picture(size=(1600, 900), kind="JPEG", **how):
    """A picture's bytes: orange on its left half, blue on its right."""
    image = Image.new(how.pop("mode", "RGB"), size, "navy")
    image.paste("orange", (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def uploaded(content, name="picture.jpg"):
    return SimpleUploadedFile(name, content)


def pictured(content=None, **fields):
    file = ContentFile(content or picture(), "picture.jpg")
    return make_episode(picture=file, **(WORDS | fields))


def shown(client, rendition):
    response = client.get(f"/pictures/{rendition['key']}.{rendition['ext']}")
    return Image.open(io.BytesIO(response.getvalue()))


def png_that_claims(width, height):
    """A few bytes that say they are a huge picture."""

    def chunk(kind, data):
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    content = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    return b"\x89PNG\r\n\x1a\n" + content + chunk(b"IEND", b"")


@pytest.fixture
def ordered(django_capture_on_commit_callbacks):
    """Runs `make()` and returns the renditions that it ordered of the worker."""

    def orders_of(make):
        default_task_backend.clear()
        with django_capture_on_commit_callbacks(execute=True):
            make()
        return [
            tuple(result.args)
            for result in default_task_backend.results
            if result.task.name == "make_renditions"
        ]

    return orders_of


def test_a_new_picture_is_ordered_once(db, ordered):
    made = []

    orders = ordered(lambda: made.append(pictured()))

    assert orders == [("episode", made[0].pk)]


def test_a_save_without_a_new_picture_orders_nothing(db, ordered):
    episode = pictured()
    episode.make_renditions()

    assert ordered(episode.save) == []
    assert ordered(make_episode) == []


def test_renditions_are_small_upright_and_without_metadata(client, db):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A maker of cameras"
    episode = pictured(picture((900, 1600), exif=exif))

    episode.make_renditions()

    assert [r["width"] for r in episode.renditions] == [320, 640, 1280]
    for rendition in episode.renditions:
        image = shown(client, rendition)
        assert image.format == "WEBP"
        assert image.size == (rendition["width"], rendition["height"])
        assert image.width > image.height
        assert not image.getexif()
    # Turned a quarter to the right, the left half has come to lie on top.
    top, bottom = image.getpixel((640, 20)), image.getpixel((640, 700))
    assert top[0] > 200 > bottom[0]


def test_a_small_picture_is_never_enlarged(db):
    episode = pictured(picture((200, 120)))

    episode.make_renditions()

    assert [(r["width"], r["height"]) for r in episode.renditions] == [(200, 120)]


def test_what_is_transparent_turns_white(client, db):
    file = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(file, "PNG")
    episode = pictured(file.getvalue())

    episode.make_renditions()

    assert shown(client, episode.renditions[0]).getpixel((9, 9)) == (255, 255, 255)


def test_the_page_shows_the_renditions_and_never_the_original(client, db):
    episode = pictured()
    address = episode.get_absolute_url()
    assert "<img" not in client.get(address).content.decode()

    episode.make_renditions()
    html = client.get(address).content.decode()

    assert f'srcset="{episode.srcset}"' in html
    assert 'width="1280" height="720" alt="A river at dusk"' in html
    assert "Picture: A. Photographer" in html
    assert "original" not in html


def test_a_portrait_shows_on_the_page_as_soon_as_it_is_made(client, episode):
    file = ContentFile(picture((500, 700)), "p.jpg")
    guest = make_guest(name="Amina Farouk", picture=file, **WORDS)
    make_panelist(episode, guest)
    assert b"AF</span>" in client.get(episode.get_absolute_url()).content

    guest.make_renditions()

    html = client.get(episode.get_absolute_url()).content.decode()
    assert guest.srcset in html
    assert "AF</span>" not in html


def test_another_picture_takes_the_old_ones_place(client, db):
    episode = pictured()
    episode.make_renditions()
    old = episode.srcset

    episode.picture = ContentFile(picture((700, 700)), "other.jpg")
    episode.save()
    assert not episode.has_renditions
    episode.make_renditions()

    html = client.get(episode.get_absolute_url()).content.decode()
    assert old not in html
    assert 'width="640" height="640"' in html


def test_a_picture_taken_away_is_gone_from_the_page(client, db):
    episode = pictured()
    episode.make_renditions()
    assert b"<img" in client.get(episode.get_absolute_url()).content

    episode.picture = ""
    episode.save(update_fields=["picture"])

    assert b"<img" not in client.get(episode.get_absolute_url()).content
    assert Episode.objects.get(pk=episode.pk).renditions == []


def test_the_worker_does_not_undo_what_a_producer_saved_meanwhile(db):
    for_worker = Episode.objects.get(pk=pictured().pk)
    meanwhile = Episode.objects.get(pk=for_worker.pk)
    meanwhile.picture, meanwhile.headline = "", "Another headline"
    meanwhile.save()

    for_worker.make_renditions()

    stored = Episode.objects.get(pk=for_worker.pk)
    assert stored.headline == "Another headline"
    assert stored.renditions == []


def test_making_them_twice_makes_them_once(db):
    episode = pictured()
    episode.make_renditions()
    first = episode.renditions

    episode.make_renditions()

    assert episode.renditions == first
    assert len(default_storage.listdir("pictures/public")[1]) == 3


def test_a_rendition_is_kept_by_browsers_for_good(client, db):
    episode = pictured()
    episode.make_renditions()

    response = client.get(episode.widest["url"])

    assert response.getvalue()[8:12] == b"WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.parametrize(
    "address",
    [
        "/pictures/" + "a" * 22 + ".webp",
        "/pictures/{key}.jpg",
        "/pictures/{key}",
        "/pictures/../original/{original}.webp",
        "/pictures/..%2foriginal%2f{original}.webp",
        "/pictures/%2e%2e/{key}.webp",
        "/pictures/" + "a" * 3000 + ".webp",
    ],
)
def test_any_other_address_shows_no_picture(client, db, address):
    episode = pictured(picture((40, 30)))
    episode.make_renditions()
    names = {
        "key": episode.renditions[0]["key"],
        "original": os.path.basename(episode.picture.name),
    }

    assert client.get(address.format(**names)).status_code == 404


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_formats_are_taken(db, kind):
    episode = make_episode(**WORDS)
    episode.picture = uploaded(picture((40, 30), kind))

    episode.full_clean()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unreadable_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable_picture"),
        (picture((40, 30), "GIF"), "unreadable_picture"),
        (picture((40, 30), "TIFF"), "unreadable_picture"),
        (picture((400, 300))[:-700], "unreadable_picture"),
        (picture((400, 300), "PNG")[:-70], "unreadable_picture"),
        (png_that_claims(8000, 7000), "too_many_pixels"),
        (png_that_claims(60000, 60000), "unreadable_picture"),
        (b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024), "picture_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:12]}",
)
def test_what_is_no_good_picture_is_refused_in_words(db, content, code):
    episode = make_episode(**WORDS)
    episode.picture = uploaded(content)

    with pytest.raises(ValidationError) as refused:
        episode.full_clean()

    assert [error.code for error in refused.value.error_dict["picture"]] == [code]


def test_a_stored_picture_is_not_read_again_by_every_save(db):
    episode = pictured()
    default_storage.delete(episode.picture.name)

    episode.full_clean()


@pytest.mark.parametrize("missing", ["picture_alt", "picture_credit"])
def test_a_picture_needs_its_words(db, missing):
    episode = make_episode(**(WORDS | {missing: ""}))
    episode.picture = uploaded(picture((40, 30)))

    with pytest.raises(ValidationError, match="alternative text and its credit"):
        episode.full_clean()


def test_only_renditions_that_no_row_has_named_for_a_day_are_unreferenced(
    db, monkeypatch
):
    episode = pictured()
    episode.make_renditions()
    default_storage.save(rendition_path("s" * 22, "webp"), ContentFile(b"x"))
    assert list(unreferenced_renditions()) == []
    two_days_on = timezone.now() + timedelta(days=2)

    monkeypatch.setattr(timezone, "now", lambda: two_days_on)

    assert list(unreferenced_renditions()) == [rendition_path("s" * 22, "webp")]


def test_an_empty_storage_has_nothing_unreferenced(db):
    assert list(unreferenced_renditions()) == []
