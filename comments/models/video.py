import logging
import uuid
from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from episodes.models import Episode

from .. import tasks
from ..transcoding import Reason
from .processing import Processing
from .reasons import EXPIRED, TRIED_OFTEN, sentence_for
from .retention import Retention, RetentionQuerySet

logger = logging.getLogger(__name__)

# How long a queued clip may wait before the sweeper sees to it that a task exists.
PATIENCE = timedelta(minutes=2)
# How often its viewer may have a failed clip tried again.
MOST_RETRIES = 3
# Whoever comes for the first time goes first: of a sender with many clips, one.
AFTER_OTHERS = -1


class VideoQuerySet(RetentionQuerySet):
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

    def on_its_way(self):
        """Queued or being prepared."""
        return self.filter(state__in=[Video.State.QUEUED, Video.State.PROCESSING])

    def overdue(self):
        """On its way, and whoever should be at it has gone silent."""
        return self.on_its_way().filter(lease_until__lt=timezone.now())


class Video(Processing, Retention, models.Model):
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
    # How often it was tried again by hand, with as many attempts each time.
    retries = models.PositiveSmallIntegerField(default=0, editable=False)
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
    def has_expired(self):
        """Failed or turned down so long ago that nothing of it is kept."""
        return self.reason == EXPIRED

    @property
    def sentence(self):
        """What its viewer is told of a failure."""
        tried_often = self.retryable and not self.viewer_may_retry
        return sentence_for(TRIED_OFTEN if tried_often else self.reason)

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

    @property
    def viewer_may_retry(self):
        return self.has_failed and self.retryable and self.retries < MOST_RETRIES

    @transaction.atomic
    def retry(self, by=None):
        """Queue a failed clip again, from its original; False if that can't be.

        It gets as many attempts as at first. `by` is a producer, or None: its viewer,
        who may ask for that a few times.
        """
        failed = self._row().filter(state=self.State.FAILED, retryable=True)
        if by is None:
            failed = failed.filter(retries__lt=MOST_RETRIES)
        begun = {"reason": "", "retryable": False, "settled_at": None}
        if not failed.exclude(original="").update(**begun, retries=F("retries") + 1):
            return False
        self._enqueue()
        return True

    @classmethod
    def requeue_lost(cls):
        """Queue anew what a killed worker left, or a task that got lost with it."""
        lost = list(cls.objects.overdue())
        waiting = tasks.clips_waiting() if lost else ()
        for video in lost:
            video._requeue(waiting)

    def _enqueue(self):
        self._row().update(
            state=self.State.QUEUED, token=None, lease_until=timezone.now() + PATIENCE
        )
        self.refresh_from_db()
        task = tasks.process_video
        if self.attempts or self._follows_another():
            task = task.using(priority=AFTER_OTHERS)
        task.enqueue(self.pk)

    def _follows_another(self):
        """Whether its sender has another one on its way."""
        theirs = type(self).objects.filter(comment__visitor=self.comment.visitor)
        return theirs.on_its_way().exclude(pk=self.pk).exists()

    @transaction.atomic
    def _requeue(self, waiting):
        # As it was when found: a late heartbeat or another sweeper may be quicker.
        found = self._row().filter(state=self.state, lease_until=self.lease_until)
        was_begun = self.state == self.State.PROCESSING
        if was_begun and self._attempts_are_used_up:
            if self._fail(found, Reason.ENGINE_FAILED, retryable=True):
                transaction.on_commit(self._clear_leftovers, robust=True)
            return
        in_time = found.update(lease_until=timezone.now() + PATIENCE)
        if in_time and (was_begun or self.pk not in waiting):
            logger.warning("Video %s was left %s", self.key, self.state)
            self._enqueue()

    def _row(self):
        return type(self).objects.filter(pk=self.pk)
