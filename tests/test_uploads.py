"""Files that visitors have sent and not yet posted."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Upload, Video
from comments.transcoding import Reason, TranscodingError

from . import clips
from .factories import make_comment
from .videos import committed, receive, stored

pytestmark = pytest.mark.django_db


def test_a_good_file_is_kept_for_its_visitor_alone():
    upload = receive("ana", name="My clip.mp4")

    assert stored() == {f"original/{upload.public_id}"}
    assert upload.label == "My clip.mp4"
    assert Upload.owned("ana", upload.public_id) == upload
    assert Upload.owned("ana", str(upload.public_id)) == upload
    assert Upload.owned("ben", upload.public_id) is None
    assert Upload.owned("", upload.public_id) is None


@pytest.mark.parametrize("public_id", ["", "x", None, "\0", [], {}, 7, "ü" * 999])
def test_an_upload_that_never_was_is_not_found(public_id):
    assert Upload.owned("ana", public_id) is None


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (clips.empty, Reason.EMPTY),
        (clips.text, Reason.NOT_A_VIDEO),
        (clips.truncated, Reason.TRUNCATED),
        (clips.too_long, Reason.TOO_LONG),
    ],
)
def test_a_bad_file_leaves_nothing_behind(make, reason):
    before = clips.left_on_disk()

    with pytest.raises(TranscodingError) as refusal:
        receive(path=make())

    assert refusal.value.reason == reason
    assert not Upload.objects.exists()
    assert not stored()
    assert clips.left_on_disk() == before


def test_a_file_over_the_limit_is_refused(settings):
    settings.VIDEO_MAX_MB = 0

    with pytest.raises(TranscodingError) as refusal:
        receive("ana")

    assert refusal.value.reason == Reason.TOO_LARGE


def test_taking_over_a_file_moves_it_and_copies_nothing():
    with clips.uploaded(clips.mp4()) as file:
        inode = os.stat(file.temporary_file_path()).st_ino

        upload = Upload.receive("ana", file)

    assert os.stat(upload.file.path).st_ino == inode


def test_an_upload_nobody_posts_is_gone_in_an_hour():
    old = receive("ana")
    new = receive("ana")
    past = timezone.now() - timedelta(minutes=1)
    Upload.objects.filter(pk=old.pk).update(expires_at=past)
    assert Upload.owned("ana", old.public_id) is None

    with committed():
        Upload.sweep()

    assert list(Upload.objects.all()) == [new]
    assert stored() == {new.file.name}


def test_the_sweeper_leaves_the_file_that_a_video_has_taken_meanwhile(episode):
    comment = make_comment(episode)
    upload = receive(comment.visitor)
    as_the_sweeper_found_it = Upload.objects.get()
    video = Video.receive(comment, upload)

    with committed():
        as_the_sweeper_found_it.discard()

    assert stored() == {video.original}


def test_the_sweeper_takes_along_what_has_come_since_it_looked():
    data = clips.mp4().read_bytes()
    upload = Upload.announce("ana", len(data))
    upload.append(0, [data[:1000]])
    as_the_sweeper_found_it = Upload.objects.get()
    with committed():
        upload.append(1000, [data[1000:]])
        upload.assemble()
    assert stored() == {upload.file.name}

    with committed():
        as_the_sweeper_found_it.discard()

    assert not stored()
    assert not Upload.objects.exists()


def test_an_upload_becomes_one_video_only(episode):
    comment, other = make_comment(episode), make_comment(episode)
    upload = receive(comment.visitor)
    again = Upload.objects.get()
    Video.receive(comment, upload)

    with pytest.raises(Upload.DoesNotExist):
        Video.receive(other, again)
