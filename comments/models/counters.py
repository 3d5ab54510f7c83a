from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce


class Counters:
    """The counts on a Comment's row, moved by F() alone: what they must be."""

    COUNTERS = ("like_count", "report_count", "reply_count")

    @classmethod
    def drifted(cls, counter):
        """The rows on which it is wrong, found in one pass."""
        counted = cls._counted(counter, OuterRef("pk")).order_by()
        total = counted.values("of").annotate(total=Count("pk")).values("total")
        true = Coalesce(Subquery(total), 0)
        return cls.objects.alias(true=true).exclude(**{counter: F("true")})

    @transaction.atomic
    def recount(self, counter):
        """Set it right; return by how much it was wrong."""
        # Whoever moves it holds this lock: it moves before this, or after.
        locked = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        true = self._counted(counter, self.pk).count()
        difference = true - getattr(locked, counter)
        if difference:
            type(self).objects.filter(pk=self.pk).update(**{counter: true})
            self.episode.touch()
        return difference

    @classmethod
    def _counted(cls, counter, pk):
        """The rows that it counts, each with the comment that it is `of`."""
        if counter == "reply_count":
            replies = cls.objects.filter(root=pk, published_at__isnull=False)
            return replies.annotate(of=F("root"))
        related = {"like_count": "likes", "report_count": "reports"}[counter]
        rows = cls._meta.get_field(related).related_model.objects
        rows = rows.open() if counter == "report_count" else rows
        return rows.filter(comment=pk).annotate(of=F("comment"))
