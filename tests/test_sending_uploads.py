"""A comment that names an upload: its pieces become a clip, once, or it is said why not."""

import threading

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from comments import transcoding
from comments.forms import comment as form_of_comment
from comments.models import Comment, Piece, Upload, Video
from comments.models.assembling import LEASE
from comments.transcoding import Reason, TranscodingError
from stream_site.server import threads

from . import clips
from .posting import fetch_token, send, text_of, thread_url, words
from .tus import begin, contents, introduce, patch, send_whole
from .videos import committed, stored

SENDERS = 20


@pytest.fixture
def visitor(client, episode):
    introduce(client, episode)
    return client


def arrived(visitor, path, chunk=20_000):
    return send_whole(visitor, path, chunk)


def post(visitor, episode, upload, **fields):
    with committed():
        return send(
            visitor, episode, upload=str(upload.public_id), adult="on", **fields
        )


@pytest.mark.django_db
def test_an_upload_becomes_the_clip_of_a_comment(visitor, episode):
    upload = arrived(visitor, clips.mp4())

    response = post(visitor, episode, upload)

    assert response.status_code == 201
    video = Video.objects.get()
    assert stored() == {video.original}
    with default_storage.open(video.original) as original:
        assert original.read() == clips.mp4().read_bytes()
    assert not Upload.objects.exists()
    assert not Piece.objects.exists()
    assert clips.left_on_disk() == []


@pytest.mark.django_db
def test_what_has_not_all_come_is_no_clip_yet(visitor, episode):
    data = clips.mp4().read_bytes()
    address = begin(visitor, len(data))
    patch(visitor, address, 0, data[:-1])

    response = post(visitor, episode, Upload.objects.get())

    assert response.status_code == 422
    assert "Your video is no longer here" in text_of(response)
    assert not Comment.objects.exists()
    last = patch(visitor, address, len(data) - 1, data[-1:])
    assert last.status_code == 204
    assert post(visitor, episode, Upload.objects.get()).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (clips.truncated, "stops halfway"),
        (clips.too_long, "longer than 90 seconds"),
    ],
)
def test_a_bad_clip_is_said_so_and_leaves_nothing(visitor, episode, make, words):
    upload = arrived(visitor, make())

    response = post(visitor, episode, upload)

    assert response.status_code == 422
    assert words in text_of(response)
    assert str(upload.public_id) not in text_of(response)
    assert not Upload.objects.exists()
    assert stored() == set()
    assert clips.left_on_disk() == []


@pytest.mark.django_db
def test_an_upload_is_put_together_once_however_often_its_words_are_refused(
    visitor, episode, monkeypatch
):
    upload = arrived(visitor, clips.mp4())
    refused = post(visitor, episode, upload, name="")
    assert refused.status_code == 422
    assert f'value="{upload.public_id}"' in text_of(refused)
    assert len(stored()) == 1

    def never(*args):
        raise AssertionError("examined again")

    monkeypatch.setattr(transcoding, "examine", never)

    assert post(visitor, episode, upload).status_code == 201


@pytest.mark.django_db
def test_our_own_failure_leaves_the_upload_for_another_try(
    visitor, episode, monkeypatch
):
    upload = arrived(visitor, clips.mp4())

    def fail(*args):
        raise TranscodingError(Reason.ENGINE_FAILED)

    with monkeypatch.context() as moment:
        moment.setattr(transcoding, "examine", fail)
        assert post(visitor, episode, upload).status_code == 422

    assert post(visitor, episode, upload).status_code == 201


@pytest.mark.django_db
def test_a_disk_that_is_full_is_said_so_and_keeps_the_upload(
    visitor, episode, monkeypatch
):
    upload = arrived(visitor, clips.mp4())

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as moment:
        moment.setattr("comments.models.assembling.shutil.copyfileobj", full)
        response = post(visitor, episode, upload)

    assert response.status_code == 507
    assert "storage is full" in text_of(response)
    assert clips.left_on_disk() == []
    assert post(visitor, episode, upload).status_code == 201


@pytest.mark.django_db
def test_an_upload_whose_piece_was_lost_must_come_again(visitor, episode):
    upload = arrived(visitor, clips.mp4())
    default_storage.delete(upload.pieces.first().file.name)

    response = post(visitor, episode, upload)

    assert response.status_code == 422
    assert "choose it again" in text_of(response)
    assert not Upload.objects.exists()
    assert stored() == set()


@pytest.mark.django_db
def test_while_another_request_is_at_it_one_waits_and_is_told_in_the_end(
    visitor, episode, monkeypatch
):
    monkeypatch.setattr("comments.models.assembling.PATIENCE_SECONDS", 0)
    upload = arrived(visitor, clips.mp4())
    assert Upload.objects.get()._try_lease(LEASE)

    response = post(visitor, episode, upload)

    assert response.status_code == 409
    assert "in a moment" in text_of(response)
    assert Upload.objects.get().lease_until is not None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["upload", "video"])
