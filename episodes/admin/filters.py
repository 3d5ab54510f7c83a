from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Episode


class StandingFilter(admin.SimpleListFilter):
    """Draft, scheduled or public, as the page decides it."""

    title = _("publishing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Draft")),
            ("scheduled", _("Scheduled")),
            ("public", _("Public")),
        ]

    def queryset(self, request, queryset):
        drafts = Q(status=Episode.Status.DRAFT)
        match self.value():
            case "draft":
                return queryset.filter(drafts)
            case "scheduled":
                return queryset.exclude(drafts).filter(publish_at__gt=timezone.now())
            case "public":
                return queryset.published()
        return queryset


class PhaseFilter(admin.SimpleListFilter):
    title = _("broadcast")
    parameter_name = "phase"

    def lookups(self, request, model_admin):
        return Episode.Phase.choices

    def queryset(self, request, queryset):
        begun = Q(airs_at__lte=timezone.now())
        postponed = Q(notice_kind=Episode.Notice.POSTPONED)
        match self.value():
            case Episode.Phase.UPCOMING:
                return queryset.exclude(postponed).upcoming()
            case Episode.Phase.LIVE:
                return queryset.exclude(postponed).filter(begun).not_over()
            case Episode.Phase.AIRED:
                return queryset.exclude(postponed).over()
            case Episode.Phase.POSTPONED:
                return queryset.filter(postponed)
        return queryset
