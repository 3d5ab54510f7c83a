"""A comment's words on their way in: a new one's, or an edit's."""

from django import forms
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext_lazy

from .. import consent, refusals, spam
from ..circumstances import gather
from ..models.revising import WORDS
from ..nudges import signed_warnings, warnings_in
from ..screening import PHASES, screen
from .fields import Legible, Line, Prose


class ScreenedForm(Legible, forms.Form):
    """Whoever sends it is told what screening refuses or warns of.

    Once cleaned, `screening` is what was found, and `status` what to answer with.
    """

    # The visible fields, as they stand on the page.
    visible = ("body", "name", "place")
    # What this form was warned of.
    filled_by_page = ("warned",)

    name = Line(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Need not be your real name."),
        error_messages={"required": gettext_lazy("Please give a name, any name.")},
    )
    place = Line(label=gettext_lazy("Place"), max_length=80, required=False)
    body = Prose(
        label=gettext_lazy("Your comment"),
        help_text=lazy(consent.most_words, str)(),
        required=False,
    )

    def __init__(self, data=None, files=None, *, author, **kwargs):
        super().__init__(data, files, auto_id="comment-%s", **kwargs)
        self.author = author
        self.screening, self.refused_with = None, None
        # To look at words once more, nobody elsewhere is asked about them.
        self.phases = PHASES

    @cached_property
    def limits(self):
        return consent.limits()

    @property
    def status(self):
        return self.refused_with or (422 if self.errors else 200)

    @property
    def warned_of(self):
        """What it has been warned of by now, for a hidden field; "" if of nothing."""
        warned = self._warned()
        if self.screening and self.screening.warns:
            warned |= {self.screening.reason}
        return signed_warnings(warned, *self._identity()) if warned else ""

    @property
    def is_only_warned(self):
        """Whether nothing is wrong with it but what it is kindly warned of."""
        return bool(self.screening and self.screening.warns and len(self.errors) == 1)

    @property
    def marked_fields(self):
        """The visible fields with an error, in the page's order."""
        return [self[name] for name in self.visible if self.errors.get(name)]

    def clean(self):
        words = self._gather()
        self.screening = screen(words, self.phases)
        if self.screening.refused or self.screening.warns:
            self._refuse(refusals.of(self.screening, words))
        self._check_the_rest()
        super().clean()
        return self.cleaned_data

    def typed_words(self):
        """The words that it brings, whether or not they can be taken."""
        return {
            name: self.fields[name].to_python(self.data.get(name, "")) for name in WORDS
        }

    def _is_fit_to_send(self):
        """Whether it is valid, by every phase that the site has."""
        self.phases = spam.phases()
        return self.is_valid()

    def _gather(self, **form):
        given = {name: self.cleaned_data.get(name, "") for name in WORDS}
        return gather(self.episode, self.author, given, warned=self._warned(), **form)

    def _check_the_rest(self):
        """What a form has beside the words."""

    def _refuse(self, refusal):
        self.add_error(refusal.field, refusal.sentence)
        self.refused_with = refusal.status

    def _warned(self):
        return warnings_in(self.data.get("warned", ""), *self._identity())

    def _identity(self):
        """What names this form among all, see `nudges`."""
        raise NotImplementedError
