"""What happens to a new or edited comment: small phases over values, in order.

The first phase that decides ends it. What can't be mended comes first, then what the
viewer can mend, then what only a producer can tell. Whatever they say, the trace is
kept with the comment's audit row, so that a producer sees why.
"""

from collections.abc import Callable
from datetime import timedelta

from episodes.rich_text import ADDRESS

from .measuring import is_blank, is_longer_than, is_shouted
from .words import Decision, Mode, Reason, Screening, Verdict, Words

MOST_CHARACTERS = 3000
MOST_CHARACTERS_OF_A_NAME = 80
# Nobody reads and answers a form faster.
QUICKEST = timedelta(seconds=3)
# So many links are more than sources for one thought.
MANY_LINKS = 3
# One mistake is none; but of whom so much was turned down lately, all is read first.
FEWEST_REJECTIONS = 2
REJECTED_SHARE = 0.3

Phase = Callable[[Words], Decision]


def staff(words: Words) -> Decision:
    """Not screened further, if it can stand at all; but a clip is watched."""
    if words.is_staff and not (words.has_video or discussion(words) or length(words)):
        return Verdict.PASS, Reason.STAFF
    return None


def discussion(words: Words) -> Decision:
    return None if words.discussion_is_open else (Verdict.REFUSE, Reason.CLOSED)


def ban(words: Words) -> Decision:
    """In words, with its reason and end: nobody writes into the void here."""
    if words.sanction and words.sanction.kind == "ban":
        return Verdict.REFUSE, Reason.BANNED
    return None


def flood(words: Words) -> Decision:
    return (Verdict.REFUSE, Reason.LIMITED) if words.wait else None


def length(words: Words) -> Decision:
    if is_blank(words.body) and not words.has_video:
        return Verdict.REFUSE, Reason.EMPTY
    if is_longer_than(words.body, MOST_CHARACTERS):
        return Verdict.REFUSE, Reason.TOO_LONG
    if is_longer_than(words.name, MOST_CHARACTERS_OF_A_NAME):
        return Verdict.REFUSE, Reason.NAME_TOO_LONG
    return None


def suspension(words: Words) -> Decision:
    return (Verdict.HOLD, Reason.SUSPENDED) if words.sanction else None


def address(words: Words) -> Decision:
    return (Verdict.HOLD, Reason.ADDRESS_HELD) if words.address_is_held else None


def trap(words: Words) -> Decision:
    return (Verdict.HOLD, Reason.TRAP) if words.trap else None


def haste(words: Words) -> Decision:
    """Of new words: a letter of one's own is mended in a moment."""
    if words.open_for is None:
        return Verdict.HOLD, Reason.UNTIMED
    is_fast = words.open_for < QUICKEST and not words.is_edit
    return (Verdict.HOLD, Reason.TOO_FAST) if is_fast else None


def crowd(words: Words) -> Decision:
    return (Verdict.HOLD, Reason.CROWD) if words.is_crowd else None


def repetition(words: Words) -> Decision:
    return _nudge(words, Reason.REPEATED) if words.repeats else None


def banned_words(words: Words) -> Decision:
    found = words.banned.find(words.name, words.place, words.body)
    return _nudge(words, Reason.BANNED_WORD, found) if found else None


def suspect_words(words: Words) -> Decision:
    found = words.suspect.find(words.name, words.place, words.body)
    return _nudge(words, Reason.SUSPECT_WORD, found) if found else None


def shouting(words: Words) -> Decision:
    return _nudge(words, Reason.SHOUTED) if is_shouted(words.body) else None


def links(words: Words) -> Decision:
    """Several in the words, or a single one where a name belongs."""
    is_advertised = ADDRESS.search(words.name) or ADDRESS.search(words.place)
    if is_advertised or len(ADDRESS.findall(words.body)) >= MANY_LINKS:
        return Verdict.HOLD, Reason.LINKS
    return None


def video(words: Words) -> Decision:
    return (Verdict.HOLD, Reason.VIDEO) if words.has_video else None


def record(words: Words) -> Decision:
    rejections, decisions = words.recent_rejections, words.recent_decisions
    is_often = rejections >= FEWEST_REJECTIONS
    if is_often and rejections > REJECTED_SHARE * decisions:
        return Verdict.HOLD, Reason.REJECTED_LATELY
    return None


def mode(words: Words) -> Decision:
    if words.mode != Mode.TRUSTED:
        return Verdict.HOLD, Reason.BEFORE_APPROVAL
    return None


def trust(words: Words) -> Decision:
    """The last one: it always decides."""
    if not words.proved:
        return Verdict.HOLD, Reason.NOT_PROVED
    if words.approvals < words.trust_after:
        return Verdict.HOLD, Reason.NOT_YET_TRUSTED
    return Verdict.PASS, Reason.TRUSTED


PHASES = (
    *(staff, discussion, ban, flood, length),
    *(suspension, address, trap, haste, crowd),
    *(repetition, banned_words, suspect_words, shouting, links),
    *(video, record, mode, trust),
)


def screen(words: Words, phases: tuple[Phase, ...] = PHASES) -> Screening:
    """Ask the phases in turn; the last one always decides."""
    trace = []
    for phase in phases:
        decision = phase(words)
        if decision is None:
            trace.append([phase.__name__, "pass"])
            continue
        verdict, reason, *details = decision
        trace.append([phase.__name__, ": ".join([reason, *details])])
        return Screening(verdict, reason, trace, *details)
    raise ValueError("no phase decided")


def _nudge(words, reason, *details):
    """A kind word the first time; the second time it is held."""
    verdict = Verdict.HOLD if reason in words.warned else Verdict.WARN
    return verdict, reason, *details
