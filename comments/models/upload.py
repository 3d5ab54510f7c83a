import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

KEPT = timedelta(hours=1)


def incoming_path(upload, filename):
    return f"incoming/{upload.public_id}/0"


class Upload(models.Model):
    """A file that a visitor has sent but not yet posted with a comment.

    Bound to its visitor, gone in an hour. `label` is the client's file name, shown
    to the visitor and used for nothing else.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visitor = models.CharField(max_length=32, db_index=True)
    label = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to=incoming_path, max_length=200)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return str(self.public_id)

    @property
    def expires_at(self):
        return self.created_at + KEPT

    @classmethod
    def sweep(cls):
        for upload in cls.objects.filter(created_at__lt=timezone.now() - KEPT):
            upload.discard()

    def discard(self):
        """Delete the row, then its file: a file without a row is swept later."""
        storage, name = self.file.storage, self.file.name
        self.delete()
        storage.delete(name)
