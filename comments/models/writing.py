import time
import uuid
from contextlib import contextmanager
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.utils import timezone

from .. import containers
from ..disk import MB
from ..incoming import files_of
from ..transcoding import Reason, TranscodingError
from .reasons import DISK_FULL, VISITOR_FULL, NoRoom
from .turns import one_at_a_time

# Short: whoever has lost a connection that the server still waits at comes back, and
# is let in when nothing has come through the old one for so long.
LEASE = timedelta(seconds=5)
BEAT_SECONDS = LEASE.total_seconds() / 3
# A sender's smallest piece is far larger than this leaves for each.
MOST_PIECES = 5000
# Of one long request, what a killed server loses at most.
PIECE_BYTES = 8 * MB
# Whose turn it is to count more bytes towards what the site keeps.
SITE = "bytes of the site"


class Busy(Exception):
    """Another request is writing, or took over from this one."""


class WrongOffset(Exception):
    """What comes isn't what follows on what has come."""


class Writing:
    """How the bytes of an Upload come: in order, each once, by one writer at a time.

    Bytes are spooled to disk, stored as an object of their own, and count when their
    Piece and the new offset are committed together, by the holder of the lease alone.
    A server killed before that leaves a file that `sweep_media` or `sweep_spool`
    finds; the sender asks for the offset and goes on from there.
    """

    def append(self, offset, blocks, at_once=False):
        """Take what comes, from `offset` on; `at_once`: all of it or nothing.

        Raises Busy, WrongOffset, DoesNotExist, NoRoom, or TranscodingError (with
        nothing left of the upload) if its first bytes are none of a video.
        """
        if self.pieces.count() >= MOST_PIECES:
            raise NoRoom(VISITOR_FULL)
        # More than all of it never comes.
        most = self.size + 1 if at_once else PIECE_BYTES
        with self._lease(offset):
            for file in files_of(self._lively(self._looked_at(blocks)), most):
                self._keep(file)

    @contextmanager
    def _lease(self, offset):
        self._take_lease(offset)
        try:
            yield
        except OSError:
            # The disk filled up under it.
            raise NoRoom(DISK_FULL) from None
        finally:
            self._held().update(token=None, lease_until=None)

    def _take_lease(self, offset):
        if not self._try_lease(LEASE, offset=offset):
            self.refresh_from_db()
            raise Busy if self.offset == offset else WrongOffset
        self.offset = offset

    def _try_lease(self, lease, **known):
        """Take it, if nobody has it and the row is as `known`; whether that was so."""
        now = timezone.now()
        is_free = Q(token=None) | Q(lease_until__lt=now)
        token = uuid.uuid4()
        taken = self._row().filter(is_free, **known)
        if not taken.update(token=token, lease_until=now + lease):
            return False
        self.token = token
        return True

    def _extend_lease(self, lease):
        return bool(self._held().update(lease_until=timezone.now() + lease))

    def _held(self):
        """The row, as long as it is ours."""
        return self._row().filter(token=self.token)

    def _looked_at(self, blocks):
        """Refuse at once what can't become a video, however much of it is to come."""
        for position, block in enumerate(blocks):
            begins = position == 0 and self.offset == 0
            if begins and _is_surely_no_video(block):
                self.discard()
                raise TranscodingError(Reason.NOT_A_VIDEO)
            yield block

    def _lively(self, blocks):
        """Extend the lease while bytes come."""
        due = time.monotonic() + BEAT_SECONDS
        for block in blocks:
            if time.monotonic() >= due:
                if not self._extend_lease(LEASE):
                    raise Busy
                due = time.monotonic() + BEAT_SECONDS
            yield block

    def _keep(self, file):
        piece = self.pieces.model(upload=self, offset=self.offset, size=file.size)
        name = piece.file.field.generate_filename(piece, "")
        piece.file = default_storage.save(name, file)
        try:
            self._commit(piece)
        except (Busy, NoRoom):
            default_storage.delete(piece.file.name)
            raise
        self.offset += piece.size

    def _commit(self, piece):
        with one_at_a_time(SITE):
            if type(self).objects.is_full_with(piece.size):
                raise NoRoom(DISK_FULL)
            rows = self._held().filter(offset=piece.offset)
            moved = rows.update(
                offset=F("offset") + piece.size, lease_until=timezone.now() + LEASE
            )
            if not moved:
                raise Busy
            piece.save()


def _is_surely_no_video(head):
    is_enough = len(head) >= containers.HEAD_BYTES
    return is_enough and containers.demuxer_of_head(head) is None
