from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import refusals
from ..models import Attempt, Comment
from ..rations import WRONG_CODES
from .fields import Legible, Line


class WithdrawForm(Legible, forms.Form):
    """A comment found by its private code; only wrong codes are rationed."""

    code = Line(
        label=gettext_lazy("Private code"),
        max_length=40,
        help_text=gettext_lazy("Like K7PM-2QXD. You were given it after sending."),
    )

    def __init__(self, data=None, *, client="", **kwargs):
        super().__init__(data, auto_id="withdraw-%s", **kwargs)
        self.client, self.comment, self.status = client, None, 422

    def find(self):
        """The comment that has the code, or None."""
        return self.comment if self.is_valid() else None

    def clean_code(self):
        if wait := Attempt.wait(WRONG_CODES, self.client):
            self.status = 429
            raise forms.ValidationError(refusals.later(wait), code="limited")
        code = self.cleaned_data["code"]
        self.comment = Comment.objects.with_code(code).first()
        if self.comment is None:
            Attempt.note(WRONG_CODES, self.client)
            raise forms.ValidationError(
                _("No comment has this code. Please look at it once more."),
                code="wrong",
            )
        return code
