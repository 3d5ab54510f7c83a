import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Sum
from django.utils import timezone

from .. import transcoding
from ..disk import MB, has_room_for
from ..transcoding import Reason, TranscodingError
from .assembling import Assembling
from .reasons import DISK_FULL, VISITOR_FULL, NoRoom
from .storing import delete_once_committed
from .turns import one_at_a_time
from .writing import SITE, Writing

KEPT = timedelta(hours=1)


def original_path(upload, filename):
    """Where the file stays when a Video takes it over: moving it could fail halfway."""
    return f"original/{upload.public_id}"


def piece_path(piece, filename):
    return f"incoming/{piece.upload.public_id}/{piece.offset}"


def in_an_hour():
    return timezone.now() + KEPT


class UploadQuerySet(models.QuerySet):
    def fresh(self):
        return self.filter(expires_at__gt=timezone.now())

    def whole(self):
        return self.filter(offset=F("size"))

    def announced_bytes(self):
        """What they come to, or will when all of it has come."""
        return self.aggregate(bytes=Sum("size", default=0))["bytes"]

    def arrived_bytes(self):
        return self.aggregate(bytes=Sum("offset", default=0))["bytes"]

    def is_full_with(self, size):
        """Whether so much more is more than the site keeps of what comes."""
        arrived = self.fresh().arrived_bytes()
        return arrived + size > settings.UPLOAD_SITE_MB * MB


class Upload(Writing, Assembling, models.Model):
    """A file that a visitor sends, or has sent but not yet posted with a comment.

    Bound to its visitor, gone when it expires. `label` is the client's file name, shown
    to the visitor and used for nothing else. It comes whole (`receive`), or announced
    and in pieces, which become its file when it is used.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visitor = models.CharField(max_length=32, db_index=True)
    label = models.CharField(max_length=200, blank=True)
    # What else the sender said of it, in the protocol's spelling, to be given back.
    metadata = models.CharField(max_length=1000, blank=True, editable=False)
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

    objects = UploadQuerySet.as_manager()

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
        """Keep an uploaded file that is fit to be prepared; TranscodingError if not,
        NoRoom if it can't be kept.

        The file goes first, then the row: no row ever names what isn't there, and a
        crash between the two leaves a file that `sweep_media` finds.
        """
        check_size(file.size)
        check_room(visitor, file.size)
        transcoding.examine(file.temporary_file_path(), settings.VIDEO_MAX_SECONDS)
        label = (file.name or "")[:200]
        upload = cls(visitor=visitor, label=label, size=file.size, offset=file.size)
        upload.file.save(label, file, save=False)
        try:
            upload._take_room()
        except NoRoom:
            upload.file.delete(save=False)
            raise
        return upload

    @classmethod
    def announce(cls, visitor, size, label="", metadata=""):
        """Expect a file of `size` bytes; TranscodingError or NoRoom if it can't be."""
        check_size(size)
        upload = cls(
            visitor=visitor,
            size=size,
            label=label[:200],
            metadata=metadata,
            expires_at=timezone.now() + timedelta(hours=settings.UPLOAD_HOURS),
        )
        upload._take_room()
        return upload

    @classmethod
    def owned(cls, visitor, public_id):
        """The visitor's own, arrived upload of that id, or None once it has expired."""
        return cls._of(visitor, public_id).whole().first()

    @classmethod
    def on_its_way(cls, visitor, public_id):
        """The same, however much of it has come; DoesNotExist if there is none."""
        return cls._of(visitor, public_id).get()

    @classmethod
    def sweep(cls):
        for upload in cls.objects.filter(expires_at__lte=timezone.now()):
            upload.discard()

    @classmethod
    def forget(cls, visitor):
        """Keep nothing of what the visitor has sent without a comment."""
        for upload in cls.objects.filter(visitor=visitor):
            upload.discard()

    def claim(self):
        """Delete the row alone; DoesNotExist if another was quicker.

        Whoever deletes it has the file: a Video to keep it, or the sweeper.
        """
        _all, deleted = self._row().delete()
        if self._meta.label not in deleted:
            raise type(self).DoesNotExist

    @transaction.atomic
    def discard(self):
        """Delete the row and then its files: a file without a row is swept later."""
        # As it is now: another request may have brought more of it, or put it together.
        for upload in self._row().select_for_update():
            names = [upload.file.name, *upload.pieces.values_list("file", flat=True)]
            upload.delete()
            delete_once_committed(filter(None, names))

    def _take_room(self):
        """Store the row if there is room, whatever else comes just now."""
        # The site's turn comes last, here and wherever bytes are counted.
        with one_at_a_time(self.visitor), one_at_a_time(SITE):
            check_room(self.visitor, self.size)
            self.save()

    @classmethod
    def _of(cls, visitor, public_id):
        try:
            return cls.objects.fresh().filter(visitor=visitor, public_id=public_id)
        except (ValidationError, ValueError, TypeError):
            return cls.objects.none()

    def _row(self):
        return type(self).objects.filter(pk=self.pk)


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


def check_size(size):
    if not size:
        raise TranscodingError(Reason.EMPTY)
    if size > settings.VIDEO_MAX_MB * MB:
        raise TranscodingError(Reason.TOO_LARGE)


def check_room(visitor, size):
    """Before any byte is taken: a visitor's own count as if all of them had come."""
    own = Upload.objects.fresh().filter(visitor=visitor)
    if own.announced_bytes() + size > settings.UPLOAD_VISITOR_MB * MB:
        raise NoRoom(VISITOR_FULL)
    check_site(size)


def check_site(size):
    """Whether so much more can be kept of what comes.

    Of everybody's, only what has come counts: or announcing, which costs nothing,
    would keep all others out.
    """
    if Upload.objects.is_full_with(size) or not has_room_for(size):
        raise NoRoom(DISK_FULL)
