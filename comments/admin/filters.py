from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import is_pk
from episodes.models import Episode

from ..models import Comment

# Episodes offered as filters; an older one's comments are linked from its page.
LATEST = 20


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [("text", _("Text")), ("video", _("Video"))]

    def queryset(self, request, queryset):
        if self.value() in {"text", "video"}:
            return queryset.filter(video__isnull=self.value() == "text")
        return queryset


class EpisodeFilter(admin.SimpleListFilter):
    title = _("episode")
    parameter_name = "episode"

    def lookups(self, request, model_admin):
        commented = Exists(Comment.objects.filter(episode=OuterRef("pk")))
        latest = Episode.objects.filter(commented).by_air_date()
        return list(latest.values_list("pk", "headline")[:LATEST])

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        chosen = self.value() if is_pk(self.value()) else 0
        return queryset.filter(episode=chosen)


class OpenFilter(admin.SimpleListFilter):
    """Problem reports that nobody has handled yet."""

    title = _("handled")
    parameter_name = "handled"

    def lookups(self, request, model_admin):
        return [("no", _("Open")), ("yes", _("Handled"))]

    def queryset(self, request, queryset):
        if self.value() in {"no", "yes"}:
            return queryset.filter(handled_at__isnull=self.value() == "no")
        return queryset
