from datetime import timedelta
from functools import partial

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import F
from django.forms import Script
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Episode
from ..paste import paste_view
from .base import RoomAdmin
from .filters import PhaseFilter, StandingFilter
from .forms import MomentsForm, PicturedForm, SluggedForm
from .locking import LockedAdmin, LockedForm
from .pictures import preview
from .prose import ProseAdmin, prose_field
from .rows import LinkInline, PanelInline

LONGEST = timedelta(hours=24)


class EpisodeForm(LockedForm, MomentsForm, PicturedForm, SluggedForm):
    body = prose_field(label=gettext_lazy("Body"), required=False)

    class Meta:
        help_texts = {"duration": gettext_lazy("Hours:minutes:seconds.")}
        widgets = {
            name: AdminTextareaWidget(attrs={"rows": 3})
            for name in ("standfirst", "notice_text")
        }

    def clean_duration(self):
        duration = self.cleaned_data["duration"]
        if not timedelta(0) < duration <= LONGEST:
            raise ValidationError(_("A broadcast lasts up to 24 hours."))
        return duration

    def clean(self):
        cleaned = super().clean()
        kind, text = cleaned.get("notice_kind"), cleaned.get("notice_text")
        if kind and not text:
            self.add_error("notice_text", _("Say what the notice is about."))
        if text and not kind:
            self.add_error("notice_kind", _("Choose what kind of notice it is."))
        return cleaned


@admin.register(Episode)
class EpisodeAdmin(LockedAdmin, ProseAdmin, SortableAdminBase, RoomAdmin):
    form = EpisodeForm
    inlines = [PanelInline, LinkInline]
    fieldsets = [
        (
            None,
            {"fields": ["programme", "headline", "slug", "standfirst", "prompt"]},
        ),
        (
            gettext_lazy("On air"),
            {"fields": ["airs_at", "duration", "watch_live_url", "video_url"]},
        ),
        (gettext_lazy("Text"), {"fields": ["body"]}),
        (
            gettext_lazy("Picture"),
            {
                "description": gettext_lazy(
                    "The page may go without one. A picture needs the words for those "
                    "who can't see it, and its credit."
                ),
                "fields": ["shown", "picture", "picture_alt", "picture_credit"],
            },
        ),
        (
            gettext_lazy("Notice under the standfirst"),
            {
                "description": gettext_lazy(
                    "“Postponed” also takes the place of “Live now” and “Upcoming”."
                ),
                "fields": ["notice_kind", "notice_text", "notice_at"],
            },
        ),
        (
            gettext_lazy("Publishing"),
            {
                "description": gettext_lazy(
                    "A draft is seen by producers alone. Published without a date, the "
                    "page is public at once; with a date to come, from then on."
                ),
                "fields": ["standing", "status", "publish_at"],
            },
        ),
    ]
    list_display = ["headline", "on_air", "phase", "standing", "programme"]
    list_filter = [StandingFilter, PhaseFilter, "programme"]
    list_select_related = ["programme"]
    date_hierarchy = "airs_at"
    prepopulated_fields = {"slug": ["headline"]}
    readonly_fields = ["shown", "standing"]
    search_fields = ["headline", "standfirst", "panel__guest__name"]

    class Media:
        js = [
            Script("js/admin-ordering.js", type="module"),
            Script("js/admin-prose.js", type="module"),
        ]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(paste_view, model_admin=self))
        return [
            path("paste/", view, name="episodes_episode_paste"),
            *super().get_urls(),
        ]

    def get_ordering(self, request):
        return [F("airs_at").desc(nulls_first=True), "-pk"]

    def get_prepopulated_fields(self, request, obj=None):
        """A page that has its address keeps it, whatever becomes of the headline."""
        return {} if obj else self.prepopulated_fields

    def view_on_site(self, obj):
        # A form that comes back has left its marks on the row.
        return obj.get_absolute_url() if obj.slug else None

    @admin.display(description=gettext_lazy("picture"))
    def shown(self, episode):
        return preview(episode)

    @admin.display(description=gettext_lazy("on air"), ordering="airs_at")
    def on_air(self, episode):
        return _moment(episode.airs_at) if episode.airs_at else _("No date yet")

    @admin.display(description=gettext_lazy("broadcast"))
    def phase(self, episode):
        return _chip(episode.phase.value, episode.phase.label)

    @admin.display(description=gettext_lazy("now"))
    def standing(self, episode):
        """Draft, scheduled or public, in words."""
        if not episode.pk or episode.status == Episode.Status.DRAFT:
            return _chip("draft", _("Draft: seen by producers alone"))
        words = _("Public since %s") if episode.is_public else _("Scheduled for %s")
        name = "public" if episode.is_public else "scheduled"
        return _chip(name, words % _moment(episode.publish_at))


def _moment(moment):
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _chip(name, words):
    return format_html('<span class="state state--{}">{}</span>', name, words)
