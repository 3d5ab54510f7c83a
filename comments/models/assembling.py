import shutil
import time
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.db.models.functions import Greatest

from .. import transcoding
from ..disk import MB, has_room_for
from ..heartbeat import heartbeat
from ..transcoding import TranscodingError
from .reasons import DISK_FULL, NoRoom
from .storing import delete_once_committed
from .writing import Busy

# Pressing Send twice brings two requests, of which one works and the other waits.
PATIENCE_SECONDS = 30
PULSE_SECONDS = 0.1
LEASE = timedelta(seconds=15)


class Assembling:
    """How the pieces of an Upload become its file: once, whoever asks for it.

    The file is stored before the row names it, and the pieces go after: a crash leaves
    files too many, which `sweep_media` finds, and the pieces to begin with anew.
    """

    def assemble(self):
        """Put it together and examine it, or wait while another request does.

        TranscodingError if it is no video for us: then nothing is left of it. NoRoom
        and Busy (and a retryable TranscodingError) leave it as it was; DoesNotExist if
        it is gone or was used meanwhile.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.file:
            if self._try_lease(LEASE, file=""):
                self._assemble_under_lease()
                return
            if time.monotonic() > deadline:
                raise Busy
            time.sleep(PULSE_SECONDS)
            self.refresh_from_db()

    def _assemble_under_lease(self):
        try:
            with heartbeat(lambda: self._extend_lease(LEASE), LEASE / 2):
                self._join_and_examine()
        except TranscodingError as error:
            if not error.retryable:
                self.discard()
            raise
        except FileNotFoundError:
            # A piece was lost: all of it must come again.
            self.discard()
            raise self.DoesNotExist from None
        except OSError:
            raise NoRoom(DISK_FULL) from None
        finally:
            self._held().update(token=None, lease_until=None)

    def _join_and_examine(self):
        if not has_room_for(self.size):
            raise NoRoom(DISK_FULL)
        pieces = list(self.pieces.order_by("offset"))
        with TemporaryUploadedFile("upload", "", self.size, None) as whole:
            for piece in pieces:
                with piece.file.open() as part:
                    shutil.copyfileobj(part, whole, MB)
            whole.flush()
            whole.seek(0)
            path = whole.temporary_file_path()
            transcoding.examine(path, settings.VIDEO_MAX_SECONDS)
            self._name(default_storage.save(f"original/{self.public_id}", whole))

    def _name(self, name):
        """Commit the file in place of the pieces."""
        if not self._commit_file(name):
            default_storage.delete(name)
            self.refresh_from_db()
            raise Busy
        self.file = name

    @transaction.atomic
    def _commit_file(self, name):
        # Whoever has to correct their words has as long for that as after a plain form.
        at_least = self._meta.get_field("expires_at").get_default()
        done = self._held().update(
            file=name, expires_at=Greatest("expires_at", at_least)
        )
        if done:
            names = list(self.pieces.values_list("file", flat=True))
            self.pieces.all().delete()
            delete_once_committed(names)
        return done
