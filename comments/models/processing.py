import logging
import shutil
import uuid
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .. import transcoding
from ..heartbeat import heartbeat
from ..transcoding import Cancelled, Reason, TranscodingError
from .captions import Captions
from .storing import copy_to_disk, delete_once_committed

logger = logging.getLogger(__name__)

# Before it fails, and again whenever it is to be tried again.
MOST_ATTEMPTS = 3
# Times the number of attempts so far.
PAUSE = timedelta(seconds=20)


class Processing:
    """How a Video gets from its original to a clip and a poster.

    A worker takes a lease on the row, with a token, and keeps extending it. It may be
    killed anywhere; this is what then stands, in the order of its steps:

    1. before the lease: the row is queued; the sweeper finds it overdue;
    2. under way: the lease runs out and the sweeper queues it anew. What it left in
       the temporary folder and in storage has names made from key and attempt, and
       the next attempt, `discard` or `sweep_media` removes it;
    3. clip and poster stored, not yet named by the row: the same;
    4. committed, the original not yet deleted: no row names it, `sweep_media` finds
       it. It is deleted after the commit, never before: a rollback would lose it.

    Whoever has lost the lease, or whose comment was withdrawn, finds no row with its
    token: it commits nothing and removes what it stored.
    """

    def process(self):
        """Prepare the clip, unless somebody else does or has done so."""
        if not self._take_lease():
            return
        self._clear_leftovers()
        try:
            with heartbeat(self._extend_lease, settings.VIDEO_LEASE / 3) as lost:
                self._make(lost)
        except Cancelled:
            logger.info("Video %s is no longer ours to prepare", self.key)
        except TranscodingError as error:
            logger.info("Video %s: %s", self.key, error)
            self._give_up(error.reason, error.retryable)
        except Exception:
            logger.exception("Video %s", self.key)
            self._give_up(Reason.ENGINE_FAILED, retryable=True)
        except BaseException:
            # Told to stop at once: that is no attempt.
            self._give_back()
            raise

    def names_of(self, attempt):
        """The names of the clip and the poster that an attempt makes."""
        return f"web/{self.key}/{attempt}.mp4", f"web/{self.key}/{attempt}.jpg"

    def _take_lease(self):
        self.token = uuid.uuid4()
        taken = self._row().filter(state=self.State.QUEUED)
        return taken.update(
            state=self.State.PROCESSING,
            token=self.token,
            lease_until=timezone.now() + settings.VIDEO_LEASE,
            attempts=F("attempts") + 1,
        )

    def _extend_lease(self):
        until = timezone.now() + settings.VIDEO_LEASE
        return bool(self._held().update(lease_until=until))

    def _clear_leftovers(self):
        self.refresh_from_db()
        for attempt in range(1, self.attempts + 1):
            shutil.rmtree(self._room(attempt), ignore_errors=True)
            for name in self.names_of(attempt):
                default_storage.delete(name)

    def _make(self, lost):
        with self._workroom() as room:
            original = self._original_on_disk(room)
            clip, poster = room / "clip.mp4", room / "poster.jpg"
            facts = transcoding.examine(original, settings.VIDEO_MAX_SECONDS)
            made = transcoding.transcode(original, facts, clip, cancelled=lost)
            transcoding.poster(clip, made, poster, cancelled=lost)
            self._store_and_publish(clip, poster, made)

    def _store_and_publish(self, clip, poster, made):
        names = self.names_of(self.attempts)
        try:
            for name, path in zip(names, (clip, poster), strict=True):
                with open(path, "rb") as file:
                    default_storage.save(name, File(file))
            self._publish(names, made, clip.stat().st_size)
        except BaseException:
            self._delete_unless_published(names)
            raise

    def _delete_unless_published(self, names):
        """Whoever is told to stop or cut off from the database may not have heard that
        the commit was made.
        """
        if not self._row().filter(clip=names[0]).exists():
            for name in names:
                default_storage.delete(name)

    @transaction.atomic
    def _publish(self, names, made, size):
        """Commit the result, once: only under the token is the row changed."""
        self._lock_comment()
        kept = self.original if self._may_be_used_on_air else ""
        done = self._end(
            self._held(),
            self.State.READY,
            original=kept,
            clip=names[0],
            poster=names[1],
            size=size,
            duration=made.seconds,
            width=made.width,
            height=made.height,
            is_quiet=made.is_quiet,
        )
        if not done:
            raise Cancelled
        if not kept:
            delete_once_committed([self.original])
        Captions.begin(self)
        self.comment.settle()

    def _lock_comment(self):
        """In everybody's order of locks: the comment, then its clip."""
        try:
            self.comment.lock()
        except ObjectDoesNotExist:
            raise Cancelled from None

    @property
    def _may_be_used_on_air(self):
        release = getattr(self.comment, "release", None)
        return release is not None and release.on_air

    def _give_up(self, reason, retryable):
        """Note the failure, or have it tried again where that may help."""
        if retryable and not self._attempts_are_used_up:
            # The sweeper finds it overdue when the pause is over.
            pause = PAUSE * self._attempts_of_this_try
            self._held().update(
                state=self.State.QUEUED, token=None, lease_until=timezone.now() + pause
            )
        else:
            self._fail(self._held(), reason, retryable)

    def _give_back(self):
        self._held().update(
            state=self.State.QUEUED,
            token=None,
            lease_until=timezone.now(),
            attempts=F("attempts") - 1,
        )

    def _fail(self, rows, reason, retryable):
        return self._end(rows, self.State.FAILED, reason=reason, retryable=retryable)

    def _end(self, rows, state, reason="", **values):
        """Nobody works on it any more."""
        return rows.update(
            state=state,
            reason=reason,
            token=None,
            lease_until=None,
            settled_at=timezone.now(),
            **values,
        )

    @property
    def _attempts_of_this_try(self):
        return self.attempts - MOST_ATTEMPTS * self.retries

    @property
    def _attempts_are_used_up(self):
        return self._attempts_of_this_try >= MOST_ATTEMPTS

    def _held(self):
        """The row, as long as it is ours."""
        return self._row().filter(state=self.State.PROCESSING, token=self.token)

    def _room(self, attempt):
        return Path(settings.FILE_UPLOAD_TEMP_DIR) / f"video-{self.key}-{attempt}"

    @contextmanager
    def _workroom(self):
        room = self._room(self.attempts)
        room.mkdir(parents=True)
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)

    def _original_on_disk(self, room):
        """Its path; a working copy where the storage is no folder of this machine."""
        path = _path_in_storage(self.original)
        if path is None:
            path = room / "original"
            copy_to_disk(self.original, path)
        return path


def _path_in_storage(name):
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        return None
    return path if path.is_file() else None
