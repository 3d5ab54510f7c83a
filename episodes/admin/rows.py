"""The rows of an episode: its panel, and what to read."""

from adminsortable2.admin import CustomInlineFormSet, SortableStackedInline
from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Panelist, RelatedLink
from .base import FORM_FIELDS, is_pk


class RowForm(forms.ModelForm):
    """A missing place in the order is no change."""

    def clean_order(self):
        order = self.cleaned_data.get("order")
        return self.instance.order if order is None else order


class GuestSelect(AutocompleteSelect):
    def optgroups(self, name, value, attrs=None):
        # Looks up what was sent, even where that can be no guest.
        return super().optgroups(name, [pk for pk in value if is_pk(pk)], attrs)


class PanelFormSet(CustomInlineFormSet):
    def clean(self):
        super().clean()
        seated = set()
        for form in self.forms:
            guest = form.cleaned_data.get("guest")
            if not guest or form.cleaned_data.get("DELETE"):
                continue
            if guest in seated:
                words = _("%(guest)s has two seats. Please remove one of them.")
                raise ValidationError(words, "twice", {"guest": guest})
            seated.add(guest)


class PanelInline(SortableStackedInline):
    model = Panelist
    form = RowForm
    formset = PanelFormSet
    fields = ["guest", "handle", "role", "confirmed"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("guest")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "guest":
            kwargs["widget"] = GuestSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class LinkInline(SortableStackedInline):
    model = RelatedLink
    form = RowForm
    fields = ["title", "source", "url"]
    formfield_overrides = FORM_FIELDS
    extra = 0
