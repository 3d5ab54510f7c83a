"""What stands beneath a comment in its details, all to be read and never changed."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from ..models import ModerationAction, Release, Report, Revision
from ..why import steps, why
from .read_only import ReadOnly


class Details(ReadOnly):
    extra = 0
    classes = ["details"]


class ReportInline(Details, admin.TabularInline):
    model = Report
    fields = readonly_fields = [
        "made_at",
        "kind",
        "details",
        "handled_at",
        "handled_by",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("handled_by")


class RevisionInline(Details, admin.TabularInline):
    model = Revision
    verbose_name_plural = gettext_lazy("revisions")
    fields = readonly_fields = ["number", "made_at", "name", "place", "body", "outcome"]

    @admin.display(description=gettext_lazy("what became of it"))
    def outcome(self, revision):
        context = {"revision": revision, "why": why(revision.held_for)}
        return render_to_string("admin/comments/comment/_outcome.html", context)


class ActionInline(Details, admin.TabularInline):
    model = ModerationAction
    fields = readonly_fields = ["at", "action", "revision", "by", "because"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")

    @admin.display(description=gettext_lazy("why"))
    def because(self, action):
        context = {"reason": why(action.reason), "steps": steps(action.trace)}
        return render_to_string("admin/comments/comment/_because.html", context)


class ReleaseInline(Details, admin.StackedInline):
    model = Release
    fields = readonly_fields = ["on_air", "adult", "given_at", "words"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("text")

    @admin.display(description=gettext_lazy("the text agreed to"))
    def words(self, release):
        return release.text.text
