"""What a viewer is told whose comment isn't taken: where, with which status, and how
to go on."""

import math
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import transcoding
from .models.reasons import DISK_FULL, sentence_for
from .screening import MOST_CHARACTERS, Reason

FILE_STATUS = {transcoding.Reason.TOO_LARGE: 413, DISK_FULL: 507}


@dataclass(frozen=True)
class Refusal:
    """`field` None stands for the whole form."""

    field: str | None
    status: int
    sentence: str


def of(reason, wait):
    """The refusal for a reason of `screening`; `wait` is for what is limited."""
    match reason:
        case Reason.CLOSED:
            return Refusal(
                None,
                409,
                _("Comments are closed. Your words are still below to copy."),
            )
        case Reason.LIMITED:
            return Refusal(None, 429, _("That was a lot at once.") + " " + later(wait))
        case Reason.TOO_LONG:
            return Refusal("body", 422, _too_long())
        case Reason.EMPTY:
            return Refusal("body", 422, _("Please write something or add a video."))
    raise ValueError(reason)


def of_file(reason):
    """The refusal of a file, whether it was looked at or not even taken in."""
    return Refusal("video", FILE_STATUS.get(reason, 422), sentence_for(reason))


def of_many_files(wait):
    return Refusal("video", 429, _("You have sent many files.") + " " + later(wait))


def later(wait):
    """When to come back, rounded up to minutes."""
    minutes = math.ceil(wait.total_seconds() / 60)
    sentence = ngettext(
        "Please send it again in %(count)d minute: nothing you wrote is lost.",
        "Please send it again in %(count)d minutes: nothing you wrote is lost.",
        minutes,
    )
    return sentence % {"count": minutes}


def stale():
    """What is said above a form whose token is too old, filled in as it was."""
    return _("The form was open for too long. Nothing is lost: please send it again.")


def _too_long():
    sentence = ngettext(
        "That is longer than %(count)s character. Please shorten it.",
        "That is longer than %(count)s characters. Please shorten it.",
        MOST_CHARACTERS,
    )
    return sentence % {"count": number_format(MOST_CHARACTERS, force_grouping=True)}
