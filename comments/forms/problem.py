from django import forms
from django.utils.translation import gettext as _

from ..models import ProblemReport
from ..rations import REPORTS
from .fields import Line, Prose
from .rationed import Rationed


class ProblemForm(Rationed, forms.ModelForm):
    ration = REPORTS

    class Meta:
        model = ProblemReport
        fields = ["kind", "about", "details", "email"]
        field_classes = {"about": Line, "details": Prose}
        widgets = {"about": forms.TextInput}

    def __init__(self, data=None, **kwargs):
        super().__init__(data, auto_id="problem-%s", **kwargs)
        self.fields["kind"].choices = [("", _("Choose…")), *ProblemReport.Kind.choices]

    def carry_out(self):
        self.instance.receive()
