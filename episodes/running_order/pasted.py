"""What a producer pasted, text or HTML, within bounds."""

import re

from django.utils.translation import gettext as _

from .html import from_html
from .text import from_text

# Characters. Most of what a word processor puts on the clipboard is style.
LONGEST_PASTE = 1_000_000
LONGEST_TEXT = 100_000
HTML = re.compile(
    r"<(?:br|hr)\s*/?>"
    r"|</(?:a|b|body|div|em|h[1-6]|html|i|li|ol|p|pre|section|span|strong|table|ul)\s*>",
    re.I,
)


class RunningOrderError(Exception):
    """It can't be read or taken; its text is a sentence for the producer."""


class NothingPasted(RunningOrderError):
    pass


class PastedTooMuch(RunningOrderError):
    pass


def is_html(pasted):
    return HTML.search(pasted) is not None


def lines_of(pasted):
    _refuse_above(LONGEST_PASTE, len(pasted))
    lines = from_html(pasted) if is_html(pasted) else from_text(pasted)
    _refuse_above(LONGEST_TEXT, sum(len(line.text) for line in lines))
    if not lines:
        raise NothingPasted(_("There are no words in it: nothing could be read."))
    return lines


def _refuse_above(limit, length):
    if length > limit:
        raise PastedTooMuch(
            _(
                "It is too long for a running order:"
                " %(length)s characters, %(limit)s at most."
            )
            % {"length": f"{length:,}", "limit": f"{limit:,}"}
        )