def test_who_sends_a_clip_while_many_are_looked_at_is_told_and_loses_nothing(
    visitor, episode, monkeypatch, kind
):
    monkeypatch.setattr(form_of_comment, "FILES_AT_ONCE", threading.BoundedSemaphore(1))
    upload = arrived(visitor, clips.mp4())

    def send_clip():
        clip = {"upload": str(upload.public_id), "video": clips.posted(clips.mp4())}
        with committed():
            return send(visitor, episode, adult="on", **{kind: clip[kind]})

    with form_of_comment.FILES_AT_ONCE:
        refused, words_alone = send_clip(), send(visitor, episode)

    assert refused.status_code == 429
    assert "Many videos are arriving just now" in text_of(refused)
    assert "Who decided about the pumps?" in text_of(refused)
    assert words_alone.status_code == 201
    # Whoever is through, or is refused, makes room for the next.
    damaged = clips.posted(clips.truncated())
    assert send(visitor, episode, adult="on", video=damaged).status_code == 422
    assert send_clip().status_code == 201
    upload = arrived(visitor, clips.mp4())
    assert send_clip().status_code == 201


def test_those_who_send_clips_leave_threads_to_those_who_read():
    places = form_of_comment.FILES_AT_ONCE._value

    assert places <= threads / 2


@pytest.mark.django_db
def test_a_plain_file_counts_towards_the_quota_too(visitor, episode, settings):
    upload = arrived(visitor, clips.mp4())
    settings.UPLOAD_VISITOR_MB = upload.size / 2**20

    with committed():
        video = clips.posted(clips.mp4())
        response = send(visitor, episode, name="", video=video, adult="on")

    assert response.status_code == 429
    assert "several have come already" in text_of(response)
    assert Upload.objects.count() == 1


# At the same moment


def at_once(jobs):
    """Run the jobs in threads that begin together; what each returned."""
    answers, start = [], threading.Barrier(len(jobs))

    def run(job):
        try:
            start.wait(300)
            answers.append(job())
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return answers


@pytest.fixture
def patient(monkeypatch):
    """Nobody is sent away because the machine is busy."""
    monkeypatch.setattr("comments.models.assembling.PATIENCE_SECONDS", 600)
    monkeypatch.setattr(transcoding, "PROBE_PATIENCE", 600)


@pytest.fixture
def form(visitor, episode, monkeypatch, patient):
    """What twenty clicks on Send bring: the same key, time and words."""
    places = threading.BoundedSemaphore(SENDERS)
    monkeypatch.setattr(form_of_comment, "FILES_AT_ONCE", places)
    token = fetch_token(visitor, episode)
    return words(key=token["key"], time=token["time"], adult="on")


def clicks(visitor, episode, form, file=None):
    def click():
        browser = Client()
        browser.cookies = visitor.cookies
        files = {"video": clips.posted(file)} if file else {}
        return browser.post(thread_url(episode), form | files).status_code

    return [click] * SENDERS


@pytest.mark.django_db(transaction=True)
def test_an_upload_sent_twenty_times_at_once_is_one_comment(visitor, episode, form):
    upload = arrived(visitor, clips.mp4())
    form |= {"upload": str(upload.public_id)}

    statuses = at_once(clicks(visitor, episode, form))

    assert statuses == [201] * SENDERS
    video = Video.objects.get()
    assert Comment.objects.get() == video.comment
    assert stored() == {video.original}
    assert not Upload.objects.exists()
    assert clips.left_on_disk() == []


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_file_sent_twenty_times_at_once_is_one_comment(
    visitor, episode, form, settings
):
    settings.POSTING_LIMITS = False

    statuses = at_once(clicks(visitor, episode, form, clips.mp4()))

    assert statuses == [201] * SENDERS
    video = Video.objects.get()
    assert Comment.objects.get() == video.comment
    assert stored() == {video.original}
    assert not Upload.objects.exists()
    assert clips.left_on_disk() == []


@pytest.mark.django_db(transaction=True)
def test_an_upload_is_put_together_by_one_of_many(visitor, episode, patient):
    upload = arrived(visitor, clips.mp4())

    def assemble():
        own = Upload.objects.get()
        own.assemble()
        return own.file.name

    names = at_once([assemble] * 8)

    assert set(names) == stored() == {Upload.objects.get().file.name}
    assert len(names) == 8
    upload.refresh_from_db()
    assert contents(upload) == clips.mp4().read_bytes()


@pytest.mark.django_db(transaction=True)
def test_of_many_writers_one_writes_and_the_rest_are_told(visitor, episode):
    data = clips.mp4().read_bytes()
    address = begin(visitor, len(data))

    def write():
        browser = Client()
        browser.cookies = visitor.cookies
        return patch(browser, address, 0, data).status_code

    statuses = at_once([write] * 8)

    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 409, 423}
    upload = Upload.objects.get()
    assert upload.offset == len(data)
    assert len(stored()) == upload.pieces.count() == 1
