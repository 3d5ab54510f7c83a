"""Clips of every fate, sent to a site whose worker runs: for the watch on leaks.

Run inside that site, by `manage.py shell`.
"""

import json
import os
from collections import Counter
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.media import missing_files, named_files, sweep_media
from comments.models import (
    Captions,
    Comment,
    Piece,
    Release,
    ReleaseText,
    Upload,
    Video,
    Viewer,
)
from comments.sweeper import mend_tasks, sweep_spool

from . import clips
from .factories import make_comment, make_episode, make_producer, make_programme
from .waiting import wait_until

# What the stand-in for ffmpeg does to some of them.
ENGINE = {
    "kills its worker": "kill",
    "fails at first": "fail",
    "withdrawn in the middle": "slow",
    "erased in the middle": "slow",
}
# Of each 25.
FATES = (
    *["good"] * 9,
    *("turned", "recorded", "silent", "for the air", "for the air"),
    *("damaged", "damaged", "truncated", "no video at all"),
    *("withdrawn in the middle", "withdrawn in the middle", "erased in the middle"),
    *("rejected", "deleted", "never sent", "fails at first"),
)
# Of each 50, by their place: one kills its worker, three times over, and to one a
# machine listens, which costs more than all else.
EVERY, RARE = 50, {20: "kills its worker", 25: "listened to"}
# For the worker to be done with the last.
MOST_SECONDS = 600


@cache
def path_of(fate):
    tiny = clips.mp4(1, "64x48")
    if fate == "turned":
        turned = tiny.with_name("turned-tiny.mp4")
        clips.ffmpeg("-display_rotation 90 -i", [tiny], "-c copy", [turned])
        return turned
    makers = {
        "recorded": clips.webm_without_duration,
        "silent": clips.silent,
        "damaged": clips.damaged,
        "truncated": clips.truncated,
        "no video at all": clips.text,
    }
    return makers.get(fate, lambda: tiny)()


class Senders:
    """Send `count` clips, and change their minds while the worker is at them."""

    def __init__(self, folder, count):
        self.folder, self.count = Path(folder), count
        # A machine listens to English alone.
        arabic, english = (
            make_programme("Fates", language="ar"),
            make_programme("Heard"),
        )
        self.episode = make_episode(programme=arabic)
        self.english = make_episode(programme=english, slug="heard")
        self.producer = make_producer()
        self.text = ReleaseText.of("Yes.", "en")

    def run(self):
        for number in range(self.count):
            self._send(RARE.get(number % EVERY) or FATES[number % len(FATES)])
            self._change_minds()
        wait_until(self._is_over, MOST_SECONDS)
        self._change_minds()

    def _is_over(self):
        self._change_minds()
        return not (
            self._waiting().exists()
            or self._in("failed", "fails at first")
            or Captions.objects.filter(machine="listening").exists()
        )

    def _send(self, fate):
        data = path_of(fate).read_bytes()
        episode = self.english if fate == "listened to" else self.episode
        comment = make_comment(episode, name=fate)
        if fate == "never sent":
            self._leave_unsent(comment, data)
            return
        on_air = fate == "for the air"
        Release.objects.create(comment=comment, text=self.text, on_air=on_air)
        upload = self._upload(comment, data, file=ContentFile(data, "clip"))
        self._engine_file(upload.public_id).write_text(ENGINE.get(fate, ""))
        with transaction.atomic():
            Video.receive(comment, upload)

    def _leave_unsent(self, comment, data):
        """All that came of it is a piece; or it is whole, and nobody sent the form."""
        past = timezone.now() - timedelta(minutes=1)
        if comment.pk % 2:
            upload = self._upload(comment, data, offset=8, expires_at=past)
            piece = ContentFile(data[:8], "piece")
            Piece.objects.create(upload=upload, offset=0, size=8, file=piece)
        else:
            file = ContentFile(data, "clip")
            self._upload(comment, data, file=file, expires_at=past)

    def _upload(self, comment, data, **fields):
        size = len(data)
        known = {"visitor": comment.visitor, "size": size, "offset": size}
        return Upload.objects.create(**known | fields)

    def _change_minds(self):
        for video in self._in("processing", "withdrawn in the middle"):
            video.comment.withdraw()
        for video in self._in("processing", "erased in the middle"):
            viewer = Viewer.objects.create(email=f"{video.key}@example.org")
            Comment.objects.filter(pk=video.comment_id).update(viewer=viewer)
            viewer.erase()
        for video in self._in("ready", "rejected").filter(comment__status="held"):
            video.comment.reject(self.producer)
        for video in self._in("ready", "deleted"):
            video.comment.delete()
        for video in self._in("failed", "fails at first"):
            self._engine_file(video.key).write_text("")
            video.retry()

    def _in(self, state, fate):
        of_it = Video.objects.filter(state=state, comment__name=fate)
        return of_it.select_related("comment")

    def _waiting(self):
        return Video.objects.filter(state__in=["queued", "processing"])

    def _engine_file(self, key):
        return self.folder / "fates" / str(key)


def report():
    """What is left behind, before all has aged and been swept, and after."""
    Upload.sweep()
    fates = Counter(Video.objects.values_list("comment__name", "state", "reason"))
    listened = list(Captions.objects.values_list("machine", flat=True))
    before = {"temporary": _temporary(), "unnamed": _unnamed()}
    _age()
    Video.forget_outlived()
    mend_tasks()
    sweep_spool()
    sweep_media()
    after = {
        "temporary": _temporary(),
        "unnamed": _unnamed(),
        "missing": [name for _row, name in missing_files()],
        "tasks": DBTaskResult.objects.exclude(status__in=FINISHED).count(),
        "uploads": Upload.objects.count() + Piece.objects.count(),
        "originals": Video.objects.exclude(original="").count(),
    }
    told = {"fates": [[*key, n] for key, n in fates.items()], "listened": listened}
    return json.dumps(told | {"before": before, "after": after})


FINISHED = ["SUCCESSFUL", "FAILED"]


def _age():
    """A month and a day goes by."""
    past = timezone.now() - timedelta(days=31)
    Video.objects.filter(settled_at__isnull=False).update(settled_at=past)
    Comment.objects.filter(status="rejected").update(decided_at=past)
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=past)
    episodes = {video.comment.episode for video in Video.objects.all()}
    for episode in episodes:
        type(episode).objects.filter(pk=episode.pk).update(airs_at=past)
    for place in (default_storage.path(""), settings.FILE_UPLOAD_TEMP_DIR):
        for path in Path(place).rglob("*"):
            os.utime(path, (past.timestamp(), past.timestamp()))


def _temporary():
    return sorted(path.name for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def _unnamed():
    """Files that no row names, however young."""
    root = Path(default_storage.path(""))
    stored = {str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()}
    return sorted(stored - set(named_files()))
