"""Captions as rows of a form: a producer's, with their times, or an author's words."""

import re

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..cues import (
    MOST_CHARACTERS,
    MOST_CUES,
    Cue,
    Unreadable,
    Wrong,
    clock,
    legible,
    milliseconds,
    parse,
    wrongs_in,
)

# Longer than any clip's captions.
MOST_BYTES = 200_000
EMPTY_ROWS = 3
# What is too much to be saved is shown again, up to here.
MOST_ROWS = 300
COUNT, FIELD = re.compile(r"[0-9]{1,9}"), re.compile(r"cue-([0-9]{1,9})-(\w+)")
SENTENCES = {
    Wrong.EMPTY: _("Nothing is said here: write the words, or remove the line."),
    Wrong.LONG: _("That is too much to be read at once: split it."),
    Wrong.BACKWARDS: _("It ends before it begins."),
    Wrong.LATE: _("The clip is over by then."),
    Wrong.OVERLAPPING: _("It begins before the line above has ended."),
}
FIELDS = {Wrong.EMPTY: "text", Wrong.LONG: "text", Wrong.LATE: "end"}
LANGUAGES = sorted(
    (code, about["name_local"])
    for code, about in LANG_INFO.items()
    if "name_local" in about
)
TOO_MANY = {
    "too_many_forms": ngettext_lazy(
        "That is more than %(num)d line: join some of them.",
        "That is more than %(num)d lines: join some of them.",
        "num",
    )
}


class Moment(forms.CharField):
    """A moment of the clip, in milliseconds; shown as 0:12.400."""

    widget = forms.TextInput(
        attrs={"class": "cue__time", "dir": "ltr", "autocomplete": "off"}
    )

    def to_python(self, value):
        text = super().to_python(value)
        try:
            return milliseconds(text) if text else None
        except Unreadable:
            words = _("Write minutes and seconds, as in 0:12.4")
            raise ValidationError(words, code="moment") from None

    def prepare_value(self, value):
        return clock(value) if isinstance(value, int) else value


class Spoken(forms.CharField):
    """The words of a cue, in lines without an empty one."""

    widget = forms.Textarea(attrs={"class": "cue__text", "dir": "auto", "rows": 2})

    def to_python(self, value):
        return legible(super().to_python(value))


class CueForm(forms.Form):
    start = Moment(label=_("Begins"))
    end = Moment(label=_("Ends"))
    text = Spoken(label=_("Words"), max_length=5 * MOST_CHARACTERS)

    @property
    def cue(self):
        return Cue(*(self.cleaned_data[name] for name in ("start", "end", "text")))


class CueRows(forms.BaseFormSet):
    """The lines as they were typed, in any order; once valid, `cues` in theirs."""

    def __init__(self, data=None, *, seconds=None, is_counted=True, **kwargs):
        super().__init__(data, prefix="cue", error_messages=TOO_MANY, **kwargs)
        self.seconds, self.is_counted, self.cues = seconds, is_counted, []

    def initial_form_count(self):
        """None that must come back: a script takes rows away."""
        return 0 if self.is_bound else super().initial_form_count()

    def clean(self):
        if not self.is_counted:
            words = _(
                "Not all lines may have arrived, so nothing was saved. Please look "
                "through those that stand here, and save again."
            )
            raise ValidationError(words, code="miscounted")
        written = [
            form
            for form in self.forms
            if form.has_changed() and form.is_valid() and not self._is_removed(form)
        ]
        written.sort(key=lambda form: form.cue)
        self.cues = [form.cue for form in written]
        for number, wrong in wrongs_in(self.cues, self.seconds):
            field = FIELDS.get(wrong, "start")
            written[number].add_error(field, SENTENCES[wrong])

    def _is_removed(self, form):
        return self._should_delete_form(form)


_CueRows = forms.formset_factory(
    CueForm,
    CueRows,
    extra=EMPTY_ROWS,
    can_delete=True,
    max_num=MOST_CUES,
    absolute_max=MOST_ROWS,
    validate_max=True,
)


def filled_rows(cues):
    """A form filled in with cues, and a few empty rows."""
    initial = [{"start": c.start, "end": c.end, "text": c.text} for c in cues]
    return _CueRows(initial=initial)


def sent_rows(data, seconds):
    """The form as it was sent, with each row that came, however it counts them.

    A script leaves gaps where it has taken rows away: they are numbered anew.
    """
    told, rows = data.get("cue-TOTAL_FORMS", ""), {}
    for name in data:
        if field := FIELD.fullmatch(name):
            rows.setdefault(int(field[1]), {})[field[2]] = data[name]
    is_counted = bool(COUNT.fullmatch(told)) and int(told) > max(rows, default=-1)
    sent = {"cue-TOTAL_FORMS": len(rows), "cue-INITIAL_FORMS": 0}
    for number, (_old, row) in enumerate(sorted(rows.items())):
        sent |= {f"cue-{number}-{name}": value for name, value in row.items()}
    return _CueRows(sent, seconds=seconds, is_counted=is_counted)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language spoken"), choices=LANGUAGES)


class FileForm(forms.Form):
    """A file that somebody else has made; once valid, `cues`."""

    file = forms.FileField(label=_("A file with captions (.vtt or .srt)"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("That is too large for a file of captions."))
        try:
            self.cues = parse(file.read().decode("utf-8"))
        except (Unreadable, UnicodeDecodeError):
            words = _(
                "No captions were found in it. Choose a .vtt or .srt file, UTF-8."
            )
            raise ValidationError(words, code="unreadable") from None
        if len(self.cues) > MOST_CUES:
            words = TOO_MANY["too_many_forms"] % {"num": MOST_CUES}
            raise ValidationError(words, code="many")
        return file
