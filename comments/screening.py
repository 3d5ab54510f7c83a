"""What happens to a new or edited comment: small phases over values, in order.

The first phase that decides ends it. Whatever they say, the trace is kept with the
comment's audit row, so that a producer sees why.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

MOST_CHARACTERS = 3000
# Marks and joiners count for nothing, but even so a text must end somewhere.
MOST_CODE_POINTS = 4 * MOST_CHARACTERS
# Nobody reads and answers a form faster.
QUICKEST = timedelta(seconds=3)

ZERO_WIDTH_JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
# Letters by their category that leave no mark on the page.
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 no password
    WARN = "warn"
    HOLD = "hold"
    REFUSE = "refuse"


class Reason(StrEnum):
    CLOSED = "closed"
    EMPTY = "empty"
    TOO_LONG = "too long"
    LIMITED = "limited"
    TRAP = "trap filled in"
    UNTIMED = "no time on the form"
    TOO_FAST = "too fast"
    VIDEO = "video"
    BEFORE_APPROVAL = "everything is read first"
    # An edit of what a producer has picked.
    PICKED = "picked"


@dataclass(frozen=True)
class Words:
    """What is screened, and what is known of how it came.

    `wait` is how long the limits on posting want to wait, `open_for` how long the form
    was open (None: its time is missing or forged), `trap` what the field held that
    people don't see.
    """

    body: str = ""
    has_video: bool = False
    discussion_is_open: bool = True
    wait: timedelta = timedelta()
    open_for: timedelta | None = None
    trap: str = ""


@dataclass(frozen=True)
class Screening:
    verdict: Verdict
    reason: Reason
    trace: list = field(default_factory=list)

    @property
    def refused(self):
        return self.verdict is Verdict.REFUSE

    @property
    def held(self):
        return self.verdict is Verdict.HOLD


Decision = tuple[Verdict, Reason] | None
Phase = Callable[[Words], Decision]


def discussion(words: Words) -> Decision:
    if not words.discussion_is_open:
        return Verdict.REFUSE, Reason.CLOSED
    return None


def length(words: Words) -> Decision:
    if is_blank(words.body) and not words.has_video:
        return Verdict.REFUSE, Reason.EMPTY
    if is_longer_than(words.body, MOST_CHARACTERS):
        return Verdict.REFUSE, Reason.TOO_LONG
    return None


def limits(words: Words) -> Decision:
    return (Verdict.REFUSE, Reason.LIMITED) if words.wait else None


def trap(words: Words) -> Decision:
    return (Verdict.HOLD, Reason.TRAP) if words.trap else None


def haste(words: Words) -> Decision:
    if words.open_for is None:
        return Verdict.HOLD, Reason.UNTIMED
    return (Verdict.HOLD, Reason.TOO_FAST) if words.open_for < QUICKEST else None


def video(words: Words) -> Decision:
    return (Verdict.HOLD, Reason.VIDEO) if words.has_video else None


def before_approval(words: Words) -> Decision:
    return Verdict.HOLD, Reason.BEFORE_APPROVAL


PHASES = (discussion, limits, length, trap, haste, video, before_approval)


def screen(words: Words, phases: tuple[Phase, ...] = PHASES) -> Screening:
    """Ask the phases in turn; the last one always decides."""
    trace = []
    for phase in phases:
        decision = phase(words)
        trace.append([phase.__name__, decision[1] if decision else "pass"])
        if decision:
            return Screening(*decision, trace)
    raise ValueError("no phase decided")


def is_blank(text):
    """Nothing that a reader could see."""
    return all(
        c in BLANK_LETTERS or unicodedata.category(c) in ("Zs", "Zl", "Zp", "Cc", "Cf")
        for c in text
    )


def is_longer_than(text, most):
    return characters(text) > most or len(text) > MOST_CODE_POINTS


def characters(text):
    """How many a reader counts: a letter with its marks, a joined emoji are one."""
    total, joined = 0, False
    for c in text:
        total += not (joined or _adds_to_the_one_before(c))
        joined = c == ZERO_WIDTH_JOINER
    return total


def _adds_to_the_one_before(c):
    return unicodedata.category(c) in ("Mn", "Me", "Cf") or ord(c) in SKIN_TONES
