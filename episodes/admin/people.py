from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ..models import Guest, Panelist, Programme
from .base import RoomAdmin
from .forms import PicturedForm, SluggedForm
from .pictures import preview


class GuestForm(SluggedForm, PicturedForm):
    pass


@admin.register(Guest)
class GuestAdmin(RoomAdmin):
    form = GuestForm
    fieldsets = [
        (None, {"fields": ["name", "slug"]}),
        (
            _("Portrait"),
            {
                "description": _("May stay empty: the page then shows initials."),
                "fields": ["portrait", "picture", "picture_alt", "picture_credit"],
            },
        ),
    ]
    list_display = ["name", "portrait", "episodes"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["portrait"]
    search_fields = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(seat_count=Count("seats"))

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def view_on_site(self, obj):
        seats = Panelist.objects.appearances_of(obj)
        return obj.get_absolute_url() if obj.slug and seats.exists() else None

    @admin.display(description=_("portrait"))
    def portrait(self, guest):
        return preview(guest)

    @admin.display(description=_("episodes"), ordering="seat_count")
    def episodes(self, guest):
        return guest.seat_count


@admin.register(Programme)
class ProgrammeAdmin(RoomAdmin):
    form = SluggedForm
    fields = ["name", "slug", "tagline", "language"]
    list_display = ["name", "tagline", "language"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields
