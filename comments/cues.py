"""Captions as cues: read from WebVTT or SubRip, checked, and written as WebVTT.

A cue's text is plain words. Whatever markup a file brings is dropped on the way in, and
what looks like markup is escaped on the way out, so that no cue can hold more than words.
"""

import html
import re
from dataclasses import dataclass
from enum import StrEnum

from episodes.rich_text import CONTROL

MOST_CUES = 200
MOST_CHARACTERS = 200
# So that a draft is read at leisure: about two lines, and seconds that they need.
ROOMY_CHARACTERS, LONGEST_MS, PAUSE_MS = 74, 6000, 800
# A cue may outlast its clip by a frame or so.
GRACE_MS = 500

HOURS_MINUTES = r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?"
CLOCK = re.compile(rf"{HOURS_MINUTES}(\d{{1,5}})(?:[.,](\d{{1,3}}))?", re.ASCII)
# What embeds, overrides and isolates directions would turn what stands beside it: the
# next cue in the transcript, the lines of the player. Marks (U+200F and the like) turn
# nothing but themselves, and the words tell their own direction.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
TAG = re.compile(r"<[^<>]*>")
# What SubRip files bring beside tags.
STYLING = re.compile(r"\{\\[^{}]*\}")
SENTENCE_ENDS, CLAUSE_ENDS = (".", "?", "!", "…", "؟"), (",", ";", ":", "،")


class Wrong(StrEnum):
    """What can't be published about a cue."""

    EMPTY = "empty"
    LONG = "long"
    BACKWARDS = "backwards"
    LATE = "late"
    OVERLAPPING = "overlapping"


class Unreadable(ValueError):
    """No captions in a form that is known, or no moment."""


@dataclass(frozen=True, order=True)
class Cue:
    """What is said between two moments, in milliseconds."""

    start: int
    end: int
    text: str


def parse(file):
    """The cues of a WebVTT or SubRip file, in order; Unreadable if there is none."""
    lines = file.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", lines)
    cues = [cue for block in blocks if (cue := _cue_of(block.strip().split("\n")))]
    if not cues:
        raise Unreadable
    return sorted(cues)


def as_webvtt(cues):
    blocks = [
        f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{html.escape(cue.text, quote=False)}"
        for cue in cues
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def words_of(cues):
    """All that is said, to be read without a clock."""
    return " ".join(" ".join(cue.text for cue in cues).split())


def rows_of(cues):
    """Cues as they are stored."""
    return [[cue.start, cue.end, cue.text] for cue in cues]


def cues_of(rows):
    return [Cue(*row) for row in rows or ()]


def legible(text):
    """Words alone, in lines without an empty one, which would end a cue."""
    text = TURNING.sub("", CONTROL.sub("", text))
    lines = text.replace("\r", "\n").split("\n")
    return "\n".join(line for line in (" ".join(w.split()) for w in lines) if line)


def milliseconds(clock):
    """What "12", "0:12.4" or "00:00:12,400" stand for; Unreadable if nothing."""
    match = CLOCK.fullmatch(clock.strip())
    if not match:
        raise Unreadable(clock)
    hours, minutes, seconds, fraction = match.groups(default="0")
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def clock(ms):
    """As producers read and write it: 0:12.400"""
    return f"{ms // 60_000}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def wrongs_in(cues, seconds=None):
    """[(number, Wrong), …] of cues in order, one at most for each."""
    ends = [0, *(cue.end for cue in cues)]
    found = [
        _wrong_with(cue, end_before, seconds)
        for cue, end_before in zip(cues, ends, strict=False)
    ]
    return [(number, wrong) for number, wrong in enumerate(found) if wrong]


def from_words(spoken, most_ms):
    """Cues of a readable size from [(start, end, word), …] in milliseconds.

    None of them outlasts `most_ms`.
    """
    cues, line = [], []
    for start, end, word in spoken:
        if line and _is_full(line, start, end, word):
            cues.append(_joined(line))
            line = []
        line.append((start, end, word.strip()))
    return _apart([*cues, _joined(line)] if line else cues, most_ms)


def _cue_of(lines):
    """The cue of a block, or None for a header, a note or a style."""
    at = next((n for n, line in enumerate(lines[:2]) if "-->" in line), None)
    if at is None:
        return None
    start, _arrow, rest = lines[at].partition("-->")
    try:
        start, end = milliseconds(start), milliseconds((rest.split() or [""])[0])
    except Unreadable:
        return None
    return Cue(start, end, _words_in("\n".join(lines[at + 1 :])))


def _words_in(text):
    try:
        return legible(html.unescape(STYLING.sub("", TAG.sub("", text))))
    except ValueError:
        # A character's number with more digits than Python reads.
        raise Unreadable from None


def _stamp(ms):
    hours, rest = divmod(ms, 3_600_000)
    return f"{hours:02}:{rest // 60_000:02}:{rest // 1000 % 60:02}.{ms % 1000:03}"


def _wrong_with(cue, end_before, seconds):
    if not cue.text.strip():
        return Wrong.EMPTY
    if len(cue.text) > MOST_CHARACTERS:
        return Wrong.LONG
    if cue.end <= cue.start:
        return Wrong.BACKWARDS
    if seconds is not None and cue.end > seconds * 1000 + GRACE_MS:
        return Wrong.LATE
    return Wrong.OVERLAPPING if cue.start < end_before else None


def _is_full(line, start, end, word):
    before = _joined(line)
    return (
        start - before.end > PAUSE_MS
        or end - before.start > LONGEST_MS
        or len(before.text) + len(word) > ROOMY_CHARACTERS
        or before.text.endswith(SENTENCE_ENDS)
        or (
            before.text.endswith(CLAUSE_ENDS)
            and len(before.text) > ROOMY_CHARACTERS / 2
        )
    )


def _joined(line):
    text = legible(" ".join(word for _start, _end, word in line))
    return Cue(line[0][0], line[-1][1], text)


def _apart(cues, most_ms):
    """Each over before the next begins, and none without words or length."""
    apart = []
    for cue in cues:
        start = max(cue.start, apart[-1].end) if apart else cue.start
        end = min(cue.end, most_ms)
        if cue.text and end > start:
            apart.append(Cue(start, end, cue.text[:MOST_CHARACTERS]))
    return apart[:MOST_CUES]
