"""Where an episode and a running order of it say different things."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from .rich_text import sanitise
from .running_order import paragraphs_of
from .running_order.lines import normalised
from .running_order.text import as_text


@dataclass(frozen=True)
class Difference:
    """`field` in a producer's words; an empty side is missing there."""

    field: str
    stored: str
    pasted: str


def differences(episode, order):
    """Every Difference; a time or prompt that wasn't pasted is none."""
    return [
        *_plain(episode, order),
        *_body(episode, order),
        *_panel(episode, order),
        *_links(episode, order),
    ]


def _plain(episode, order):
    sides = [
        (_("headline"), episode.headline, order.headline),
        (_("standfirst"), episode.standfirst, order.standfirst),
        (_("on air at"), _moment(episode.airs_at), _moment(order.airs_at)),
        (_("prompt"), episode.prompt, order.prompt),
    ]
    needed = {_("headline"), _("standfirst")}
    for name, stored, pasted in sides:
        if stored != pasted and (pasted or name in needed):
            yield Difference(name, stored, pasted)


def _body(episode, order):
    """Paragraph by paragraph, counted as they are stored, links in brackets."""
    stored = [as_text([line]) for line in paragraphs_of(episode.body)]
    as_saved = sanitise(order.body_html)
    pasted = [as_text([line]) for line in paragraphs_of(as_saved)]
    matcher = SequenceMatcher(None, stored, pasted, autojunk=False)
    for tag, start, end, pasted_start, pasted_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = zip_longest(
            stored[start:end], pasted[pasted_start:pasted_end], fillvalue=""
        )
        for number, (old, new) in enumerate(pairs, start + 1):
            yield Difference(_("text, paragraph %d") % number, old, new)


def _panel(episode, order):
    stored = {
        normalised(seat.guest.name): (seat.guest.name, seat.handle, seat.role)
        for seat in episode.panel.select_related("guest")
    }
    pasted = {
        normalised(speaker.name): (speaker.name, speaker.handle, speaker.role)
        for speaker in order.panel
    }
    return _rows(_("panel"), stored, pasted)


def _links(episode, order):
    stored = {
        normalised(link.title): (link.title, link.source, link.url)
        for link in episode.links.all()
    }
    pasted = {
        normalised(link.title): (link.title, link.source, link.url)
        for link in order.links
    }
    return _rows(_("read more"), stored, pasted)


def _rows(name, stored, pasted):
    for key in dict.fromkeys([*stored, *pasted]):
        old, new = stored.get(key, ()), pasted.get(key, ())
        if old != new:
            yield Difference(
                name, ", ".join(filter(None, old)), ", ".join(filter(None, new))
            )


def _moment(moment):
    if moment is None:
        return ""
    return dateformat.format(timezone.localtime(moment), "j F Y, H:i e")
