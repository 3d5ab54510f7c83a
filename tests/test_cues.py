"""Captions in and out: WebVTT, SubRip, and whatever calls itself so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.cues import (
    MOST_CHARACTERS,
    Cue,
    Unreadable,
    Wrong,
    as_webvtt,
    clock,
    from_words,
    legible,
    milliseconds,
    parse,
    words_of,
    wrongs_in,
)

VTT = """\ufeffWEBVTT - a title

STYLE
::cue { color: red }

NOTE
nothing to see

intro
00:01.000 --> 00:02.500 align:start line:90%
<v Amal><b>Who</b> decided &amp; when?

01:00:00.000 --> 01:00:01.000
Late.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>{\\an8}Who</i>\r\ndecided?\r\n\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:04,000\r\nNobody.\r\n"
)
SAID = "The pump was under water. Who decided to leave it there all winter"


def test_webvtt_is_read_without_its_markup():
    assert parse(VTT) == [
        Cue(1000, 2500, "Who decided & when?"),
        Cue(3_600_000, 3_601_000, "Late."),
    ]


def test_subrip_is_read_too():
    assert parse(SRT) == [Cue(1000, 2500, "Who\ndecided?"), Cue(3000, 4000, "Nobody.")]


@pytest.mark.parametrize(
    "file", ["", "WEBVTT\n", "Once upon a time", "a --> b\nNo.", "\0"]
)
def test_what_holds_no_captions_is_refused(file):
    with pytest.raises(Unreadable):
        parse(file)


def test_a_character_of_no_number_is_refused():
    with pytest.raises(Unreadable):
        parse(f"WEBVTT\n\n0:01 --> 0:02\n&#{'9' * 5000};\n")


def test_words_that_look_like_captions_stay_words():
    hostile = "</c><script>alert(1)</script>\n\n00:05.000 --> 00:09.000\n& <i>so</i>"

    written = as_webvtt([Cue(0, 1000, legible(hostile))])

    assert "<" not in written
    assert written.count("-->") == 1


@pytest.mark.parametrize("turning", [*"\u202a\u202b\u202c\u202d\u202e", "&#x202e;"])
@pytest.mark.parametrize("isolating", [*"\u2066\u2067\u2068\u2069", ""])
def test_no_cue_turns_the_direction_of_another(turning, isolating):
    """Neither in the player nor in the transcript, where they stand side by side."""
    file = (
        f"WEBVTT\n\n0:01 --> 0:02\n{turning}Amal{isolating}\n\n0:02 --> 0:03\nTomas\n"
    )

    cues = parse(file)

    assert words_of(cues) == "Amal Tomas"
    assert as_webvtt(cues).split("\n")[3::3] == ["Amal", "Tomas"]


def test_arabic_keeps_all_that_it_is_written_with():
    """Subtitles wrap each line in an embedding, which dir="auto" makes needless; marks
    beside signs, and what joins letters or keeps them apart, change the words."""
    words = "قالت \u200fNATO\u200f: نعم!\u061c می\u200cخواهم"

    assert legible(f"\u202b{words}\u202c") == words
    assert legible(words) == words


@given(
    st.lists(
        st.text(min_size=1).filter(lambda text: text.strip()), min_size=1, max_size=5
    )
)
def test_what_is_written_reads_the_same(texts):
    texts = [legible(text) or "–" for text in texts]
    cues = [Cue(n * 1000, n * 1000 + 999, text) for n, text in enumerate(texts)]

    assert parse(as_webvtt(cues)) == cues


@pytest.mark.parametrize(
    ("said", "ms"),
    [("12", 12_000), ("0:12.4", 12_400), ("00:00:12,400", 12_400), (" 1:02 ", 62_000)],
)
def test_a_moment_is_read_as_people_write_it(said, ms):
    assert milliseconds(said) == ms
    assert milliseconds(clock(ms)) == ms


@pytest.mark.parametrize("said", ["", "-1", "1:", "noon", "1.2.3", "٣", "9" * 30])
def test_a_moment_that_is_none_is_refused(said):
    with pytest.raises(Unreadable):
        milliseconds(said)


@pytest.mark.parametrize(
    ("cue", "wrong"),
    [
        (Cue(2000, 3000, " "), Wrong.EMPTY),
        (Cue(2000, 3000, "x" * (MOST_CHARACTERS + 1)), Wrong.LONG),
        (Cue(3000, 3000, "Now"), Wrong.BACKWARDS),
        (Cue(2000, 61_000, "Later"), Wrong.LATE),
        (Cue(900, 2000, "Too soon"), Wrong.OVERLAPPING),
    ],
)
def test_what_is_wrong_with_a_cue_is_told(cue, wrong):
    first = Cue(0, 1000, "First")

    assert wrongs_in([first, cue], seconds=60) == [(1, wrong)]
    assert wrongs_in([first], seconds=60) == []


def test_spoken_words_become_cues_to_be_read_at_leisure():
    words = SAID.split()
    spoken = [(n * 400, n * 400 + 380, f" {word}") for n, word in enumerate(words)]
    spoken += [(20_000, 20_300, " And"), (20_300, 20_300, "…")]

    cues = from_words(spoken, 20_200)

    assert [cue.text for cue in cues] == [
        "The pump was under water.",
        "Who decided to leave it there all winter",
        "And …",
    ]
    assert cues[-1].end == 20_200
    assert wrongs_in(cues) == []
    assert words_of(cues).startswith("The pump was under water. Who decided")
