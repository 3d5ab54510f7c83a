from django.db import transaction
from django.db.models import F, Subquery
from django.utils import timezone

from .. import tasks
from .moderation import ModerationAction
from .notice import Notice

Action = ModerationAction.Action


class NotPublic(Exception):
    """Nobody but its author and producers sees it: there is nothing to react to."""


class Reactions:
    """What readers and producers do to a public Comment; none of it hides it."""

    @transaction.atomic
    def like(self, visitor):
        """Count a visitor's like, once."""
        self._lock_public()
        _like, is_new = self.likes.get_or_create(visitor=visitor)
        if is_new:
            self._count_likes(1)

    @transaction.atomic
    def unlike(self, visitor):
        self._lock_public()
        gone, _rows = self.likes.filter(visitor=visitor).delete()
        if gone:
            self._count_likes(-1)

    @transaction.atomic
    def report(self, visitor, kind, details=""):
        """Have producers look at it; a visitor's second report changes nothing, unless
        the first was handled before the words that stand now were approved.

        Never hides it: that would be a hostile crowd's delete key.
        """
        self._lock_public()
        own = self.reports.filter(visitor=visitor)
        own.filter(handled_at__lte=Subquery(self._first_approval())).delete()
        values = {"kind": kind, "details": details}
        report, is_new = self.reports.get_or_create(visitor=visitor, defaults=values)
        if not is_new:
            return
        self._move(report_count=F("report_count") + 1)
        alike = self.reports.open().filter(kind=kind).exclude(pk=report.pk)
        # A crowd that says the same of it has the duty editor called once.
        if kind in report.URGENT and not alike.exists():
            tasks.mail_comment_report.enqueue(report.pk)

    @transaction.atomic
    def keep(self, by, *, seen=None, up_to=None):
        """Leave it up, though it was reported, `up_to` the last report seen."""
        self._look_again(seen)
        self._keep(by, up_to)

    def close_reports(self, by=None, up_to=None):
        """Say that open reports are handled, all or `up_to` a key; return how many."""
        open_ones = self.reports.open()
        handled = open_ones if up_to is None else open_ones.filter(pk__lte=up_to)
        closed = handled.update(handled_at=timezone.now(), handled_by=by)
        if closed:
            self._move(report_count=open_ones.count())
        return closed

    @transaction.atomic
    def pick(self, by, *, seen=None):
        """Put it on top of the discussion as a producer's pick."""
        self._look_again(seen)
        if not self.is_public:
            raise NotPublic
        if not self.picked_at:
            self._set_pick(timezone.now(), Action.PICKED, by)
            Notice.tell(self, Notice.Kind.PICKED)

    @transaction.atomic
    def unpick(self, by, *, seen=None):
        self._look_again(seen)
        if self.picked_at:
            self._set_pick(None, Action.UNPICKED, by)

    def _keep(self, by, up_to):
        if self.close_reports(by, up_to):
            self._note(Action.KEPT, by)

    def _set_pick(self, picked_at, action, by):
        self.picked_at = picked_at
        self.save(update_fields=["picked_at"])
        self._note(action, by)
        self.episode.touch()

    def _lock_public(self):
        """Lock its row before those that hang on it, as everybody does.

        So nobody waits in a circle, and reports are numbered as they come.
        """
        locked = type(self).objects.select_for_update(no_key=True)
        public = locked.filter(pk=self.pk, published_at__isnull=False)
        if not public.values_list("pk").first():
            raise NotPublic

    def _first_approval(self):
        """When the words that stand were approved for the first time."""
        approved = self.actions.filter(action=Action.APPROVED)
        of_these = approved.filter(revision=F("comment__revision"))
        return of_these.order_by("at").values("at")[:1]

    def _count_likes(self, difference):
        self._move(like_count=F("like_count") + difference)
        self.episode.discussion.note_likes()

    def _move(self, **counter):
        type(self).objects.filter(pk=self.pk).update(**counter)
        self.refresh_from_db(fields=list(counter))
