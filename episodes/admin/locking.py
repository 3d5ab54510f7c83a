"""The editing lock: a save over somebody else's newer save is refused.

The form says which revision its reader has seen. Where the row has moved on since,
nothing is saved: the form comes back with all that was typed, beside the version that
is stored, and has now seen that one, so that saving again is a decision.
"""

import re
import sys
from collections import defaultdict
from dataclasses import dataclass

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, models
from django.forms.models import InlineForeignKeyField, model_to_dict
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorFormField

from ..rich_text import sanitise

NOTHING = "–"


class LockedForm(forms.ModelForm):
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen_revision"] = self.instance.revision

    def clean(self):
        cleaned = super().clean()
        revision = self.instance.revision
        if self.instance.pk and cleaned.get("seen_revision") != revision:
            self.data = self.data.copy()
            self.data["seen_revision"] = str(revision)
            words = _("It was saved by somebody else while you were editing it.")
            raise ValidationError(words, code="edited_meanwhile")
        return cleaned

    @property
    def is_stale(self):
        return self.is_bound and self.has_error(NON_FIELD_ERRORS, "edited_meanwhile")


class LockedAdmin:
    """For a ModelAdmin whose model counts its saves in `revision`."""

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found and request.method == "POST" and connection.in_atomic_block:
            # Who saves at the same moment waits here, then reads the newer revision.
            rows = self.model.objects.select_for_update()
            found.refresh_from_db(from_queryset=rows)
        return found

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        seen = request.POST.get("seen_revision")
        if request.method == "POST" and obj.pk and seen != str(obj.revision):
            present = inline.model.objects.filter(episode=obj)
            kwargs["data"] = typed_over(present, kwargs["data"], prefix)
        return kwargs

    def save_model(self, request, obj, form, change):
        if change:
            obj.revision += 1
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        is_stale = getattr(form, "is_stale", False)
        if is_stale:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["conflict"] = Conflict(form, formsets, request.FILES)
            if len(context["errors"]) == 1:
                context["errors"] = []  # the conflict itself, told in its own words
        response = super().render_change_form(request, context, *args, **kwargs)
        if is_stale:
            response.status_code = 409
        return response


def typed_over(present, data, prefix):
    """Return the formset's `data` as if it had been typed over the `present` rows.

    Rows that somebody removed meanwhile become new ones; rows that somebody added
    join in, ticked for removal, since the one who typed has not seen them.
    """
    typed = _rows_of(data, prefix)
    by_pk = {row["id"][0]: row for row in typed if row.get("id", [""])[0]}
    kept = [by_pk.pop(str(row.pk), None) or _as_posted(row) for row in present]
    kept_ids = {id(row) for row in kept}
    added = [
        row | {"id": [""]}
        for row in typed
        if id(row) not in kept_ids and not row.get("DELETE")
    ]
    rebased = data.copy()
    for key in list(rebased):
        if re.fullmatch(rf"{prefix}-\d+-.+", key, re.S):
            del rebased[key]
    for index, row in enumerate(kept + added):
        for name, values in row.items():
            rebased.setlist(f"{prefix}-{index}-{name}", values)
    rebased[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    rebased[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(added))
    return rebased


def _rows_of(data, prefix):
    """The formset's rows as [{field name: [values]}], in the order of their numbers."""
    rows = defaultdict(dict)
    for key, values in data.lists():
        if match := re.fullmatch(rf"{prefix}-(\d{{1,9}})-(.+)", key, re.S):
            rows[int(match[1])][match[2]] = values
    return [rows[number] for number in sorted(rows)]


def _as_posted(row):
    values = model_to_dict(row) | {"id": row.pk, "DELETE": True}
    return {
        name: ["on" if value is True else str(value)]
        for name, value in values.items()
        if value not in (None, False)
    }


@dataclass
class Difference:
    """Both versions of one field; of a panel or list of links, as lists of lines."""

    label: str
    mine: object
    theirs: object
    in_lines: bool = False


class Conflict:
    """What the form holds beside what is stored, where the two differ."""

    def __init__(self, form, formsets, files):
        self.theirs = type(form.instance)._default_manager.get(pk=form.instance.pk)
        self.saved = _last_entry_of(self.theirs)
        self.lost_files = bool(files)
        self.differences = [*self._fields(form), *self._rows(formsets)]

    def _fields(self, form):
        for name in form.changed_data:
            field = form.fields[name]
            if field.widget.is_hidden:
                continue
            mine = _shown(form, name, _value(form, name))
            theirs = _shown(form, name, getattr(self.theirs, name))
            if mine.split() != theirs.split():
                yield Difference(field.label, mine, theirs)

    def _rows(self, formsets):
        for formset in formsets:
            typed = [form for form in formset.forms if not _is_removed(form)]
            mine = [_line(form) for form in sorted(typed, key=_place)]
            stored = [formset.form(instance=row) for row in formset.queryset.all()]
            theirs = [_line(form) for form in stored]
            if mine != theirs:
                label = formset.model._meta.verbose_name_plural
                yield Difference(label, mine, theirs, in_lines=True)


def _last_entry_of(row):
    entries = LogEntry.objects.filter(
        content_type__app_label=row._meta.app_label,
        content_type__model=row._meta.model_name,
        object_id=str(row.pk),
    )
    return entries.select_related("user").order_by("-action_time").first()


def _is_removed(form):
    return bool(form.data.get(form.add_prefix("DELETE")))


def _place(form):
    """Where the row was put; the new ones, not yet placed, come last."""
    order = form.data.get(form.add_prefix("order"), "")
    return int(order) if order.isdecimal() and int(order) else sys.maxsize


def _line(form):
    """A row of the panel or of the links in one line of words."""
    values = {name: _value(form, name) for name in form.fields}
    words = [
        str(form.fields[name].label if value is True else _shown(form, name, value))
        for name, value in values.items()
        if value not in (None, "", False)
        and not isinstance(form.fields[name], InlineForeignKeyField)
        and not form.fields[name].widget.is_hidden
    ]
    return " · ".join(words)


def _value(form, name):
    """What was typed, understood where it can be; of an unbound form, what is stored."""
    if not form.is_bound:
        return getattr(form.instance, name, None)
    return form.cleaned_data.get(name, form[name].value())


def _shown(form, name, value):
    if isinstance(form.fields[name], ProseEditorFormField):
        return sanitise(value or "")
    field = form._meta.model._meta.get_field(name)
    if isinstance(field, models.FileField):
        return getattr(value, "name", "") or NOTHING
    if isinstance(field, models.URLField):
        return str(value or NOTHING)
    return str(display_for_field(value, field, NOTHING))
