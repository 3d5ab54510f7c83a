"""What each phase decides, and that the first to decide ends it."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from comments.folding import Phrases
from comments.measuring import FEWEST_SHOUTED, is_longer_than, is_shouted
from comments.models import Discussion
from comments.screening import (
    MANY_LINKS,
    MOST_CHARACTERS,
    PHASES,
    QUICKEST,
    Mode,
    Reason,
    Verdict,
    Words,
    screen,
)

BAN = SimpleNamespace(kind="ban", reason="Threats", until=None)
SUSPENSION = SimpleNamespace(kind="suspension", reason="Insults", until=None)
LIST = Phrases.of("idiot")
LINK = "https://example.org/a "
# A trusted viewer's: nothing holds it.
TRUSTED = Words(
    name="Amina",
    place="Nairobi",
    body="We stayed on the roof for two nights.",
    mode=Mode.TRUSTED,
    open_for=timedelta(minutes=1),
    proved=True,
    approvals=3,
    trust_after=3,
)

REFUSED = [
    ({"discussion_is_open": False}, Reason.CLOSED),
    ({"sanction": BAN}, Reason.BANNED),
    ({"wait": timedelta(seconds=1)}, Reason.LIMITED),
    ({"body": " \u200b\u3164\n"}, Reason.EMPTY),
    ({"body": "a" * (MOST_CHARACTERS + 1)}, Reason.TOO_LONG),
    ({"body": "e\u0301" * 6001}, Reason.TOO_LONG),
    ({"name": "a" * 81}, Reason.NAME_TOO_LONG),
]
HELD = [
    ({"sanction": SUSPENSION}, Reason.SUSPENDED),
    ({"address_is_held": True}, Reason.ADDRESS_HELD),
    ({"trap": "https://spam.example"}, Reason.TRAP),
    ({"open_for": None}, Reason.UNTIMED),
    ({"is_crowd": True}, Reason.CROWD),
    ({"body": LINK * MANY_LINKS}, Reason.LINKS),
    ({"name": "www.example.org"}, Reason.LINKS),
    ({"place": "https://example.org"}, Reason.LINKS),
    ({"has_video": True}, Reason.VIDEO),
    ({"has_video": True, "body": ""}, Reason.VIDEO),
    ({"recent_decisions": 6, "recent_rejections": 2}, Reason.REJECTED_LATELY),
    ({"mode": Mode.BEFORE_APPROVAL}, Reason.BEFORE_APPROVAL),
    ({"mode": "unheard of"}, Reason.BEFORE_APPROVAL),
    ({"proved": False}, Reason.NOT_PROVED),
    ({"approvals": 2}, Reason.NOT_YET_TRUSTED),
]
HASTY = [
    ({"open_for": QUICKEST - timedelta(milliseconds=1)}, Reason.TOO_FAST),
    ({"open_for": timedelta(seconds=-60)}, Reason.TOO_FAST),
]
NUDGED = [
    ({"repeats": 1}, Reason.REPEATED),
    ({"body": "You IDIOT", "banned": LIST}, Reason.BANNED_WORD),
    ({"name": "Idiot", "banned": LIST}, Reason.BANNED_WORD),
    ({"place": "idiot", "banned": LIST}, Reason.BANNED_WORD),
    ({"body": "You IDIOT", "suspect": LIST}, Reason.SUSPECT_WORD),
    ({"name": "Idiot", "suspect": LIST}, Reason.SUSPECT_WORD),
    ({"body": "THEY NEVER LISTEN TO ANY OF US"}, Reason.SHOUTED),
    ({"body": "ОНИ НИКОГДА НАС НЕ СЛУШАЮТ"}, Reason.SHOUTED),
]


def verdict_on(**known):
    screening = screen(replace(TRUSTED, **known))
    return screening.verdict, screening.reason


def test_a_trusted_viewers_words_pass():
    assert verdict_on() == (Verdict.PASS, Reason.TRUSTED)


@pytest.mark.parametrize(("known", "reason"), REFUSED)
def test_what_cannot_be_taken_is_refused(known, reason):
    assert verdict_on(**known) == (Verdict.REFUSE, reason)


@pytest.mark.parametrize(("known", "reason"), HELD + HASTY)
def test_what_a_producer_must_read_is_held(known, reason):
    assert verdict_on(**known) == (Verdict.HOLD, reason)


@pytest.mark.parametrize(("known", "reason"), NUDGED)
def test_a_nudge_comes_first_and_then_it_is_held(known, reason):
    assert verdict_on(**known) == (Verdict.WARN, reason)
    assert verdict_on(**known, warned=frozenset({reason})) == (Verdict.HOLD, reason)
    # As a form brings them back.
    assert verdict_on(**known, warned=frozenset({str(reason)}))[0] == Verdict.HOLD
    other = {"repeats": 0, "warned": frozenset({"something else"})}
    assert verdict_on(**other | known)[0] == Verdict.WARN


@pytest.mark.parametrize(("known", "reason"), REFUSED + HELD + NUDGED)
@pytest.mark.parametrize("is_edit", [False, True])
def test_an_edit_is_screened_like_new_words(known, reason, is_edit):
    assert verdict_on(**known, is_edit=is_edit)[1] == reason


@pytest.mark.parametrize(("known", "_reason"), HASTY)
def test_a_letter_is_mended_in_a_moment(known, _reason):
    assert verdict_on(**known, is_edit=True) == (Verdict.PASS, Reason.TRUSTED)


def test_a_producers_words_pass_unread():
    for known, _reason in [
        *HELD,
        *HASTY,
        *NUDGED,
        ({"mode": Mode.BEFORE_APPROVAL}, ""),
    ]:
        if not known.get("has_video"):
            by_staff = verdict_on(**known, is_staff=True)
            assert by_staff == (Verdict.PASS, Reason.STAFF)


def test_even_a_producer_writes_something_in_an_open_discussion_and_a_clip_is_watched():
    assert verdict_on(is_staff=True, body="")[1] == Reason.EMPTY
    assert verdict_on(is_staff=True, discussion_is_open=False)[1] == Reason.CLOSED
    assert verdict_on(is_staff=True, has_video=True)[1] == Reason.VIDEO


@pytest.mark.parametrize(("known", "reason"), REFUSED)
def test_nothing_that_only_holds_opens_a_way_round_a_refusal(known, reason):
    """Or a robot that fills in the trap could flood, and the suspended outrun a ban."""
    everything = {}
    for more, _reason in [*HELD, *HASTY, *NUDGED]:
        everything |= more
    everything["sanction"] = BAN if reason == Reason.BANNED else SUSPENSION
    everything["has_video"] = False

    assert verdict_on(**everything | known) == (Verdict.REFUSE, reason)


def test_whoever_is_held_anyway_is_not_nudged():
    assert verdict_on(trap="x", repeats=1) == (Verdict.HOLD, Reason.TRAP)


def test_the_trace_names_the_phases_as_far_as_they_were_asked():
    screening = screen(replace(TRUSTED, body="You idiot", suspect=LIST))

    names = [phase.__name__ for phase in PHASES]
    asked = names[: names.index("suspect_words")]
    assert screening.trace == [
        *([name, "pass"] for name in asked),
        ["suspect_words", "suspect word: idiot"],
    ]
    assert screening.detail == "idiot"


def test_the_modes_are_those_of_a_discussion():
    assert set(Mode) == set(Discussion.Mode.values)


def test_what_is_not_known_of_words_lets_nobody_in():
    assert screen(Words(body="Words")).held


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BBC",
        "NATO, UNHCR, WHO",
        "The WHO and UNHCR say that the IFRC is there, as are WFP, UNICEF and MSF.",
        "نحن هنا منذ أسبوعين ولم يأت أحد من المجلس",
        "我们在屋顶上待了两个晚上没有人来我们在屋顶上待了两个晚上",
        "1234567890 1234567890!!!",
        "😡" * 50,
    ],
)
def test_acronyms_and_scripts_without_capitals_are_not_shouted(text):
    assert not is_shouted(text)


def test_a_few_capitals_are_not_shouted_and_many_are():
    assert not is_shouted("A" * (FEWEST_SHOUTED - 1))
    assert is_shouted("A" * FEWEST_SHOUTED)


def test_a_link_or_two_are_sources():
    assert verdict_on(body="See " + LINK * (MANY_LINKS - 1))[0] == Verdict.PASS


def test_words_without_end_are_too_long_whatever_they_count():
    assert not is_longer_than("e\u0301" * 3000, 3000)
    assert is_longer_than("\u200b" * 12_001, 3000)
    assert is_longer_than("a" * 3001, 3000)
