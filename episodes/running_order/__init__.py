"""A pasted page, text or HTML, read as an episode's running order.

It knows no model, request or setting. Nothing is dropped in silence: a line ends in
a field, or in `unplaced`; what was guessed or looks wrong is said in `remarks`.
"""

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .broadcast import read_broadcast
from .heading import paragraphs, read_heading
from .html import from_html
from .joints import joined_words
from .lines import Line
from .links import Reading, read_links
from .panel import Speaker, read_panel
from .pasted import NothingPasted, PastedTooMuch, RunningOrderError, lines_of
from .sections import SENTENCE, Sorter, without_dead_links

__all__ = [
    "Line",
    "NothingPasted",
    "PastedTooMuch",
    "Reading",
    "RunningOrder",
    "RunningOrderError",
    "Speaker",
    "paragraphs_of",
    "read",
    "read_lines",
]

WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
# A sentence that speaks of the broadcast. "US" is somebody else.
OURS = re.compile(
    r"\b(?:[Ww]e|us|[Oo]ur|[Jj]oin|[Pp]anel|[Tt]une|[Ww]atch|[Ll]ive|[Ee]pisode|Stream)\b"
)


@dataclass
class RunningOrder:
    programme: str = ""
    headline: str = ""
    standfirst: str = ""
    airs_at: datetime | None = None
    # A Line for each paragraph, its links kept.
    body: list[Line] = field(default_factory=list)
    panel: list[Speaker] = field(default_factory=list)
    links: list[Reading] = field(default_factory=list)
    prompt: str = ""
    unplaced: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def body_html(self):
        """To be sanitised before anyone trusts it."""
        return "".join(_paragraph_html(line) for line in self.body)

    def as_json(self):
        """Plain values; the body is a list of plain paragraphs."""
        at = self.airs_at and self.airs_at.astimezone(UTC)
        return {
            "programme": self.programme,
            "headline": self.headline,
            "standfirst": self.standfirst,
            "airs_at": at and at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "body": [line.text for line in self.body],
            "panel": [asdict(speaker) for speaker in self.panel],
            "links": [asdict(link) for link in self.links],
            "prompt": self.prompt,
            "unplaced": self.unplaced,
            "remarks": self.remarks,
        }


def read(pasted, *, today, programmes=()):
    """Read `pasted`; raise a RunningOrderError where there is nothing to be read.

    `today`: what a date without a year is nearest to. `programmes`: names known.
    """
    return read_lines(lines_of(pasted), today=today, programmes=programmes)


def read_lines(lines, *, today, programmes=()):
    lines, dead_links = without_dead_links(lines)
    found = Sorter(today).sort(lines)
    heading = read_heading(
        found.prose,
        programme=found.programme,
        known=programmes,
        before_date=found.prose_before_date,
    )
    order = _order(found, heading)
    if not order.prompt:
        order.unplaced += found.calls
    if order.airs_at is None and found.prose_before_date is None:
        _look_for_date(order, today)
    order.remarks += [*_joined_remarks(lines), *_dead_link_remarks(dead_links)]
    return order


def paragraphs_of(html):
    """An episode's body as the reader has it: a Line for each paragraph."""
    return paragraphs(from_html(html))


def _order(found, heading):
    panel, links = read_panel(found.panel), read_links(found.links)
    return RunningOrder(
        programme=heading.programme,
        headline=heading.headline,
        standfirst=heading.standfirst,
        airs_at=found.airs_at,
        body=heading.body,
        panel=panel.speakers,
        links=links.links,
        prompt=found.prompt,
        unplaced=[*heading.unplaced, *panel.unplaced, *links.unplaced, *found.unplaced],
        remarks=[*heading.remarks, *found.remarks, *panel.remarks, *links.remarks],
    )


def _paragraph_html(line):
    # The page has one h1, its headline: a text's own headings begin at h2.
    tag = "p" if not line.level else "h2" if line.level < 3 else "h3"
    return f"<{tag}>{line.html}</{tag}>"


def _look_for_date(order, today):
    """Where no line says when it is on air, a sentence may; a weekday is too little."""
    texts = [order.standfirst, *(line.text for line in order.body)]
    sentences = [m[0] for text in texts for m in SENTENCE.finditer(text)]
    dated = [
        (sentence, day)
        for sentence in reversed(sentences)
        if (day := WEEKDAY.search(sentence))
    ]
    ours = [(sentence, day) for sentence, day in dated if OURS.search(sentence)]
    for sentence, day in (ours or dated)[:1]:
        broadcast = read_broadcast(sentence[day.start() :], today, alone=False)
        order.remarks += broadcast.remarks
        if broadcast.at and ours:
            order.airs_at = broadcast.at
            order.remarks.append(
                _("The broadcast time stands in the text: “%(sentence)s”")
                % {"sentence": sentence}
            )


def _joined_remarks(lines):
    return [
        _(
            "“%(word)s” looks run together, perhaps by a lost link. It was left as it is."
        )
        % {"word": word}
        for word in joined_words(lines)
    ]


def _dead_link_remarks(urls):
    return [
        ngettext(
            "%(count)s link leads nowhere from here and was left out: %(urls)s",
            "%(count)s links lead nowhere from here and were left out: %(urls)s",
            len(urls),
        )
        % {"count": len(urls), "urls": ", ".join(url[:100] for url in urls[:3])}
    ] * bool(urls)
