from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .. import tasks
from .moderation import ModerationAction
from .standing import CommentWithdrawn

Action = ModerationAction.Action


class NotPublic(Exception):
    """Nobody but its author and producers sees it: there is nothing to react to."""


class Reactions:
    """What readers and producers do to a public Comment; none of it hides it."""

    @transaction.atomic
    def like(self, visitor):
        """Count a visitor's like, once."""
        _like, is_new = self.likes.get_or_create(visitor=visitor)
        if is_new:
            self._count_likes(1)

    @transaction.atomic
    def unlike(self, visitor):
        gone, _rows = self.likes.filter(visitor=visitor).delete()
        if gone:
            self._count_likes(-1)

    @transaction.atomic
    def report(self, visitor, kind, details=""):
        """Have producers look at it; a visitor's second report changes nothing.

        Never hides it: that would be a hostile crowd's delete key.
        """
        values = {"kind": kind, "details": details}
        report, is_new = self.reports.get_or_create(visitor=visitor, defaults=values)
        if not is_new:
            return
        self._update_if_public(report_count=F("report_count") + 1)
        if kind in report.URGENT:
            tasks.mail_comment_report.enqueue(report.pk)

    @transaction.atomic
    def keep(self, by):
        """Leave it up, though it was reported."""
        self.lock()
        if self.status == self.Status.WITHDRAWN:
            raise CommentWithdrawn
        if self.close_reports(by):
            self._note(Action.KEPT, by)

    def close_reports(self, by=None):
        """Say that the open reports are handled; return how many they were."""
        handled = {"handled_at": timezone.now(), "handled_by": by}
        closed = self.reports.filter(handled_at=None).update(**handled)
        if closed:
            self.report_count = 0
            self.save(update_fields=["report_count"])
        return closed

    @transaction.atomic
    def pick(self, by):
        """Put it on top of the discussion as a producer's pick."""
        self.lock()
        if not self.is_public:
            raise NotPublic
        if not self.picked_at:
            self._set_pick(timezone.now(), Action.PICKED, by)

    @transaction.atomic
    def unpick(self, by):
        self.lock()
        if self.picked_at:
            self._set_pick(None, Action.UNPICKED, by)

    def _set_pick(self, picked_at, action, by):
        self.picked_at = picked_at
        self.save(update_fields=["picked_at"])
        self._note(action, by)
        self.episode.touch()

    def _count_likes(self, difference):
        self._update_if_public(like_count=F("like_count") + difference)
        self.episode.discussion.note_likes()

    def _update_if_public(self, **values):
        public = type(self).objects.filter(pk=self.pk, published_at__isnull=False)
        if not public.update(**values):
            raise NotPublic
        self.refresh_from_db(fields=list(values))
