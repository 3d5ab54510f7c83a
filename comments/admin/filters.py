from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from episodes.admin.base import is_pk
from episodes.models import Episode

from ..models import Comment

# Episodes offered as filters; an older one's comments are linked from its page.
LATEST = 20


class QueueFilter(admin.SimpleListFilter):
    """What there is to decide, unless something else is asked for."""

    title = _("state")
    parameter_name = "show"

    def lookups(self, request, model_admin):
        statuses = [choice for choice in Comment.Status.choices if choice[0] != "held"]
        return [
            ("reported", _("Reported")),
            ("held", _("Held")),
            ("edited", _("Waiting edits")),
            *statuses,
            ("all", _("All")),
        ]

    @classmethod
    def chosen_in(cls, request):
        """What is asked for, or None; whoever searches, searches everywhere."""
        default = "all" if request.GET.get(SEARCH_VAR) else None
        return request.GET.get(cls.parameter_name) or default

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("To decide")}, *others]

    def queryset(self, request, queryset):
        match self.chosen_in(request):
            case None:
                return queryset.to_decide()
            case "reported":
                return queryset.filter(report_count__gt=0)
            case "edited":
                return queryset.filter(waiting__isnull=False)
            case value if value in Comment.Status.values:
                return queryset.filter(status=value)
        return queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [("text", _("Text")), ("video", _("Video"))]

    def queryset(self, request, queryset):
        if self.value() in {"text", "video"}:
            return queryset.filter(has_video=self.value() == "video")
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


class InForceFilter(admin.SimpleListFilter):
    """Sanctions that have neither ended nor been lifted."""

    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request, model_admin):
        return [("yes", _("In force")), ("no", _("Ended or lifted"))]

    def queryset(self, request, queryset):
        in_force = queryset.model.objects.in_force().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=in_force)
        return queryset.exclude(pk__in=in_force) if self.value() == "no" else queryset
