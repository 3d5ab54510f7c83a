"""What readers send about a public comment."""

from django import forms
from django.utils.translation import gettext_lazy

from .. import refusals
from ..models import Report
from ..rations import COMMENT_REPORTS, LIKES
from .fields import Prose
from .rationed import Rationed


class LikeForm(Rationed, forms.Form):
    """Says which of both it shall be, liked or not: a resend changes nothing."""

    ration = LIKES

    liked = forms.ChoiceField(
        choices=[("1", "1"), ("0", "0")],
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], gettext_lazy("Please press the button.")
        ),
    )

    def __init__(self, data=None, *, comment, **sender):
        super().__init__(data, **sender)
        self.comment = comment

    def carry_out(self):
        if self.cleaned_data["liked"] == "1":
            self.comment.like(self.visitor)
        else:
            self.comment.unlike(self.visitor)

    def say_when(self, wait):
        return refusals.of_many_likes(wait)


class CommentReportForm(Rationed, forms.ModelForm):
    ration = COMMENT_REPORTS

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

    def __init__(self, data=None, *, comment, **sender):
        super().__init__(data, auto_id="report-%s", **sender)
        self.comment = comment

    def carry_out(self):
        self.comment.report(self.visitor, **self.cleaned_data)
