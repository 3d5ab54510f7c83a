"""What the tests of clips and their processing share."""

import functools
from datetime import timedelta

from django.core.files.storage import default_storage
from django.test import TestCase
from django.utils import timezone
from django_tasks import default_task_backend

from comments.models import Release, ReleaseText, Upload, Video

from . import clips
from .factories import make_comment

# What waits for the commit runs at the end of the block: a test never commits.
committed = functools.partial(TestCase.captureOnCommitCallbacks, execute=True)


def make_video(episode, path=None, on_air=False, **fields):
    comment = make_comment(episode, **fields)
    text = ReleaseText.of("Yes.", "en")
    Release.objects.create(comment=comment, text=text, adult=True, on_air=on_air)
    upload = receive(comment.visitor, path)
    with committed():
        video = Video.receive(comment, upload)
    default_task_backend.clear()
    return video


def receive(visitor="ana", path=None, name="clip.mp4"):
    with clips.uploaded(path or clips.mp4(), name) as file:
        return Upload.receive(visitor, file)


def process(video):
    with committed():
        video.process()
    video.refresh_from_db()
    return video


def stored(folder=""):
    """Every name in storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    deeper = [stored(f"{folder}/{name}".strip("/")) for name in folders]
    return {f"{folder}/{name}".strip("/") for name in files}.union(*deeper)


def named(video):
    return {name for name in (video.original, video.clip, video.poster) if name}


def queued():
    return [result.args[0] for result in default_task_backend.results]


def overdue(video):
    """As if its worker had been silent since long ago."""
    past = timezone.now() - timedelta(minutes=1)
    Video.objects.filter(pk=video.pk).update(lease_until=past)
