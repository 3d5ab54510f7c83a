from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from episodes.admin.base import RoomAdmin

from ..models import Comment, Viewer
from .read_only import ReadOnly


@admin.register(Viewer)
class ViewerAdmin(ReadOnly, RoomAdmin):
    """Who has proved an address: what was decided about them, and what can be."""

    fields = readonly_fields = ["email", "proved_at", "record", "history"]
    list_display = ["email", "proved_at"]
    search_fields = ["email"]
    search_help_text = gettext_lazy("E-mail addresses that were proved by a link.")
    list_per_page = 30
    show_full_result_count = False
    actions = None

    def get_ordering(self, request):
        return ["-proved_at", "-pk"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        may = {"may_sanction": request.user.has_perm("comments.add_sanction")}
        return super().changeform_view(
            request, object_id, form_url, may | (extra_context or {})
        )

    @admin.display(description=gettext_lazy("comments"))
    def record(self, viewer):
        names = dict(Comment.Status.choices)
        states = [(names[status], count) for status, count in viewer.states()]
        context = {"states": states, **viewer.standing()}
        return render_to_string("admin/comments/viewer/_record.html", context)

    @admin.display(description=gettext_lazy("history"))
    def history(self, viewer):
        context = {"history": viewer.history.select_related("made_by", "lifted_by")}
        return render_to_string("admin/comments/viewer/_history.html", context)
