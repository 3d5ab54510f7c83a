"""New words for a comment, in a form that is void once the comment has changed."""

import time
from datetime import timedelta

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

from . import refusals
from .circumstances import gather
from .consent import limits
from .fields import Legible, Line, Prose
from .models.revising import WORDS
from .nudges import signed_warnings, warnings_in
from .rations import EDITS
from .screening import screen
from .spam import phases

SALT = "comments.edit"
# Whoever has proved an address may edit for weeks; a form is no older than this.
LIFETIME = timedelta(days=1)


def token_for(comment):
    """Says which comment a form was made for, as it stood, and when."""
    return signing.dumps([str(comment.public_id), comment.mark, time.time()], salt=SALT)


class EditForm(Legible, forms.Form):
    name = Line(
        label=gettext_lazy("Name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Please give a name, any name.")},
    )
    place = Line(label=gettext_lazy("Place"), max_length=80, required=False)
    body = Prose(label=gettext_lazy("Your comment"), required=False)
    token = forms.CharField(required=False)
    warned = forms.CharField(required=False)

    def __init__(self, data=None, *, comment, author):
        super().__init__(data, auto_id="comment-%s", initial=comment.latest_words())
        self.comment, self.author = comment, author
        self.screening, self.status, self.limits = None, 200, limits()
        self.fields["body"].help_text = self.limits["words"]
        self.seen, self.open_for = self._read_token()

    @property
    def is_stale(self):
        """Whether its token is too old, or none of ours."""
        return self.open_for is None or self.open_for > LIFETIME

    @property
    def is_late(self):
        """Whether the comment has changed since the form was made."""
        return self.seen not in (None, self.comment.mark)

    @property
    def is_resent(self):
        """Whether the comment bears these words already."""
        return self.is_bound and all(
            self.fields[name].to_python(self.data.get(name, "")) == word
            for name, word in self.comment.latest_words().items()
        )

    @property
    def token_to_send(self):
        return token_for(self.comment) if self.is_stale else self.data["token"]

    @property
    def warned_of(self):
        """What it has been warned of by now, for a hidden field; "" if of nothing."""
        warned = self._warned()
        if self.screening and self.screening.warns:
            warned |= {self.screening.reason}
        return signed_warnings(warned, *self._identity()) if warned else ""

    @property
    def marked_fields(self):
        """The visible fields with an error, in the form's order."""
        return [self[n] for n in ("body", "name", "place") if self.errors.get(n)]

    def clean(self):
        words = self._gather()
        self.screening = screen(words, phases())
        if self.screening.refused or self.screening.warns:
            refusal = refusals.of(self.screening, words)
            self.add_error(refusal.field, refusal.sentence)
            self.status = refusal.status
        super().clean()
        if self.errors and self.status == 200:
            self.status = 422
        return self.cleaned_data

    def save(self):
        """Change the comment; False if refused. Raises what `Comment.edit` raises."""
        if not self.is_valid():
            return False
        EDITS.note(self.author.visitor, self.author.client)
        words = {name: self.cleaned_data[name] for name in WORDS}
        self.comment.edit(words, screening=self.screening, seen=self.seen)
        return True

    def _gather(self):
        return gather(
            self.comment.episode,
            self.author,
            {name: self.cleaned_data.get(name, "") for name in WORDS},
            comment=self.comment,
            has_video=self.comment.has_video,
            open_for=self.open_for,
            wait=EDITS.wait(self.author.visitor, self.author.client),
            warned=self._warned(),
        )

    def _warned(self):
        return warnings_in(self.data.get("warned", ""), *self._identity())

    def _identity(self):
        return "edit", str(self.comment.public_id)

    def _read_token(self):
        """The mark that the form was made for, and its age; None twice if forged."""
        try:
            public_id, mark, made = signing.loads(self.data.get("token", ""), salt=SALT)
        except signing.BadSignature:
            return None, None
        if public_id != str(self.comment.public_id):
            return None, None
        return mark, timedelta(seconds=time.time() - made)
