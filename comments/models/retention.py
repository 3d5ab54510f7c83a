from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from episodes.models import Episode

from .captions import Captions
from .reasons import EXPIRED
from .storing import delete_once_committed


class RetentionQuerySet(models.QuerySet):
    def outlived(self):
        """What need not be kept any longer: failed, or of a rejected comment."""
        failed = Q(
            state=self.model.State.FAILED,
            settled_at__lt=_ago(settings.VIDEO_FAILED_DAYS),
        )
        rejected = Q(
            comment__status="rejected",
            comment__decided_at__lt=_ago(settings.VIDEO_REJECTED_DAYS),
        )
        kept = self.exclude(original="", clip="", poster="")
        return kept.filter(failed | rejected)

    def not_used_on_air(self):
        """What has its original still, by its viewer's leave, and wasn't picked in time.

        That is counted from the end of the broadcast; without a date, from when the
        clip was ready.
        """
        before = _ago(settings.VIDEO_ORIGINAL_DAYS_AFTER_AIR)
        undated = Q(comment__episode__in=Episode.objects.undated())
        over = Q(comment__episode__in=Episode.objects.over(before)) & ~undated
        ready = self.filter(state=self.model.State.READY).exclude(original="")
        not_picked = ready.filter(comment__picked_at=None)
        return not_picked.filter(over | undated & Q(settled_at__lt=before))


class Retention:
    """How long a Video keeps its files. A row goes first, then what it has named."""

    @classmethod
    def forget_outlived(cls):
        for video in cls.objects.outlived().select_related("comment"):
            video._expire()
        for video in cls.objects.not_used_on_air().select_related("comment"):
            video._part_with_original()

    def discard(self):
        """Delete the row now and its files once that is committed."""
        names = self._names()
        self.delete()
        delete_once_committed(names)

    @transaction.atomic
    def _expire(self):
        self.comment.lock()
        if self._is_still_among(type(self).objects.outlived()):
            names = self._names()
            self._fail(self._row(), EXPIRED, retryable=False)
            self._row().update(original="", clip="", poster="")
            Captions.objects.filter(video=self).delete()
            delete_once_committed(names)

    @transaction.atomic
    def _part_with_original(self):
        self.comment.lock()
        if self._is_still_among(type(self).objects.not_used_on_air()):
            self._row().update(original="")
            delete_once_committed([self.original])

    def _is_still_among(self, videos):
        """Now that nobody else can decide about the comment."""
        return videos.filter(pk=self.pk).exists()

    def _names(self):
        """All files it has, and may have from attempts that were killed."""
        made = {name for n in range(1, self.attempts + 1) for name in self.names_of(n)}
        return made | {name for name in (self.original, self.clip, self.poster) if name}


def _ago(days):
    return timezone.now() - timedelta(days=days)
