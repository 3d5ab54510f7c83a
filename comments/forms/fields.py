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


class Shared(dict):
    """The fields of a form that changes none of them.

    All forms of its class have the same ones: to copy them takes as long as to clean
    what was sent.
    """

    def __deepcopy__(self, memo):
        return self


class Legible:
    """A mixin for forms that refuses characters no reader can see, and shows the rest again.

    Of a field sent twice it takes the last; of fields that it doesn't know, none.
    """

    # What the page itself fills in, to be read from `data`; people see no such field.
    filled_by_page = ()

    def __init__(self, data=None, files=None, **kwargs):
        self._illegible = []
        if data is not None:
            known = (*self.base_fields, *self.filled_by_page)
            data = {name: data[name] for name in known if name in data}
            self._illegible = [name for name in data if CONTROL.search(data[name])]
            data = {name: CONTROL.sub("", value) for name, value in data.items()}
        super().__init__(data, files, **kwargs)

    def clean(self):
        for name in self._illegible:
            self.add_error(
                name if name in self.fields else None,
                ValidationError(
                    _(
                        "There was a character in it that can't be shown. It has "
                        "been taken out: please check the text and send it again."
                    ),
                    code="illegible",
                ),
            )
        return super().clean()
