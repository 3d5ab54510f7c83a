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


class RowsInline(SortableStackedInline):
    form = RowForm
    extra = 0
    max_num = 100

    def get_formset(self, request, obj=None, **kwargs):
        # Each form is built and shown again, however many are claimed to be there.
        kwargs |= {"absolute_max": 2 * self.max_num, "validate_max": True}
        return super().get_formset(request, obj, **kwargs)


class PanelInline(RowsInline):
    model = Panelist
    formset = PanelFormSet
    fields = ["guest", "handle", "role", "confirmed"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("guest")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "guest":
            kwargs["widget"] = GuestSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class LinkInline(RowsInline):
    model = RelatedLink
    fields = ["title", "source", "url"]
    formfield_overrides = FORM_FIELDS
