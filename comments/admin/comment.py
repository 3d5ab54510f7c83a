"""The moderation queue: the change list is where producers read and decide."""

from django.contrib import admin
from django.db import transaction
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.forms import Script
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from episodes.admin.base import RoomAdmin

from ..models import Comment, Report
from ..why import REASONS_TO_GIVE, why
from .decisions import DECISIONS, REFUSED, Decisions
from .details import ActionInline, ReleaseInline, ReportInline, RevisionInline
from .filters import EpisodeFilter, KindFilter, QueueFilter
from .logged import LoggedByNumber
from .read_only import NeverMadeNorDeleted

# So many of the last decisions stand beneath what is to be decided: to undo one.
LAST_DECISIONS = 10
OPEN_REPORTS = Report.objects.open().filter(comment=OuterRef("pk"))
URGENCY = Case(
    When(report_count__gt=0, then=Subquery(OPEN_REPORTS.urgency()[:1])),
    default=Value(len(Report.Kind)),
)


@admin.register(Comment)
class CommentAdmin(LoggedByNumber, NeverMadeNorDeleted, Decisions, RoomAdmin):
    inlines = [ReportInline, RevisionInline, ReleaseInline, ActionInline]
    sent = [
        "about",
        "answers_to",
        "name",
        "place",
        "email",
        "body",
        "clip",
        "created_at",
    ]
    decided = ["status", "waits_for", "decided_by", "decided_at"]
    fieldsets = [
        (gettext_lazy("What was sent"), {"fields": sent}),
        (gettext_lazy("Decision"), {"fields": decided}),
        (gettext_lazy("The programme's translation"), {"fields": ["translation"]}),
    ]
    list_display = ["name", "status", "episode", "created_at"]
    list_filter = [QueueFilter, KindFilter, EpisodeFilter]
    list_per_page = 50
    search_fields = [
        *["name", "place", "body", "email", "episode__headline"],
        "video__captions__words",
    ]
    show_full_result_count = False
    actions = None
    view_on_site = False

    class Media:
        css = {"all": ["css/clip.css", "css/admin-queue.css"]}
        js = [Script("js/admin-queue.js", type="module")]

    def get_queryset(self, request):
        return super().get_queryset(request).for_producers()

    def get_ordering(self, request):
        """What is to be decided by urgency, the oldest first; else the latest first."""
        match QueueFilter.chosen_in(request):
            case None | "reported":
                return [URGENCY.asc(), "created_at", "pk"]
            case "held" | "edited":
                return ["created_at", "pk"]
            case "all":
                return ["-pk"]
        return ["-created_at", "-pk"]

    def get_readonly_fields(self, request, obj=None):
        is_gone = obj and obj.status == Comment.Status.WITHDRAWN
        return [*self.sent, *self.decided, *(["translation"] if is_gone else [])]

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": self._title(),
            "may_decide": self.has_change_permission(request),
            "reasons": REASONS_TO_GIVE,
        }
        response = super().changelist_view(request, context | (extra_context or {}))
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist and QueueFilter.chosen_in(request) is None:
            response.context_data["decided"] = self._last_decided(request, changelist)
        return response

    def save_model(self, request, obj, form, change):
        """Only remember it: what is decided along with it comes first."""
        if "translation" in form.changed_data:
            obj.new_translation = form.cleaned_data["translation"]

    def response_change(self, request, obj):
        response = self._change(request, obj)
        if response.status_code == REFUSED:
            # The admin's own log has noted a change already.
            transaction.set_rollback(True)
        return response

    def _change(self, request, obj):
        """Do what the form's button says, or save the translation alone."""
        translation = getattr(obj, "new_translation", None)
        for verb in DECISIONS:
            if f"_{verb}" in request.POST:
                return self._answer(request, obj, verb, translation)
        if translation is not None:
            return self._translate(request, obj, translation)
        return super().response_change(request, obj)

    def render_change_form(self, request, context, *args, **kwargs):
        context["reasons"] = REASONS_TO_GIVE
        return super().render_change_form(request, context, *args, **kwargs)

    def _title(self):
        waiting = Comment.objects.to_decide().count()
        if not waiting:
            return _("Nothing is waiting")
        words = ngettext("%d comment is waiting", "%d comments are waiting", waiting)
        return words % waiting

    def _last_decided(self, request, changelist):
        others = changelist.get_queryset(
            request, exclude_parameters=[QueueFilter.parameter_name]
        )
        return others.decided().order_by("-decided_at", "-pk")[:LAST_DECISIONS]

    @admin.display(description=gettext_lazy("episode"))
    def about(self, comment):
        episode = comment.episode
        return format_html('<a href="{}">{}</a>', episode.get_absolute_url(), episode)

    @admin.display(description=gettext_lazy("answers"))
    def answers_to(self, comment):
        return comment.parent or "–"

    @admin.display(description=gettext_lazy("clip"))
    def clip(self, comment):
        return render_to_string("admin/comments/_clip.html", {"comment": comment})

    @admin.display(description=gettext_lazy("held for"))
    def waits_for(self, comment):
        edit = comment.waiting_words
        return why(edit.held_for if edit else comment.held_for) or "–"
