from django import forms
from django.utils.translation import gettext_lazy

from ..models import Proof
from ..rations import LINKS
from .fields import Email
from .rationed import Rationed


class LinkForm(Rationed, forms.Form):
    """An address to be mailed the link that opens its owner's comments."""

    ration = LINKS

    email = Email(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, auto_id="link-%s", **kwargs)

    def carry_out(self):
        Proof.ask(self.cleaned_data["email"])
