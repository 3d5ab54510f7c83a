"""What screening is told and what it answers: values, and nothing else."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from .folding import Phrases


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 no password
    WARN = "warn"
    HOLD = "hold"
    REFUSE = "refuse"


class Reason(StrEnum):
    STAFF = "by the programme"
    CLOSED = "closed"
    BANNED = "banned"
    LIMITED = "limited"
    EMPTY = "empty"
    TOO_LONG = "too long"
    NAME_TOO_LONG = "name too long"
    SUSPENDED = "suspended"
    ADDRESS_HELD = "address held"
    TRAP = "trap filled in"
    UNTIMED = "no time on the form"
    TOO_FAST = "too fast"
    CROWD = "many at once"
    REPEATED = "repeated"
    BANNED_WORD = "banned word"
    SUSPECT_WORD = "suspect word"
    SHOUTED = "shouted"
    LINKS = "links"
    VIDEO = "video"
    SPAM = "taken for spam"
    NOT_CHECKED = "not checked for spam"
    REJECTED_LATELY = "often rejected lately"
    BEFORE_APPROVAL = "everything is read first"
    NOT_PROVED = "no proved e-mail"
    NOT_YET_TRUSTED = "too few approved yet"
    TRUSTED = "trusted"
    # An edit of what a producer has picked; no phase of screening, see `Revising`.
    PICKED = "picked"


class Mode(StrEnum):
    """As `Discussion.Mode`."""

    BEFORE_APPROVAL = "before"
    TRUSTED = "trusted"


@dataclass(frozen=True)
class Words:
    """What is screened, and what is known of how it came and of who wrote it.

    What is left out passes, but for `open_for`: a form without its time is held.
    """

    name: str = ""
    place: str = ""
    body: str = ""
    has_video: bool = False
    is_edit: bool = False

    # By somebody who may approve comments.
    is_staff: bool = False
    discussion_is_open: bool = True
    mode: str = Mode.BEFORE_APPROVAL
    # The models.Sanction in force, with `kind`, `reason` and `until`.
    sanction: Any = None

    # How long until a flood's ceiling lets one more in; it refuses.
    wait: timedelta = timedelta()
    # More than usual from this address, below that ceiling; it holds.
    is_crowd: bool = False
    address_is_held: bool = False
    # How long the form was open; None: its time is missing or forged.
    open_for: timedelta | None = None
    # What the field held that people don't see.
    trap: str = ""
    # Other comments lately with these words, by this visitor or by several.
    repeats: int = 0
    # The programme's lists, see `models.WordList`.
    banned: Phrases = Phrases()
    suspect: Phrases = Phrases()

    # Trust belongs to a viewer with a proved address, see `models.conduct`.
    proved: bool = False
    approvals: int = 0
    recent_decisions: int = 0
    recent_rejections: int = 0
    trust_after: int = 0
    # Reasons that this form has been warned of: a second time it is held.
    warned: frozenset = frozenset()


# A verdict, its reason and, where there is one, the detail; None leaves it to others.
Decision = tuple | None


@dataclass(frozen=True)
class Screening:
    """`trace` is [[phase, outcome], …], `detail` what it hangs on: the listed word."""

    verdict: Verdict
    reason: Reason
    trace: list = field(default_factory=list)
    detail: str = ""

    @property
    def passed(self):
        return self.verdict is Verdict.PASS

    @property
    def warns(self):
        return self.verdict is Verdict.WARN

    @property
    def held(self):
        """It waits for a producer, if it is stored at all."""
        return not self.passed

    @property
    def refused(self):
        return self.verdict is Verdict.REFUSE
