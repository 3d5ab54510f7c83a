from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone

from episodes.models import EpisodeVersion
from episodes.rich_text import RENDERER_VERSION

from .codes import withdrawal_hash
from .discussion import Discussion
from .moderation import ModerationAction
from .report import Report


class CommentQuerySet(models.QuerySet):
    def visible(self):
        """What the public sees. The episode's own visibility is the page's to check."""
        return self.published().exclude(
            episode__discussion__state=Discussion.State.HIDDEN
        )

    def published(self):
        """What `visible` shows of a discussion that is known not to be hidden."""
        return self.filter(published_at__isnull=False)

    def roots(self):
        """What opens a thread on the page: public roots, and tombstones."""
        return self.filter(listed_at__isnull=False)

    def held(self):
        return self.filter(status=self.model.Status.HELD)

    def awaiting(self):
        """What a producer has to decide about: held, or an edit behind what is up."""
        return self.filter(Q(status=self.model.Status.HELD) | Q(waiting__isnull=False))

    def to_decide(self):
        """What a producer has to look at: what awaits, and what was reported."""
        held = Q(status=self.model.Status.HELD)
        kinds = [held, Q(waiting__isnull=False), Q(report_count__gt=0)]
        # Each has an index of its own, which an OR of them would leave unused.
        first, *others = (
            self.model.objects.filter(kind).values("pk") for kind in kinds
        )
        return self.filter(pk__in=first.union(*others))

    def decided(self):
        """What somebody has decided and nothing has come up against since."""
        by_hand = self.filter(decided_by__isnull=False, waiting=None, report_count=0)
        return by_hand.exclude(status=self.model.Status.WITHDRAWN)

    def for_producers(self):
        """With all that a row of the queue shows, and a page of them asks for at once."""
        related = [
            "episode",
            "video__captions",
            "release",
            "decided_by",
            "parent",
            "viewer",
        ]
        reports = Prefetch("reports", Report.objects.open(), to_attr="open_reports")
        return self.select_related(*related).prefetch_related(reports, "revisions")

    def written_by(self, visitor, viewer=None):
        """What a browser wrote, and what a proved viewer has claimed."""
        written = Q(visitor=visitor) & ~Q(visitor="")
        if viewer is None:
            return self.filter(written)
        # By id: each half has an index of its own, an OR of both walks the episode's.
        claimed = self.model.objects.filter(viewer=viewer).values("pk")
        by_browser = self.model.objects.filter(written).values("pk")
        return self.filter(pk__in=by_browser.union(claimed))

    def kept(self):
        """All but what was taken back."""
        return self.exclude(status=self.model.Status.WITHDRAWN)

    def unproved(self):
        """What bears an address and is nobody's yet."""
        return self.filter(viewer=None).exclude(email="")

    def unclaimed(self, email):
        """What was sent with an address before, or without, its being proved."""
        return self.unproved().filter(email=email)

    def for_their_author(self):
        """With all that says where they stand: the clip, the edits, the refusals."""
        refusals = ModerationAction.objects.filter(
            action__in=ModerationAction.REJECTIONS
        )
        return self.select_related("video__captions").prefetch_related(
            "revisions",
            Prefetch("actions", refusals.order_by("-pk"), to_attr="refusals"),
        )

    def with_code(self, code):
        return self.filter(withdrawal_hash=withdrawal_hash(code))

    def sent_once(self, visitor, key):
        """What a form with this key has made, however often it was sent."""
        return self.filter(visitor=visitor, key=key).select_related("episode")

    def forget_unproved(self):
        """Empty the e-mail addresses that nobody has proved in time.

        Where use on air is allowed, the newsroom must be able to reach somebody.
        """
        old = timezone.now() - timedelta(days=settings.UNPROVED_EMAIL_DAYS)
        kept = self.unproved().filter(created_at__lt=old)
        return kept.exclude(release__on_air=True).update(email="", notices=False)

    def forget_clients(self):
        """Empty the network addresses that have been kept long enough, or will have
        been before the worker comes by again in an hour.
        """
        old = timezone.now() - timedelta(days=settings.CLIENT_DAYS, hours=-1)
        kept = self.filter(created_at__lt=old).exclude(client="")
        return kept.update(client="")

    def rerender(self):
        """Remake the HTML that an older renderer made; return how many it was."""
        stale = self.exclude(renderer=RENDERER_VERSION)
        episodes = set(stale.values_list("episode", flat=True).order_by())
        remade = sum(comment.rerender() for comment in stale.iterator())
        EpisodeVersion.raise_for(episodes)
        return remade
