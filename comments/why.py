"""Screening's codes in a producer's words: why a comment waits, what it went through."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .words import Reason

WHY = {
    Reason.STAFF: gettext_lazy("Written by the programme"),
    Reason.CLOSED: gettext_lazy("The discussion was closed"),
    Reason.BANNED: gettext_lazy("Its author is banned"),
    Reason.LIMITED: gettext_lazy("Far too many came at once"),
    Reason.EMPTY: gettext_lazy("It had no words"),
    Reason.TOO_LONG: gettext_lazy("It was too long"),
    Reason.NAME_TOO_LONG: gettext_lazy("The name was too long"),
    Reason.SUSPENDED: gettext_lazy("Its author is suspended: everything is read first"),
    Reason.ADDRESS_HELD: gettext_lazy(
        "Its network address is held: thousands of people may share it"
    ),
    Reason.TRAP: gettext_lazy("It filled in a field that people don't see"),
    Reason.UNTIMED: gettext_lazy("Its form bore no time: sent by a program, perhaps"),
    Reason.TOO_FAST: gettext_lazy("Its form was answered faster than people read"),
    Reason.CROWD: gettext_lazy("Many came from its network address"),
    Reason.REPEATED: gettext_lazy(
        "The same words were sent before, by its author or by many"
    ),
    Reason.BANNED_WORD: gettext_lazy(
        "It has a banned word, and its author was asked once"
    ),
    Reason.SUSPECT_WORD: gettext_lazy(
        "It has a suspect word, and its author was asked once"
    ),
    Reason.SHOUTED: gettext_lazy(
        "It is mostly in capitals, and its author was asked once"
    ),
    Reason.LINKS: gettext_lazy("It has several links, or one in its name or place"),
    Reason.VIDEO: gettext_lazy("Videos are always watched first"),
    Reason.SPAM: gettext_lazy("The spam service takes it for spam"),
    Reason.NOT_CHECKED: gettext_lazy("The spam service didn't answer"),
    Reason.REJECTED_LATELY: gettext_lazy("Its author was often rejected lately"),
    Reason.BEFORE_APPROVAL: gettext_lazy("Everything is read first here"),
    Reason.NOT_PROVED: gettext_lazy("Its author has proved no e-mail address"),
    Reason.NOT_YET_TRUSTED: gettext_lazy("Its author has too few approved comments"),
    Reason.TRUSTED: gettext_lazy("Its author is trusted"),
    Reason.PICKED: gettext_lazy("It is picked: its edits are read first"),
}
PHASE_NAMES = {
    "staff": gettext_lazy("By the programme"),
    "discussion": gettext_lazy("Discussion open"),
    "ban": gettext_lazy("Ban"),
    "flood": gettext_lazy("Flood"),
    "length": gettext_lazy("Length"),
    "suspension": gettext_lazy("Suspension"),
    "address": gettext_lazy("Held address"),
    "trap": gettext_lazy("Hidden field"),
    "haste": gettext_lazy("Time at the form"),
    "crowd": gettext_lazy("Many at once"),
    "repetition": gettext_lazy("Repetition"),
    "banned_words": gettext_lazy("Banned words"),
    "suspect_words": gettext_lazy("Suspect words"),
    "shouting": gettext_lazy("Shouting"),
    "links": gettext_lazy("Links"),
    "video": gettext_lazy("Video"),
    "akismet": gettext_lazy("Spam service"),
    "record": gettext_lazy("Author's record"),
    "mode": gettext_lazy("Moderation of this discussion"),
    "trust": gettext_lazy("Trust"),
}
# What a producer may tell the author of a refusal; in words of their own, too.
REASONS_TO_GIVE = (
    gettext_lazy("It is not about this episode"),
    gettext_lazy("It insults or threatens somebody"),
    gettext_lazy("It shows contempt for people for what they are"),
    gettext_lazy("It shows who or where somebody is"),
    gettext_lazy("It says something about somebody that we can't check"),
    gettext_lazy("It is advertising"),
    gettext_lazy("It says the same as another comment"),
)


def why(code):
    """A reason's sentence; one that no release knows any more stands for itself."""
    return WHY.get(code, code)


def steps(trace):
    """[(phase, outcome), …] of an audit row's trace, in words."""
    return [(PHASE_NAMES.get(phase, phase), _outcome(said)) for phase, said in trace]


def _outcome(said):
    if said == "pass":
        return _("nothing")
    code, _separator, detail = said.partition(": ")
    return f"{why(code)}: {detail}" if detail else why(code)
