"""What every form of the editing room has in common."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

# Beyond them lies a slip of the finger, and where calendars overflow.
FIRST_YEAR, LAST_YEAR = 1950, 2150


def zone_label():
    """How the programme's zone is called now: GMT, or Europe/London, BST."""
    label = timezone.localtime().tzname()
    zone = settings.TIME_ZONE
    return label if label == zone else f"{zone}, {label}"


def plausible(moment):
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError(_("Please check the year."), code="year")


class MomentsForm(forms.ModelForm):
    """Says the zone beside each moment, and asks back about odd years."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.SplitDateTimeField):
                field.label = f"{field.label} ({zone_label()})"
                field.validators.append(plausible)


class PicturedForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("picture"):
            return cleaned
        if not cleaned.get("picture_alt"):
            words = _("Say what the picture shows, for those who can't see it.")
            self.add_error("picture_alt", words)
        if not cleaned.get("picture_credit"):
            self.add_error("picture_credit", _("Say whose picture it is."))
        return cleaned


class SluggedForm(forms.ModelForm):
    """An empty address is made from the name when the row is saved."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
