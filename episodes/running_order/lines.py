"""Lines of words and links, tidied: what text and HTML are both read into."""

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.html import escape

from ..rich_text import CONTROL


@dataclass(frozen=True)
class Run:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One line of words.

    `opens`: a blank line or a paragraph's edge stands before it. `glue`: what joins
    it to the line above where both belong to one paragraph, else "". `level`: of a
    heading, 0 for none.
    """

    runs: tuple[Run, ...]
    opens: bool = False
    glue: str = ""
    level: int = 0

    @property
    def text(self):
        return "".join(run.text for run in self.runs)

    @property
    def html(self):
        """Escaped, but to be sanitised before anyone trusts it: addresses are raw."""
        return "".join(_run_html(run) for run in self.runs)

    @property
    def urls(self):
        return list(dict.fromkeys(run.url for run in self.runs if run.url))

    def cut(self, start, end=None):
        """The part of it between two places in its text, links and all."""
        end = len(self.text) if end is None else end
        runs, at = [], 0
        for run in self.runs:
            part = run.text[max(0, start - at) : max(0, end - at)]
            runs.append(replace(run, text=part))
            at += len(run.text)
        return replace(self, runs=tidy(runs))

    def joined(self, other):
        return replace(self, runs=(*self.runs, Run(other.glue), *other.runs))


# Unseen, and never meant: soft hyphen, zero-width space, word joiner, byte order
# mark; and the joiners, except inside the scripts that need them.
INVISIBLE = re.compile(
    r"[\u00ad\u200b\u2060\ufeff]|(?<=[A-Za-z])[\u200c\u200d]|[\u200c\u200d](?=[A-Za-z])"
)
# Spaces, and marks of direction, which have nothing to direct at a line's ends.
AT_ENDS = (
    " \u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
SPACES = re.compile(r"\s+")
STRAIGHT_QUOTES = str.maketrans("‘’“”", "''\"\"")


def tidy(runs):
    """Runs with single spaces, none at the ends, neighbours of one address made one."""
    tidied: list[Run] = []
    for url, group in groupby((run for run in runs if run.text), lambda run: run.url):
        text = SPACES.sub(" ", "".join(run.text for run in group))
        if not tidied or tidied[-1].text.endswith(" "):
            text = text.lstrip(" " if tidied else AT_ENDS)
        if text:
            tidied.append(Run(text, url))
    while tidied and not (text := tidied[-1].text.rstrip(AT_ENDS)):
        tidied.pop()
    if tidied:
        tidied[-1] = replace(tidied[-1], text=text)
    return tuple(tidied)


def blocks(lines):
    """The lines in lists, each beginning with one that `opens`."""
    found: list[list[Line]] = []
    for line in lines:
        if line.opens or not found:
            found.append([])
        found[-1].append(line)
    return found


def words(text):
    """A long literal of words as a set; quoted one by one it is hard to read."""
    return frozenset(text.split())


def cleaned(text):
    return INVISIBLE.sub("", CONTROL.sub("", text))


def normalised(text):
    """The same for two writings of one name or headline."""
    plain = unicodedata.normalize("NFKC", text).translate(STRAIGHT_QUOTES)
    return " ".join(plain.casefold().split())


def _run_html(run):
    text = escape(run.text).replace("\n", "<br>")
    return f'<a href="{escape(run.url)}">{text}</a>' if run.url else text
