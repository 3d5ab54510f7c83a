from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils import timezone

from .. import page_cache
from .version import PageQuerySet

ENDS_AT = ExpressionWrapper(
    F("airs_at") + F("duration"), output_field=models.DateTimeField()
)


def is_producer(user):
    """Whether `user` may look behind the public pages; None is a reader."""
    return user is not None and user.is_staff and user.has_perm("episodes.view_episode")


class EpisodeQuerySet(PageQuerySet):
    def published(self):
        """Public by now: published, and its moment has come."""
        return self.filter(
            status=self.model.Status.PUBLISHED, publish_at__lte=timezone.now()
        )

    def visible_to(self, user):
        """What `user` may open: producers see drafts and scheduled episodes too."""
        return self.all() if is_producer(user) else self.published()

    def for_page(self):
        """With what decides whether a cached page still holds, in one query."""
        return self.select_related("programme", "page_version", *page_cache.relations())

    def for_list(self):
        return self.select_related("programme").defer("body")

    def by_air_date(self):
        """Latest broadcast first; the undated lead, as they are still to come."""
        return self.order_by(F("airs_at").desc(nulls_first=True), "-pk")

    def soonest_first(self):
        return self.order_by(F("airs_at").asc(nulls_last=True), "pk")

    def upcoming(self):
        return self.filter(Q(airs_at=None) | Q(airs_at__gt=timezone.now()))

    def not_over(self):
        """Live or still to come."""
        ends = self.alias(ends=ENDS_AT)
        return ends.filter(Q(airs_at=None) | Q(ends__gt=timezone.now()))

    def over(self, by=None):
        """Ended by that moment, or by now."""
        return self.alias(ends=ENDS_AT).filter(ends__lte=by or timezone.now())

    def undated(self):
        """Without a date that still holds."""
        return self.filter(Q(airs_at=None) | Q(notice_kind=self.model.Notice.POSTPONED))
