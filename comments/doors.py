"""Forms beside the discussion: for a like, or for whoever wants something to be gone."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import refusals
from .fields import Legible, Line, Prose
from .models import Attempt, Comment, ProblemReport, Report
from .rations import COMMENT_REPORTS, LIKES, REPORTS, WRONG_CODES


class WithdrawForm(Legible, forms.Form):
    """A comment found by its private code; only wrong codes are rationed."""

    code = Line(
        label=gettext_lazy("Private code"),
        max_length=40,
        help_text=gettext_lazy("Like K7PM-2QXD. You were given it after sending."),
    )

    def __init__(self, data=None, *, client=""):
        super().__init__(data, auto_id="withdraw-%s")
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


class ProblemForm(Legible, forms.ModelForm):
    class Meta:
        model = ProblemReport
        fields = ["kind", "about", "details", "email"]
        field_classes = {"about": Line, "details": Prose}
        widgets = {"about": forms.TextInput}

    def __init__(self, data=None, *, client="", **kwargs):
        super().__init__(data, auto_id="problem-%s", **kwargs)
        self.client, self.status = client, 422

    def clean(self):
        if wait := Attempt.wait(REPORTS, self.client):
            self.status = 429
            self.add_error(None, refusals.later(wait))
        return super().clean()

    def send(self):
        Attempt.note(REPORTS, self.client)
        self.instance.receive()


class LikeForm(forms.Form):
    """Says which of both it shall be, liked or not: a resend changes nothing."""

    liked = forms.ChoiceField(
        choices=[("1", "1"), ("0", "0")],
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], gettext_lazy("Please press the button.")
        ),
    )

    def __init__(self, data=None, *, comment, visitor, client):
        super().__init__(data)
        self.comment, self.visitor, self.client = comment, visitor, client
        self.status = 200

    def clean(self):
        if wait := LIKES.wait(self.visitor, self.client):
            self.add_error(None, refusals.many_likes(wait))
        self.status = 429 if wait else 422 if self.errors else 200

    def send(self):
        """Like or unlike it, and return True; False if refused."""
        if not self.is_valid():
            return False
        LIKES.note(self.visitor, self.client)
        if self.cleaned_data["liked"] == "1":
            self.comment.like(self.visitor)
        else:
            self.comment.unlike(self.visitor)
        return True


class CommentReportForm(Legible, forms.ModelForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        choices=Report.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what comes closest.")},
    )

    class Meta:
        model = Report
        fields = ["kind", "details"]
        field_classes = {"details": Prose}
        labels = {"details": gettext_lazy("In your words")}
        help_texts = {"details": gettext_lazy("Only the newsroom reads it.")}

    def __init__(self, data=None, *, comment, visitor, client):
        super().__init__(data, auto_id="report-%s")
        self.comment, self.visitor, self.client = comment, visitor, client
        self.status = 200

    def clean(self):
        if wait := Attempt.wait(COMMENT_REPORTS, self.client):
            self.add_error(None, refusals.later(wait))
        super().clean()
        self.status = 429 if wait else 422 if self.errors else 200

    def send(self):
        """Report it, and return True; False if refused."""
        if not self.is_valid():
            return False
        Attempt.note(COMMENT_REPORTS, self.client)
        self.comment.report(self.visitor, **self.cleaned_data)
        return True
