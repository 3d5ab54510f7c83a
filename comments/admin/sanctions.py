"""Suspensions, bans and held addresses: each begins at a viewer or at a comment."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from episodes.admin.base import RoomAdmin, is_pk
from episodes.admin.forms import MomentsForm

from ..models import AddressBan, Comment, Sanction, Viewer
from ..models.address_ban import LONGEST
from ..models.attempt import KEY_LIFETIME
from ..models.emails import normalised
from .filters import InForceFilter
from .logged import LoggedByNumber

USUALLY = timedelta(days=7)


class ProvedAddress(forms.ModelChoiceField):
    """A viewer by the address they have proved, as it is typed."""

    widget = forms.EmailInput(attrs={"class": "vTextField"})

    def to_python(self, value):
        return super().to_python(normalised(value) if value else value)


class SanctionForm(MomentsForm):
    viewer = ProvedAddress(
        Viewer.objects.all(),
        to_field_name="email",
        label=gettext_lazy("Viewer"),
        help_text=gettext_lazy("The e-mail address that the viewer has proved."),
        error_messages={
            "invalid_choice": gettext_lazy(
                "Nobody has proved this address: trust and sanctions belong to proved "
                "addresses alone."
            )
        },
    )


class Sanctions(LoggedByNumber, RoomAdmin):
    """Imposed once and never changed: they can only be lifted before their end."""

    actions = None
    list_per_page = 50
    list_filter = [InForceFilter]
    change_form_template = "admin/comments/sanction_form.html"

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        return [*self.imposed, *(self.noted if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = MomentsForm if change else self.form
        return super().get_form(request, obj, change, **{"form": form} | kwargs)


@admin.register(Sanction)
class SanctionAdmin(Sanctions):
    form = SanctionForm
    imposed = ["viewer", "kind", "reason", "until"]
    noted = ["made_at", "made_by", "lifted_at", "lifted_by"]
    list_display = ["viewer", "kind", "until", "lifted_at", "made_by"]
    list_select_related = ["viewer", "made_by"]
    search_fields = ["viewer__email", "reason"]

    def get_changeform_initial_data(self, request):
        """From `?viewer=<its key>&kind=…`: addresses don't belong in a log."""
        key, kind = request.GET.get("viewer", ""), request.GET.get("kind")
        viewer = Viewer.objects.filter(pk=key).first() if is_pk(key) else None
        until = timezone.now() + USUALLY
        return {"viewer": viewer, "kind": kind, "until": until}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.impose(request.user)
        elif "_lift" in request.POST:
            obj.lift(request.user)


@admin.register(AddressBan)
class AddressBanAdmin(Sanctions):
    form = MomentsForm
    imposed = ["reason", "until"]
    noted = ["made_at", "made_by", "lifted_at"]
    list_display = ["__str__", "until", "lifted_at", "made_by"]
    list_select_related = ["made_by"]
    search_fields = ["reason"]

    def has_add_permission(self, request):
        """Only from a comment's page: nobody types an address in."""
        return "comment" in request.GET and super().has_add_permission(request)

    def add_view(self, request, form_url="", extra_context=None):
        if self.has_add_permission(request) and not _client_in_question(request):
            words = _("Where this comment came from is no longer known.")
            self.message_user(request, words, messages.WARNING)
            return redirect(f"{self.admin_site.name}:comments_comment_changelist")
        return super().add_view(request, form_url, extra_context)

    def get_changeform_initial_data(self, request):
        return {"until": timezone.now() + LONGEST}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.client = _client_in_question(request)
            obj.impose(request.user)
        elif "_lift" in request.POST:
            obj.lift()


def _client_in_question(request):
    """The address that the comment in the query came from, while it can be told."""
    key = request.GET.get("comment", "")
    if not is_pk(key):
        return ""
    recent = Comment.objects.filter(created_at__gt=timezone.now() - KEY_LIFETIME)
    return recent.filter(pk=key).values_list("client", flat=True).first() or ""
