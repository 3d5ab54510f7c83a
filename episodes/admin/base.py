from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.utils.text import capfirst

CHOICES = {"", "exact", "id__exact", "isnull"}
DATES = {"year", "month", "day", "gte", "lt"}
# Each word is looked for in every field: PostgreSQL plans five hundred for minutes.
MOST_WORDS_SEARCHED = 10
FORM_FIELDS = {
    models.URLField: {"assume_scheme": "https"},
    # The model looks into the file itself, and says in words what is wrong.
    models.ImageField: {
        "form_class": forms.FileField,
        "widget": AdminFileWidget(attrs={"accept": "image/*"}),
    },
}


def is_pk(value):
    return str(value).isdecimal() and len(str(value)) < 19


class RoomAdmin(admin.ModelAdmin):
    """What every list and form of the editing room has in common."""

    formfield_overrides = FORM_FIELDS
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        words = dict.fromkeys(search_term.split())
        few = " ".join([*words][:MOST_WORDS_SEARCHED])
        return super().get_search_results(request, queryset, few)

    def lookup_allowed(self, lookup, value, request):
        """What the filters beside the list send: no regular expression, for one."""
        field, _separator, how = lookup.partition("__")
        sent = CHOICES | DATES if field == self.date_hierarchy else CHOICES
        return how in sent and super().lookup_allowed(lookup, value, request)
