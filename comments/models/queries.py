from django.db import models
from django.db.models import Q

from episodes.models import EpisodeVersion
from episodes.rich_text import RENDERER_VERSION

from .codes import withdrawal_hash
from .discussion import Discussion


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

    def written_by(self, visitor, viewer=None):
        """What a browser wrote and what a proved viewer claimed, until withdrawn."""
        own = Q(pk__in=[])
        if visitor:
            own |= Q(visitor=visitor)
        if viewer:
            own |= Q(viewer=viewer)
        return self.filter(own).exclude(status=self.model.Status.WITHDRAWN)

    def unclaimed(self, email):
        """What was sent with an address before, or without, its being proved."""
        return self.filter(viewer=None, email=email).exclude(email="")

    def with_code(self, code):
        return self.filter(withdrawal_hash=withdrawal_hash(code))

    def rerender(self):
        """Remake the HTML that an older renderer made; return how many it was."""
        stale = self.exclude(renderer=RENDERER_VERSION)
        episodes = set(stale.values_list("episode", flat=True).order_by())
        remade = sum(comment.rerender() for comment in stale.iterator())
        EpisodeVersion.raise_for(episodes)
        return remade
