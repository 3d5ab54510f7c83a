"""Form fields for what viewers write: plain words, fit to be stored and shown."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from episodes.rich_text import CONTROL

from ..measuring import is_blank
from ..models.emails import normalised


class PlainText(forms.CharField):
    """What looks empty is empty, whatever invisible characters it holds."""

    def validate(self, value):
        super().validate("" if is_blank(value) else value)


class Line(PlainText):
    """One line, whatever was pasted into it."""

    widget = forms.TextInput(attrs={"dir": "auto"})

    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class Prose(PlainText):
    """Several lines, each ended by one character."""

    widget = forms.Textarea(attrs={"dir": "auto"})

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class Email(forms.EmailField):
    """An address in the spelling that all of them are stored in."""

    def to_python(self, value):
        return normalised(super().to_python(value))


class Legible:
    """A mixin for forms that refuses characters no reader can see, and shows the rest again.

    Of a field sent twice it takes the last; of fields that it doesn't know, none.
    """

    def __init__(self, data=None, files=None, **kwargs):
        self._illegible = []
        if data is not None:
            data = {name: data[name] for name in self.base_fields if name in data}
            self._illegible = [name for name in data if CONTROL.search(data[name])]
            data = {name: CONTROL.sub("", value) for name, value in data.items()}
        super().__init__(data, files, **kwargs)

    def clean(self):
        for name in self._illegible:
            self.add_error(
                name,
                ValidationError(
                    _(
                        "There was a character in it that can't be shown. It is taken "
                        "out: please look at it again and send it once more."
                    ),
                    code="illegible",
                ),
            )
        return super().clean()
