import uuid

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class Video(models.Model):
    """A viewer's clip: the row is the truth about where its processing stands."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        PROCESSING = "processing", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    comment = models.OneToOneField(
        "comments.Comment", models.CASCADE, related_name="video"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.QUEUED
    )
    # A code of `transcoding.Reason`, and whether trying again can help.
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    retryable = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Who works on it: only the holder of the token may publish a result.
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    # Keys in private storage; empty once deleted or while not yet made.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    original = models.CharField(max_length=200, blank=True)
    clip = models.CharField(max_length=200, blank=True)
    poster = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=200, blank=True)

    duration = models.FloatField(_("seconds"), null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        indexes = [models.Index(fields=["state", "lease_until"], name="video_queue")]

    def __str__(self):
        return str(self.key)

    @property
    def is_ready(self):
        return self.state == self.State.READY

    def discard(self):
        """Delete the row now and its files once that is committed."""
        names = [name for name in (self.original, self.clip, self.poster) if name]
        self.delete()
        transaction.on_commit(lambda: [default_storage.delete(n) for n in names])
