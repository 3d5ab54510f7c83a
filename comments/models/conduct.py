from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from .emails import digest_of
from .moderation import ModerationAction
from .sanction import Sanction

Action = ModerationAction.Action
RECENT = timedelta(days=90)
DECISIONS = (Action.APPROVED, *ModerationAction.REJECTIONS)


class Conduct:
    """How a Viewer has behaved: trust is earned and lost by decisions about comments."""

    @property
    def digest(self):
        return digest_of(self.email)

    @property
    def history(self):
        """Every sanction on the address, also those from before it was erased."""
        return Sanction.objects.on(self.digest)

    @property
    def sanction(self):
        """The gravest that is in force, or None."""
        return self.history.in_force().gravest()

    def standing(self):
        """What was decided, in one query: {"approvals": …, "recent_decisions": …, …}.

        Comments, however often they were decided about. Counted from the log:
        withdrawing a rejected comment mends no record.
        """
        recent = Q(at__gt=timezone.now() - RECENT)
        decided = ModerationAction.objects.filter(comment__viewer=self)
        return decided.aggregate(
            approvals=_comments(action=Action.APPROVED, comment__status="approved"),
            recent_decisions=_comments(recent, action__in=DECISIONS),
            recent_rejections=_comments(recent, action__in=ModerationAction.REJECTIONS),
        )

    def states(self):
        """How many comments stand how: [(status, count), …]."""
        counted = self.comments.values("status").order_by("status")
        return list(counted.annotate(Count("pk")).values_list("status", "pk__count"))

    def record(self):
        """All that screening asks of whoever has proved an address, as in `Words`."""
        return {
            "proved": True,
            "sanction": self.sanction,
            "trust_after": settings.TRUST_AFTER,
            **self.standing(),
        }


def _comments(*of, **which):
    return Count("comment", distinct=True, filter=Q(*of, **which))
