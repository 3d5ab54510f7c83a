"""Each a clear sentence with 4xx, nothing left in the database or on disk."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from comments.models import Comment, Release, Upload, Video

from . import clips
from .posting import check_url, send, text_of, thread_url, words

FILES = {
    "text named mp4": (clips.text, 422),
    "zero bytes": (clips.empty, 422),
    "truncated": (clips.truncated, 422),
    "too long": (clips.too_long, 422),
    "html that starts like a video": (clips.html, 422),
    "playlist": (clips.m3u8, 422),
    "concat script": (clips.ffconcat, 422),
}
BODIES = {
    "3,001 characters": ("x" * 3001, "longer than 3,000 characters"),
    "blank": (" \n\t ", "Please write something"),
    "invisible": ("\u200b\u2060\ufeff\u00ad", "Please write something"),
    "nothing": ("", "Please write something"),
    "NUL": ("before\x00after", "There was a character in it that can't be shown."),
    "control": ("before\x07after", "There was a character in it that can't be shown."),
}


def check_nothing_is_left():
    for model in (Comment, Release, Upload, Video):
        assert not model.objects.exists()
    stored = Path(default_storage.location)
    assert not [path for path in stored.rglob("*") if path.is_file()]
    assert not clips.left_on_disk()


@pytest.mark.parametrize("case", BODIES)
def test_words_that_cannot_be_taken(client, episode, case):
    body, sentence = BODIES[case]

    for response in (
        send(client, episode, body=body),
        client.post(check_url(episode), words(body=body)),
    ):
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert 'value="Amal"' in text_of(response)
    check_nothing_is_left()


def test_3000_characters_are_taken_as_a_reader_counts_them(client, episode):
    lines = "\r\n".join(["x" * 999, "y" * 999, "z" * 1000])
    families = "👩🏽\u200d🚀" * 3000
    accents = "e\u0301" * 3000

    for body in ("x" * 3000, lines, families, accents):
        assert send(client, episode, body=body).status_code == 201
    assert Comment.objects.get(body__startswith="xxx", body__contains="y").body == (
        lines.replace("\r\n", "\n")
    )


def test_marks_without_end_are_not_taken(client, episode):
    assert send(client, episode, body="e" + "\u0301" * 20_000).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " \u200b"},
        {"name": "x" * 81},
        {"name": "Am\x00al"},
        {"place": "x" * 81},
        {"place": "\x00"},
        {"email": "a@b"},
        {"email": "a\x00@example.org"},
        {"email": f"{'x' * 250}@example.org"},
        {"parent": "\x00"},
        {"upload": "junk"},
        {"upload": "00000000-0000-0000-0000-000000000000", "adult": "on"},
        {"terms": "junk"},
        {"key": "\x00"},
        {"time": "\x00"},
    ],
)
def test_fields_that_cannot_be_taken(client, episode, fields):
    response = send(client, episode, **fields)

    assert response.status_code == 422
    assert "Who decided about the pumps?" in text_of(response)
    assert "\x00" not in response.content.decode()
    check_nothing_is_left()


def test_lone_surrogates_are_refused(client, episode):
    for charset, body in (("utf-7", b"+2AA-"), ("raw_unicode_escape", rb"\ud800")):
        parts = (
            b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nAmal\r\n'
            b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\n'
            + body
            + b"\r\n--b--\r\n"
        )
        content_type = f"multipart/form-data; boundary=b; charset={charset}"
        response = client.generic("POST", thread_url(episode), parts, content_type)
        assert response.status_code in (400, 422)
    check_nothing_is_left()


def test_of_a_field_sent_twice_the_last_one_counts(client, episode):
    fields = words(name=["First", "Last"])

    assert client.post(thread_url(episode), fields).status_code == 201
    assert Comment.objects.get().name == "Last"


def test_a_name_of_several_lines_becomes_one(client, episode):
    send(client, episode, name="Amal\r\n\tof  Basra")

    assert Comment.objects.get().name == "Amal of Basra"


@pytest.mark.parametrize("case", FILES)
def test_files_that_cannot_be_taken(client, episode, case):
    make, status = FILES[case]
    for address in (thread_url(episode), check_url(episode)):
        video = clips.posted(make(), "clip.mp4")
        response = client.post(address, words(video=video, adult="on"))
        page = text_of(response)
        assert response.status_code == status
        assert "We couldn't prepare your video" in page
        assert "Who decided about the pumps?" in page
        assert 'name="upload"' not in page
    check_nothing_is_left()


def test_a_file_too_large_keeps_the_words(client, episode, settings):
    settings.VIDEO_MAX_MB = 1
    large = clips.posted(clips.mp4())
    large.file.seek(0, 2)
    large.file.write(b"\0" * (2 << 20))
    large.size = large.file.tell()
    large.file.seek(0)

    response = send(client, episode, video=large, adult="on")

    assert response.status_code == 413
    assert "larger than 1 MB" in text_of(response)
    assert "Who decided about the pumps?" in text_of(response)
    check_nothing_is_left()


@pytest.mark.parametrize("gate", ["closed", "limited"])
def test_a_file_is_not_even_looked_at_when_nothing_is_taken(
    client, episode, gate, monkeypatch
):
    if gate == "closed":
        episode.discussion.state = "closed"
        episode.discussion.save()
    else:
        for _ in range(10):
            assert send(client, episode).status_code == 201

    response = send(client, episode, video=clips.posted(clips.mp4()), adult="on")

    assert response.status_code == (409 if gate == "closed" else 429)
    # What came before the limit.
    Comment.objects.all().delete()
    check_nothing_is_left()


def test_a_text_field_named_video_is_no_video(client, episode):
    assert send(client, episode, video="clip.mp4").status_code == 201
    assert not Video.objects.exists()
