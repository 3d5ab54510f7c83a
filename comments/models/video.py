import logging
import uuid
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from episodes.models import Episode

from .. import tasks
from ..transcoding import Reason
from .processing import Processing
from .reasons import EXPIRED, sentence_for

logger = logging.getLogger(__name__)

# How long a queued clip may wait before the sweeper sees to it that a task exists.
PATIENCE = timedelta(minutes=2)
FAILED_KEPT = timedelta(days=7)
REJECTED_KEPT = timedelta(days=30)


class VideoQuerySet(models.QuerySet):
    def ready(self):
        return self.filter(state=Video.State.READY)

    def visible_to(self, visitor="", viewer=None, producer=None):
        """What everybody sees, the visitor's own too; for a producer all there is."""
        if producer is not None and producer.has_perm("comments.view_comment"):
            return self.ready()
        comments = Video._meta.get_field("comment").related_model.objects
        seen = models.Q(comment__in=comments.visible())
        if visitor or viewer:
            seen |= models.Q(comment__in=comments.written_by(visitor, viewer))
        return self.ready().filter(
            seen, comment__episode__in=Episode.objects.published()
        )

    def overdue(self):
        """Queued or being prepared, and whoever should be at it has gone silent."""
        waiting = [Video.State.QUEUED, Video.State.PROCESSING]
        return self.filter(state__in=waiting, lease_until__lt=timezone.now())

    def outlived(self):
        """What need not be kept any longer: failed, or of a rejected comment."""
        now = timezone.now()
        return self.exclude(original="", clip="", poster="").filter(
            models.Q(state=Video.State.FAILED, created_at__lt=now - FAILED_KEPT)
            | models.Q(
                comment__status="rejected",
                comment__decided_at__lt=now - REJECTED_KEPT,
            )
        )


class Video(Processing, models.Model):
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
    # A code of `reasons`, and whether trying again can help.
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    retryable = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Who works on it: only the holder of the token may publish a result.
    token = models.UUIDField(null=True, editable=False)
    # Until when something must have happened: else the sweeper takes over.
    lease_until = models.DateTimeField(null=True, editable=False)

    # Keys in private storage; empty once deleted or while not yet made.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    original = models.CharField(max_length=200, blank=True)
    clip = models.CharField(max_length=200, blank=True)
    poster = models.CharField(max_length=200, blank=True)

    duration = models.FloatField(_("seconds"), null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    # Its sound could be lifted only so far.
    is_quiet = models.BooleanField(_("very quiet"), default=False)
    # When it became ready, or failed for good.
    settled_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        indexes = [models.Index(fields=["state", "lease_until"], name="video_queue")]

    def __str__(self):
        return str(self.key)

    @property
    def is_ready(self):
        return self.state == self.State.READY

    @property
    def has_failed(self):
        return self.state == self.State.FAILED

    @property
    def sentence(self):
        """What its viewer is told of a failure."""
        return sentence_for(self.reason)

    @classmethod
    def receive(cls, comment, upload):
        """Take over an upload's file, within the caller's transaction.

        Only rows change hands, the task's row included, so all of it is committed or
        none; the file stays where it is. Upload.DoesNotExist if it was taken before.
        """
        upload.claim()
        video = cls(comment=comment, key=upload.public_id)
        video.original = upload.file.name
        video.save()
        video._enqueue()
        return video

    @transaction.atomic
    def retry(self):
        """Queue a failed clip again, from the original; False if that can't help."""
        failed = self._row().filter(state=self.State.FAILED, retryable=True)
        if not failed.exclude(original="").update(reason="", retryable=False):
            return False
        self._enqueue()
        return True

    @classmethod
    def requeue_lost(cls):
        """Queue anew what a killed worker left, or a task that got lost with it."""
        for video in cls.objects.overdue():
            video._requeue()

    @classmethod
    def forget_outlived(cls):
        for video in cls.objects.outlived().select_related("comment"):
            video._expire()

    def discard(self):
        """Delete the row now and its files once that is committed."""
        names = self._names()
        self.delete()
        self._delete_once_committed(names)

    def _enqueue(self):
        self._row().update(
            state=self.State.QUEUED, token=None, lease_until=timezone.now() + PATIENCE
        )
        self.refresh_from_db()
        tasks.process_video.enqueue(self.pk)

    @transaction.atomic
    def _requeue(self):
        # As it was when found: a late heartbeat or another sweeper may be quicker.
        found = self._row().filter(state=self.state, lease_until=self.lease_until)
        if self.state == self.State.PROCESSING and self._attempts_are_used_up:
            self._fail(found, Reason.ENGINE_FAILED, retryable=True)
        elif found.update(lease_until=timezone.now() + PATIENCE):
            logger.warning("Video %s was left %s", self.key, self.state)
            self._enqueue()

    @transaction.atomic
    def _expire(self):
        self.comment.lock()
        if not type(self).objects.outlived().filter(pk=self.pk).exists():
            return
        names = self._names()
        self._fail(self._row(), EXPIRED, retryable=False)
        self._row().update(original="", clip="", poster="")
        self._delete_once_committed(names)

    def _row(self):
        return type(self).objects.filter(pk=self.pk)

    def _names(self):
        """All files it has, and may have from attempts that were killed."""
        made = {name for n in range(1, self.attempts + 1) for name in self.names_of(n)}
        return made | {name for name in (self.original, self.clip, self.poster) if name}

    def _delete_once_committed(self, names):
        def delete():
            for name in names:
                default_storage.delete(name)

        # What can't be deleted now is found by `sweep_media`, no reason to fail here.
        transaction.on_commit(delete, robust=True)
