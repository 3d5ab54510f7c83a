import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .. import captioning, tasks
from ..cues import rows_of, words_of
from ..heartbeat import heartbeat
from .storing import copy_to_disk

# Whoever has been silent for as long was killed, and the sweeper runs its task again.
LEASE = timedelta(seconds=30)


class Drafting:
    """How Captions get a first draft: a machine listens, in a queue of its own.

    What goes wrong with it is no failure of the clip.
    """

    @classmethod
    def begin(cls, video):
        """Have a clip that is ready listened to, where the site can."""
        captions = cls.of(video)
        if captions.can_be_drafted:
            captions.listen()

    @property
    def can_be_drafted(self):
        """By machine, without writing over what somebody has written."""
        heard = self.language in captioning.LANGUAGES and settings.DRAFT_CAPTIONS
        return heard and not self.draft

    @transaction.atomic
    def listen(self):
        """Have it drafted."""
        self._lock(self.mark)
        self.machine = self.Machine.LISTENING
        self.save()
        tasks.draft_captions.enqueue(self.pk)

    def write_draft(self):
        """Write down what is heard, unless somebody writes meanwhile.

        TranscodingError if it can't be listened to: the clip stays what it is, and the
        task is tried again.
        """
        waiting = type(self).objects.filter(pk=self.pk, machine=self.Machine.LISTENING)
        if not (waiting.filter(revision=self.revision).exists() and self.video.clip):
            return
        with self._lease():
            cues = self._heard()
        machine = self.Machine.DRAFTED if cues else self.Machine.NOTHING
        waiting.filter(revision=self.revision).update(
            machine=machine,
            draft=rows_of(cues),
            words=words_of(cues),
            revision=F("revision") + 1,
            changed_at=timezone.now(),
        )

    @contextmanager
    def _lease(self):
        self._extend_lease()
        try:
            with heartbeat(self._extend_lease, LEASE / 3):
                yield
        finally:
            self._row().update(lease_until=None)

    def _extend_lease(self):
        return bool(self._row().update(lease_until=timezone.now() + LEASE))

    def _row(self):
        return type(self).objects.filter(pk=self.pk)

    def _heard(self):
        folder = settings.FILE_UPLOAD_TEMP_DIR
        with tempfile.TemporaryDirectory(prefix="captions-", dir=folder) as room:
            clip = Path(room) / "clip.mp4"
            copy_to_disk(self.video.clip, clip)
            return captioning.draft(clip, room)
