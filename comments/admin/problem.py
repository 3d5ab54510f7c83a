from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy

from episodes.admin.base import RoomAdmin

from ..models import ProblemReport
from .filters import OpenFilter
from .logged import LoggedByNumber
from .read_only import NeverMade


@admin.register(ProblemReport)
class ProblemReportAdmin(LoggedByNumber, NeverMade, RoomAdmin):
    """Kept as a record. Whoever sent one may ask for its deletion, which is a right that
    superusers alone have.
    """

    reported = ["kind", "about", "details", "email", "created_at"]
    handled = ["handled_at", "handled_by"]
    fieldsets = [
        (gettext_lazy("What was reported"), {"fields": reported}),
        (gettext_lazy("What was done"), {"fields": ["note", *handled]}),
    ]
    readonly_fields = [*reported, *handled]
    list_display = ["kind", "about", "created_at", "handled_at", "handled_by"]
    list_filter = [OpenFilter, "kind"]
    list_select_related = ["handled_by"]
    search_fields = ["about", "details", "email", "note"]
    actions = None

    def get_ordering(self, request):
        """Open first and oldest first; then the latest handled first."""
        return [F("handled_at").desc(nulls_first=True), "created_at", "pk"]

    def save_model(self, request, obj, form, change):
        obj.save(update_fields=["note"])
        if "_handle" in request.POST and obj.handled_at is None:
            obj.handle(request.user)
