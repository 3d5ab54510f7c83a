import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from .. import transcoding

KEPT = timedelta(hours=1)


def original_path(upload, filename):
    """Where the file stays when a Video takes it over: moving it could fail halfway."""
    return f"original/{upload.public_id}"


def piece_path(piece, filename):
    return f"incoming/{piece.upload.public_id}/{piece.offset}"


def in_an_hour():
    return timezone.now() + KEPT


class Upload(models.Model):
    """A file that a visitor sends, or has sent but not yet posted with a comment.

    Bound to its visitor, gone when it expires. `label` is the client's file name, shown
    to the visitor and used for nothing else.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visitor = models.CharField(max_length=32, db_index=True)
    label = models.CharField(max_length=200, blank=True)
    # Empty until all of it has come and was examined.
    file = models.FileField(upload_to=original_path, max_length=200, blank=True)
    # In bytes: as announced, and what has come of it.
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(default=in_an_hour, db_index=True)
    # Who is writing to it, and until when they must have given a sign of life.
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_comes_than_announced",
                condition=models.Q(offset__lte=models.F("size")),
            )
        ]

    def __str__(self):
        return str(self.public_id)

    @classmethod
    def receive(cls, visitor, file):
        """Keep an uploaded file that is fit to be prepared; TranscodingError if not.

        The file goes first, then the row: no row ever names what isn't there, and a
        crash between the two leaves a file that `sweep_media` finds.
        """
        if file.size > settings.VIDEO_MAX_MB * 2**20:
            raise transcoding.TranscodingError(transcoding.Reason.TOO_LARGE)
        transcoding.examine(file.temporary_file_path(), settings.VIDEO_MAX_SECONDS)
        label = (file.name or "")[:200]
        return cls.objects.create(
            visitor=visitor, label=label, file=file, size=file.size, offset=file.size
        )

    @classmethod
    def owned(cls, visitor, public_id):
        """The visitor's own upload of that id, or None once it has expired."""
        fresh = cls.objects.filter(expires_at__gt=timezone.now()).exclude(file="")
        try:
            return fresh.filter(visitor=visitor, public_id=public_id).first()
        except (ValidationError, ValueError, TypeError):
            return None

    @classmethod
    def sweep(cls):
        for upload in cls.objects.filter(expires_at__lte=timezone.now()):
            upload.discard()

    def claim(self):
        """Delete the row alone; DoesNotExist if another was quicker.

        Whoever deletes it has the file: a Video to keep it, or the sweeper.
        """
        deleted, _rows = type(self).objects.filter(pk=self.pk).delete()
        if not deleted:
            raise type(self).DoesNotExist

    @transaction.atomic
    def discard(self):
        """Delete the row and then its file: a file without a row is swept later."""
        name = self.file.name
        try:
            self.claim()
        except type(self).DoesNotExist:
            return
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)


class Piece(models.Model):
    """What one request brought of an upload: no storage can be asked to append."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to=piece_path, max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint("upload", "offset", name="one_piece_an_offset")
        ]

    def __str__(self):
        return f"{self.upload} from {self.offset}"
