"""The top of the page: the programme's name, headline and standfirst."""

import re
from dataclasses import dataclass, field
from statistics import mean

from django.utils.translation import gettext as _

from .lines import Line, normalised

LONGEST_HEADLINE = 200
LONGEST_STANDFIRST = 300
SENTENCE_ENDS = re.compile(r"[.!?…][\"'”’)]*(?=\s+[^\Wa-z]|$)")
FROM = re.compile(r"from:?\s+(?=\S)", re.I)


@dataclass
class Heading:
    programme: str = ""
    headline: str = ""
    standfirst: str = ""
    body: list[Line] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_heading(prose, *, programme="", known=(), before_date=None):
    """Take the top off `prose`; the rest is the body, a Line for each paragraph.

    `programme`: as the panel's introduction names it. `known`: names of programmes
    that there are. `before_date`: how many of the lines stand above the date.
    """
    found = Heading(programme=programme)
    rest = list(prose)
    _take_programme(found, rest, known)
    _take_headline(found, rest)
    taken = len(prose) - len(rest)
    found.body = paragraphs(rest)
    # A date right under the headline says that the body begins there.
    if before_date != taken:
        _take_standfirst(found, certain=before_date is not None and before_date > taken)
    return found


def paragraphs(lines):
    joined: list[Line] = []
    for line in lines:
        if joined and line.glue:
            joined[-1] = joined[-1].joined(line)
        else:
            joined.append(line)
    return joined


def _take_programme(found, rest, known):
    names = {normalised(name): name for name in (*known, found.programme) if name}
    for index, line in enumerate(rest[: _headline_index(rest) + 1]):
        name = FROM.sub("", line.text, count=1).strip(" “”\"'|:")
        if normalised(name) in names:
            found.programme = found.programme or names[normalised(name)]
            del rest[index]
            return
    if not found.programme and _looks_like_programme(rest):
        found.programme = rest.pop(0).text
        found.remarks.append(
            _("“%(name)s” was taken for the programme's name.")
            % {"name": found.programme}
        )


def _looks_like_programme(rest):
    """Two to four words in capitals, above a question and a text."""
    if len(rest) < 3 or rest[0].level == 1:
        return False
    words = rest[0].text.split()
    return (
        2 <= len(words) <= 4
        and all(word[0].isupper() for word in words)
        and rest[0].text[-1].isalnum()
        and len(rest[1].text) <= LONGEST_HEADLINE
        and rest[1].text.endswith("?")
    )


def _headline_index(rest):
    """Where the page's one great heading is, if it says so; else its first line."""
    return next((i for i, line in enumerate(rest) if line.level == 1), 0)


def _take_headline(found, rest):
    index = _headline_index(rest)
    if not rest or len(rest[index].text) > LONGEST_HEADLINE:
        found.remarks.append(_("No headline was found."))
        return
    found.unplaced += [line.text for line in rest[:index]]
    found.headline = rest[index].text
    del rest[: index + 1]


def _take_standfirst(found, *, certain):
    """The first paragraph, if it is short and the others go on without it."""
    if not found.headline or not found.body:
        return
    first, *others = found.body
    sentences = len(SENTENCE_ENDS.findall(first.text)) or 1
    if len(first.text) > LONGEST_STANDFIRST or sentences > 2:
        return
    longer = not others or len(first.text) >= mean(len(p.text) for p in others)
    if longer and not certain:
        found.remarks.append(
            _("The first paragraph was taken for the standfirst, which is a guess.")
        )
    found.standfirst, found.body = first.text, others
