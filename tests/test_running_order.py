import random
import re
import time
from datetime import UTC, date, datetime

import pytest

from episodes.running_order import NothingPasted, PastedTooMuch, read
from episodes.running_order.pasted import lines_of
from episodes.running_order.text import as_text

from .running_orders import HTML, PAGE

TODAY = date(2023, 9, 18)
HEAD = "The Stream\n\nWho decides?\n\nA town argues over walls.\n\n"
BODY = (
    "The river left the market under mud, and nobody had been told of it in time. " * 3
)
SPOKEN = "On this episode of The Stream, we speak with:\n\n"


def taken(text, today=TODAY, **options):
    return read(text, today=today, **options).as_json()


def panel_of(text):
    order = taken(f"{HEAD}{BODY}\n\n{SPOKEN}{text}\n\nRead more:\n\nA title – A source")
    assert order["links"] == [{"title": "A title", "source": "A source", "url": ""}]
    return [tuple(speaker.values()) for speaker in order["panel"]]


def links_of(text):
    return [
        tuple(link.values())
        for link in taken(f"{HEAD}{BODY}\n\nRead more:\n{text}")["links"]
    ]


def test_every_part_of_a_pasted_page_finds_its_field():
    order = taken(PAGE)

    assert order["programme"] == "The Stream"
    assert order["headline"] == "Who decides when the river comes back?"
    assert order["standfirst"].startswith("Two weeks after the water")
    assert order["airs_at"] is None
    assert len(order["body"]) == 4
    assert "promised new walls after" in order["body"][1]
    assert order["body"][3].endswith("Join the conversation.")
    assert order["panel"] == [
        {"name": "Nadia Amari Holt", "handle": "", "role": ""},
        {
            "name": "Tomas Berg",
            "handle": "@tomasberg",
            "role": "Hydrologist and adviser",
        },
    ]
    assert order["links"] == [
        {
            "title": "‘We heard nothing’: a town counts its losses",
            "source": "Valley Post",
            "url": "",
        },
        {
            "title": "Walls or meadows: what rivers want",
            "source": "Al Jazeera",
            "url": "",
        },
    ]
    assert order["prompt"] == "What do you think?"
    assert order["unplaced"] == []


def test_a_weekday_without_a_date_is_said_and_gives_no_time():
    assert [r for r in taken(PAGE)["remarks"] if "Wednesday" in r]
    assert not [r for r in taken(PAGE)["remarks"] if "Tuesday" in r]


def test_words_that_look_run_together_are_flagged_and_left():
    order = taken(PAGE)

    assert [r for r in order["remarks"] if "“budgetshand-to-hand”" in r]
    assert "budgetshand-to-hand" in order["body"][1]


@pytest.mark.parametrize(
    "alter",
    [
        lambda page: page.replace("\n", "\r\n"),
        lambda page: page.replace("\n", "\r"),
        lambda page: "\ufeff" + page,
        lambda page: page.replace(" ", "\xa0"),
        lambda page: page.replace("e", "e\u200b"),
        lambda page: page.replace("r", "r\0"),
        lambda page: page.replace("\n", " \t\n"),
        lambda page: re.sub(r"\n\n+", "\n", page),
        lambda page: page.replace("\n\n", "\n\u200e\n"),
        lambda page: page.replace("\n", "\u2028"),
    ],
)
def test_ends_of_lines_and_unseen_characters_change_nothing(alter):
    expected = taken(PAGE)

    assert taken(alter(PAGE)) == expected


def test_without_its_line_the_programme_is_named_by_the_introduction():
    order = taken(PAGE.removeprefix("The Stream\n\n"))

    assert order["programme"] == "The Stream"
    assert order["headline"] == "Who decides when the river comes back?"


def test_a_known_programme_needs_no_introduction():
    text = f"Inside Line\n\nWho pays\n\nA town argues.\n\n{BODY}"

    assert taken(text, programmes=["Inside Line"])["headline"] == "Who pays"
    assert taken(text)["headline"] == "Inside Line"


def test_a_guessed_programme_is_said():
    order = taken(f"Inside Line\n\nWho pays?\n\nA town argues.\n\n{BODY}")

    assert (order["programme"], order["headline"]) == ("Inside Line", "Who pays?")
    assert "“Inside Line”" in order["remarks"][0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("On Thursday, September 21 at 19:30 GMT:", "2023-09-21T19:30:00Z"),
        ("On Thursday, September 21, 2023 at 19:30 GMT:", "2023-09-21T19:30:00Z"),
        ("Thursday 21 September, 19:30 GMT", "2023-09-21T19:30:00Z"),
        ("On Thursday, 21st of September at 1930GMT", "2023-09-21T19:30:00Z"),
        ("On Thu., Sept. 21 at 1930 hrs UTC:", "2023-09-21T19:30:00Z"),
        ("On Thursday, September 21 at 20:30 BST:", "2023-09-21T19:30:00Z"),
        ("On Thursday, September 21 at 3:30pm ET:", "2023-09-21T19:30:00Z"),
        ("On Wednesday, January 10 at 3.30 p.m. ET:", "2024-01-10T20:30:00Z"),
        ("Thursday, September 21 at 22:30 GMT+3:", "2023-09-21T19:30:00Z"),
        ("Live on Thursday, 21 September at 7pm UTC", "2023-09-21T19:00:00Z"),
        ("19:30 GMT on Thursday, September 21", "2023-09-21T19:30:00Z"),
        ("2023-09-21 19:30 GMT", "2023-09-21T19:30:00Z"),
        ("2023-09-21T19:30:00Z", "2023-09-21T19:30:00Z"),
        ("Thursday 21/09/2023 at 19:30 GMT", "2023-09-21T19:30:00Z"),
        ("On Thursday, September 21 at 19:30 to 20:00 GMT", "2023-09-21T19:30:00Z"),
        ("On Sunday, December 31 at 23:30 ET:", "2024-01-01T04:30:00Z"),
    ],
)
def test_a_line_with_date_and_time_gives_the_broadcast_time(line, expected):
    order = taken(f"{HEAD}{line}\n\n{BODY}")

    assert order["airs_at"] == expected
    assert order["standfirst"] == "A town argues over walls."
    assert len(order["body"]) == 1
    assert order["unplaced"] == []


def test_the_body_may_begin_in_the_line_with_the_date():
    order = taken(f"{HEAD}On Thursday, September 21 at 19:30 GMT: {BODY}")

    assert order["airs_at"] == "2023-09-21T19:30:00Z"
    assert order["body"] == [BODY.strip()]


def test_a_date_right_under_the_headline_leaves_no_standfirst():
    order = taken(
        f"The Stream\n\nWho decides?\n\nOn Thursday, September 21 at 19:30 GMT:\n\n"
        f"Short beginning.\n\n{BODY}"
    )

    assert order["standfirst"] == ""
    assert order["body"][0] == "Short beginning."


def test_a_full_date_in_a_sentence_of_the_text_is_taken_and_said():
    order = taken(
        f"{HEAD}{BODY}\n\nThe Stream is live on Thursday, September 21 at 19:30 GMT."
    )

    assert order["airs_at"] == "2023-09-21T19:30:00Z"
    assert any("The Stream is live" in remark for remark in order["remarks"])
    assert (
        order["body"][1] == "The Stream is live on Thursday, September 21 at 19:30 GMT."
    )


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2020, 1, 8), "2017-09-21"),
        (date(2020, 10, 1), "2023-09-21"),
        (date(2023, 12, 31), "2023-09-21"),
    ],
)
def test_a_missing_year_is_the_nearest_that_fits_and_said_as_a_guess(today, expected):
    order = taken(f"{HEAD}On Thursday, September 21 at 19:30 GMT:\n\n{BODY}", today)

    assert order["airs_at"].startswith(expected)
    assert any(
        "a guess" in remark and "Thursday" in remark for remark in order["remarks"]
    )


def test_a_year_that_is_given_is_no_guess():
    order = taken(f"{HEAD}On Thursday, September 21, 2023 at 19:30 GMT:\n\n{BODY}")

    assert not any("guess" in remark for remark in order["remarks"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("On Wednesday:", "“Wednesday” comes without a date"),
        ("Wednesday", "“Wednesday” comes without a date"),
        ("On Wednesday at 19:30 GMT:", "“Wednesday” comes without a date"),
        ("On Thursday, September 21:", "without a time"),
        ("On Friday, September 21, 2023 at 19:30 GMT:", "is a Thursday, not a Friday"),
        ("On Monday, February 30 at 19:30 GMT:", "can't be made out"),
        ("On Thursday, September 21 at 25:30 GMT:", "time of day doesn't exist"),
        ("On Thursday, September 21 at 13:30pm GMT:", "time of day doesn't exist"),
        ("On Thursday, September 21 at 19:30 XYZ:", "“XYZ” is not a time zone"),
        ("On Thursday, September 21 at 19:30 IST:", "“IST” is not a time zone"),
        (
            "On Thursday, September 21 at 19:30 local time:",
            "“local time” is not a time",
        ),
        ("02/03/2023 at 19:30 GMT", "can't be made out"),
    ],
)
def test_an_unclear_time_stays_empty_is_said_and_its_line_kept(line, said):
    order = taken(f"{HEAD}{line}\n\n{BODY}")

    assert order["airs_at"] is None
    assert order["unplaced"] == [line]
    assert any(said in remark for remark in order["remarks"]), order["remarks"]


def test_a_time_without_a_zone_is_read_as_gmt_and_said():
    order = taken(f"{HEAD}On Thursday, September 21 at 19:30:\n\n{BODY}")

    assert order["airs_at"] == "2023-09-21T19:30:00Z"
    assert any("no time zone" in remark for remark in order["remarks"])


def test_a_broadcast_time_is_aware_and_in_utc():
    order = read(f"{HEAD}On Thursday, September 21 at 3pm ET:\n\n{BODY}", today=TODAY)

    assert order.airs_at == datetime(2023, 9, 21, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    "introduction",
    [
        "On this episode of The Stream, we speak with:",
        "On this episode of The Stream, we speak to:",
        "In this episode of “The Stream”, we are joined by:",
        "In this episode of The Stream we’ll be joined by",
        "On today’s episode of The Stream, we'll speak with:",
        "ON THIS EPISODE OF THE STREAM, WE SPEAK WITH:",
        "On this episode, we speak with:",
        "Our guests:",
        "Panel",
        "Joining us:",
    ],
)
def test_the_panel_is_introduced_in_many_ways(introduction):
    order = taken(
        f"{HEAD}{BODY}\n\n{introduction}\n\nTomas Berg, @tomasberg\nHydrologist"
    )

    assert order["programme"] == "The Stream" or "The Stream" not in introduction
    assert order["panel"] == [
        {"name": "Tomas Berg", "handle": "@tomasberg", "role": "Hydrologist"}
    ]
    assert order["unplaced"] == []


def test_a_sentence_about_an_episode_introduces_nobody():
    sentence = "In this episode of The Stream, we speak to farmers about walls."

    assert taken(f"{HEAD}{BODY}\n\n{sentence}")["body"][1] == sentence


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Tomas Berg", [("Tomas Berg", "", "")]),
        ("Tomas Berg, @tomas", [("Tomas Berg", "@tomas", "")]),
        ("Tomas Berg (@tomas)", [("Tomas Berg", "@tomas", "")]),
        ("Tomas Berg @tomas", [("Tomas Berg", "@tomas", "")]),
        ("Tomas Berg – hydrologist", [("Tomas Berg", "", "hydrologist")]),
        ("Tomas Berg — hydrologist", [("Tomas Berg", "", "hydrologist")]),
        ("Tomas Berg—hydrologist", [("Tomas Berg", "", "hydrologist")]),
        ("Tomas Berg - hydrologist", [("Tomas Berg", "", "hydrologist")]),
        ("Tomas Berg, hydrologist", [("Tomas Berg", "", "hydrologist")]),
        ("Tomas Berg: hydrologist", [("Tomas Berg", "", "hydrologist")]),
        ("Tomas Berg (hydrologist)", [("Tomas Berg", "", "hydrologist")]),
        (
            "Tomas Berg (@tomas) – Hydrologist, Valley University",
            [("Tomas Berg", "@tomas", "Hydrologist, Valley University")],
        ),
        ("Tomas Berg, @tomas, hydrologist", [("Tomas Berg", "@tomas", "hydrologist")]),
        ("Tomas Berg, hydrologist, @tomas", [("Tomas Berg", "@tomas", "hydrologist")]),
        ("Tomas Berg, Jr., hydrologist", [("Tomas Berg, Jr.", "", "hydrologist")]),
        ("• Tomas Berg, hydrologist", [("Tomas Berg", "", "hydrologist")]),
        ("Host: Nadia Holt", [("Nadia Holt", "", "Host")]),
        (
            "Tomas Berg\n@tomas\nHydrologist and adviser",
            [("Tomas Berg", "@tomas", "Hydrologist and adviser")],
        ),
        (
            "Tomas Berg\n\nHydrologist and adviser\n\nNadia Holt\n\nFarmer",
            [
                ("Tomas Berg", "", "Hydrologist and adviser"),
                ("Nadia Holt", "", "Farmer"),
            ],
        ),
        (
            "Nadia Holt\nTomas Berg, @tomas\nHydrologist",
            [("Nadia Holt", "", ""), ("Tomas Berg", "@tomas", "Hydrologist")],
        ),
        (
            "Nadia Holt\nTomas Berg\nLena Vos",
            [("Nadia Holt", "", ""), ("Tomas Berg", "", ""), ("Lena Vos", "", "")],
        ),
        (
            "Nadia Holt\nRiverside Collective\n\n\n\nTomas Berg",
            [("Nadia Holt", "", "Riverside Collective"), ("Tomas Berg", "", "")],
        ),
        (
            "Nadia Holt\nExecutive Director, Human Rights Watch\nAuthor of Mud\n\nTomas Berg",
            [
                (
                    "Nadia Holt",
                    "",
                    "Executive Director, Human Rights Watch, Author of Mud",
                ),
                ("Tomas Berg", "", ""),
            ],
        ),
        (
            "هيوا عثمان، صحفي\n\n山田 花子 (@hanako)\n\nАбу аль-Масри – журналист",
            [
                ("هيوا عثمان", "", "صحفي"),
                ("山田 花子", "@hanako", ""),
                ("Абу аль-Масри", "", "журналист"),
            ],
        ),
        (
            "Abu Mahdi al-Rashid\n\nLudwig van der Berg",
            [("Abu Mahdi al-Rashid", "", ""), ("Ludwig van der Berg", "", "")],
        ),
        (
            "Nadia Holt\n\nProfessor Tomas Berg",
            [("Nadia Holt", "", ""), ("Professor Tomas Berg", "", "")],
        ),
    ],
)
def test_panel_lines_come_in_many_ways(lines, expected):
    assert panel_of(lines) == expected


def test_a_guest_named_twice_is_said():
    order = taken(
        f"{HEAD}{BODY}\n\n{SPOKEN}Tomas Berg\n\nNadia Holt\n\nTOMAS  BERG, @t"
    )

    assert len(order["panel"]) == 2
    assert order["unplaced"] == ["TOMAS BERG, @t"]
    assert any("twice" in remark for remark in order["remarks"])


def test_what_is_no_name_in_the_panel_is_left_unplaced():
    line = "The people who live along the river and who were not asked"
    order = taken(f"{HEAD}{BODY}\n\n{SPOKEN}{line}\n\nTomas Berg")

    assert [speaker["name"] for speaker in order["panel"]] == ["Tomas Berg"]
    assert order["unplaced"] == [line]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("A town – Valley Post", [("A town", "Valley Post", "")]),
        ("A town\xa0–\xa0Valley Post", [("A town", "Valley Post", "")]),
        ("A town - Valley Post", [("A town", "Valley Post", "")]),
        ("A town | Valley Post", [("A town", "Valley Post", "")]),
        (
            "Walls – or meadows – Valley Post",
            [("Walls – or meadows", "Valley Post", "")],
        ),
        (
            "Walls - or meadows – Valley Post",
            [("Walls - or meadows", "Valley Post", "")],
        ),
        ("Walls - or meadows?", [("Walls - or meadows?", "", "")]),
        ("A well-known town", [("A well-known town", "", "")]),
        (
            "A town – Valley Post (https://example.org/a_(b))",
            [("A town", "Valley Post", "https://example.org/a_(b)")],
        ),
        (
            "A town [https://example.org/a] – Valley Post",
            [("A town", "Valley Post", "https://example.org/a")],
        ),
        (
            "[A town](https://example.org/a) – Valley Post",
            [("A town", "Valley Post", "https://example.org/a")],
        ),
        (
            "A town – Valley Post\nhttps://example.org/a\nWalls – Al Jazeera",
            [
                ("A town", "Valley Post", "https://example.org/a"),
                ("Walls", "Al Jazeera", ""),
            ],
        ),
        (
            "A town – Valley Post www.example.org/a.",
            [("A town", "Valley Post", "https://www.example.org/a")],
        ),
        ("• A town – Valley Post", [("A town", "Valley Post", "")]),
    ],
)
def test_links_come_in_many_ways(lines, expected):
    assert links_of(lines) == expected


@pytest.mark.parametrize(
    "heading",
    ["Read more:", "Read more", "READ MORE:", "More reading", "Further reading:"],
)
def test_the_reading_is_headed_in_many_ways(heading):
    order = taken(f"{HEAD}{BODY}\n\n{heading}\nA town – Valley Post")

    assert len(order["links"]) == 1
    assert order["unplaced"] == []


@pytest.mark.parametrize(
    "closing",
    [
        "What do you think? Record a video comment or leave your thoughts in the comments below.",
        "What do you think? Leave your thoughts in the comments section below.",
        "What do you think?\nRecord a video comment or leave your thoughts below in the comments.",
        "What do you think? Join the conversation in the comments section below!",
        "What do you think? You can tell us in the comments.",
    ],
)
def test_the_closing_call_gives_the_prompt(closing):
    order = taken(f"{HEAD}{BODY}\n\n{closing}")

    assert order["prompt"] == "What do you think?"
    assert order["body"] == [BODY.strip()]
    assert order["unplaced"] == []


def test_a_question_of_the_programmes_own_is_the_prompt():
    order = taken(f"{HEAD}{BODY}\n\nShould it flood? Tell us in the comments below.")

    assert order["prompt"] == "Should it flood?"


def test_a_call_at_the_end_of_a_paragraph_leaves_the_paragraph_to_the_body():
    order = taken(
        f"{HEAD}{BODY}Who pays? What do you think? Tell us in the comments below."
    )

    assert order["body"] == [f"{BODY}Who pays?"]
    assert order["prompt"] == "What do you think?"


def test_a_call_without_a_question_and_what_follows_it_stay_unplaced():
    call = "Leave your thoughts in the comments section below."
    order = taken(f"{HEAD}{BODY}\n\n{call} Tweet us any time.\n\nValley Media 2023")

    assert order["prompt"] == ""
    assert sorted(order["unplaced"]) == [
        call,
        "Tweet us any time.",
        "Valley Media 2023",
    ]


def test_sections_may_come_in_another_order_or_be_missing():
    order = taken(
        f"{HEAD}{SPOKEN}Tomas Berg – hydrologist\n\n{BODY}\n\n"
        f"Read more:\nA town – Valley Post\n\n{BODY} And more.\n\nWhat do you think?"
    )

    assert order["standfirst"] == "A town argues over walls."
    assert len(order["panel"]) == 1
    assert len(order["links"]) == 1
    assert len(order["body"]) == 2
    assert order["prompt"] == "What do you think?"


def test_a_headline_may_stand_alone_or_without_a_standfirst():
    assert taken("Who decides?")["headline"] == "Who decides?"
    order = taken(f"Who decides?\n\n{BODY}{BODY}\n\n{BODY}")

    assert order["headline"] == "Who decides?"
    assert order["standfirst"] == ""
    assert len(order["body"]) == 2


def test_a_text_without_a_headline_says_so():
    order = taken(BODY)

    assert order["headline"] == ""
    assert order["body"] == [BODY.strip()]
    assert "No headline was found." in order["remarks"]


def test_lines_broken_by_a_mail_program_are_one_paragraph():
    wrapped = (
        "The river left the market under mud, and the first shops opened\n"
        "again on Tuesday. Their owners carried out whatever they could,\n"
        "while engineers measured cracks in the old bridge."
    )

    assert taken(f"{HEAD}{BODY}\n\n{wrapped}")["body"][1] == wrapped.replace("\n", " ")


def test_what_stands_around_an_article_is_left_unplaced():
    order = taken(f"The Stream\n\nWho decides?\n\nA town argues.\n\nShare\n\n{BODY}")

    assert order["unplaced"] == ["Share"]
    assert order["body"] == [BODY.strip()]


@pytest.mark.parametrize(
    "empty", ["", " \n\t", "\ufeff", "\u200b\xa0\0", "<p></p>", "<br>"]
)
def test_nothing_to_read_is_a_named_error(empty):
    with pytest.raises(NothingPasted):
        read(empty, today=TODAY)


@pytest.mark.parametrize(
    "much", ["word " * 50_000, "x" * 1_000_001, "<p>" + "<!-- -->" * 125_001]
)
def test_too_much_to_read_is_a_named_error(much):
    with pytest.raises(PastedTooMuch, match="too long"):
        read(much, today=TODAY)


@pytest.mark.parametrize(
    "long",
    [
        "a" * 99_000,
        "-" * 99_000,
        "<b>a</b>" * 49_000,
        "a-to-" * 19_000,
        "[[" + "[a]" * 33_000,
        "On this episode of " + "a we " * 19_000,
        "Read more:\nx http://a" + ")" * 90_000,
        "Our guests:\n" + "\n".join(f"Tom B{n}" for n in range(9_000)),
        "leave comments below " * 4_700,
    ],
)
def test_nothing_is_so_odd_that_reading_takes_long(long):
    started = time.process_time()

    read(long, today=TODAY)

    # A guard against hanging, no measurement: each takes a few seconds of the CPU, and
    # a search that goes back over and over takes many minutes.
    assert time.process_time() - started < 60


# HTML


def test_html_is_read_with_its_links():
    order = read(HTML, today=TODAY)

    assert order.headline == "Who decides when the river comes back?"
    assert order.standfirst.startswith("Two weeks")
    assert order.body_html == (
        "<p>The river left the market under mud, and the"
        ' <a href="https://example.org/shops">first shops</a> opened again,'
        " where nothing had been carried upstairs in time.</p>"
        ""
        '<p>Officials had promised <a href="https://example.org/walls">new walls</a> after'
        " the last flood, twice.<br>They never came.</p>"
    )
    assert (
        order.as_json()["body"][1]
        == "Officials had promised new walls after the last flood, twice.\nThey never came."
    )
    assert [vars(speaker) for speaker in order.panel] == taken(PAGE)["panel"]
    assert [link.url for link in order.links] == [
        "https://example.org/losses",
        "https://example.org/meadows",
    ]
    assert order.prompt == "What do you think?"
    assert order.unplaced == []
    assert order.remarks == []


def test_html_shown_as_text_reads_the_same():
    assert taken(as_text(lines_of(HTML))) == taken(HTML)
    again = read(as_text(lines_of(HTML)), today=TODAY)
    assert again.body_html == read(HTML, today=TODAY).body_html


@pytest.mark.parametrize(
    "html",
    [
        # A mail program: a div for each line.
        "".join(f"<div>{line or '<br>'}</div>" for line in PAGE.splitlines()),
        # A text file opened in a browser.
        f"<pre>{PAGE}</pre>",
        # A shared document.
        "<meta charset='utf-8'><b style='font-weight:normal' id='docs-internal-guid-1'>"
        + "".join(
            f"<p dir='ltr'><span style='white-space:pre-wrap'>{line}</span></p>"
            if line
            else "<br>"
            for line in PAGE.splitlines()
        )
        + "</b>",
        # Nothing but line breaks.
        "<span>" + PAGE.replace("\n", "<br>\n") + "</span>",
    ],
)
def test_other_programs_clipboards_read_like_the_text(html):
    assert taken(html) == taken(PAGE)


def test_a_name_that_links_to_a_profile_gives_the_handle():
    order = taken(
        f"<p>{HEAD}</p><p>{SPOKEN}</p><p><a href='https://x.com/tomasberg'>Tomas Berg</a></p>"
    )

    assert order["panel"][0]["handle"] == "@tomasberg"


def test_addresses_that_lead_nowhere_are_left_out_and_said():
    order = read(
        "<h1>Who decides?</h1><p>A <a href='/news/1'>short</a> line.</p>"
        f"<p><a href='javascript:alert(1)'>The</a> {BODY}</p>",
        today=TODAY,
    )

    assert "href" not in order.body_html
    assert any("/news/1" in r and "javascript" in r for r in order.remarks)


def test_wrapped_addresses_are_unwrapped():
    order = taken(
        "<p>Who decides?</p><p>Read more:</p><p><a href='https://www.google.com/url?"
        "q=https://example.org/a&amp;sa=D'>A town</a> – Valley Post</p>"
    )

    assert order["links"][0]["url"] == "https://example.org/a"


def test_a_word_grown_onto_a_link_is_flagged_but_no_ending_is():
    order = taken(
        f"<h1>Who decides?</h1><p>{BODY}</p><p>The <a href='https://a.org'>walls</a>again, the"
        " <a href='https://a.org'>flood</a>s and <a href='https://a.org'>Iraq</a>’s.</p>"
    )

    assert [r.split("”")[0] for r in order["remarks"]] == ["“wallsagain"]


# Words run together


@pytest.mark.parametrize(
    "word",
    [
        "sanctionstit-for-tat",
        "strikestit-for-tat",
        "governmentsso-called",
        "electionspro-democracy",
        "protestersThe",
        "IraqThe",
        "USsanctions",
        "end.So",
        "end.”So",
        "end,but",
        "since2003",
        "2019protests",
        "killingsof",
        "protestersthe",
        "demandsfrom",
    ],
)
def test_a_word_with_an_unlikely_joint_is_flagged(word):
    order = taken(f"{HEAD}{BODY}\n\nAnd then {word} again.")

    assert len([r for r in order["remarks"] if f"“{word}”" in r]) == 1


def test_ordinary_prose_is_not_flagged():
    # Measured at large too: see episodes/running_order/joints.py.
    prose = """The relationships of salesmen, Kingston's statesmanship and McDonald's YouTube
        channel; WhatsApp and OpenAI. Hezbollah-backed, US-led, tit-for-tat, day-to-day,
        sanctions-busting, government-in-exile; the U.S. and the U.N., a.m. and p.m., e.g.
        this. Dr. Abu Mahdi al-Muhandis and MacArthur. MPs, NGOs and the 1990s, COVID-19,
        mid-2003, 3.5 percent, 19:30. See www.example.org/A.B or write to Me@Example.Org,
        @HandleOf or #IraqProtests. Grandmothers breathe; thousands understand elsewhere.
        A spokesperson’s questions’ answers: “So,” she said… (And so on.) He asked why?
        The sentence.’ Al-Qaeda, ISIL/ISIS, O'Neill, d'Estaing, iPhone. Institutions,
        constitutions, tournaments, mentions; commander-in-chief, president-elect."""
    order = taken(f"{HEAD}{BODY}\n\n{' '.join(prose.split())}")

    assert [r for r in order["remarks"] if "run together" in r] == []


def test_a_word_used_twice_is_a_name():
    order = taken(
        f"{HEAD}{BODY}\n\nThe app protestersTalk.\n\nOnce more: protestersTalk."
    )

    assert [r for r in order["remarks"] if "run together" in r] == []


# Nothing is dropped

PIECES = [
    "The Stream", "Who decides?", "A town argues over walls.", BODY.strip(), "Share",
    "Tomas Berg", "Nadia Holt, @nadia", "Hydrologist and adviser", "@alone", "Jo – farmer",
    "Walls – Valley Post", "A title without a source", "https://example.org/a", "12", "–",
    "Lena Vos (@lena), editor, Valley Post", "• Karim al-Rashid: teacher", "@a @b", "...",
    "Leave your thoughts in the comments below. And then some.", "What is that?",
    "Is it so? What do you think? Tell us in the comments section below.", "1. First",
    "Sunday", "On Friday at 9pm:", "March 3", "Source: Valley Post", "هيوا عثمان", "—",
    "It rained for weeks, and they said so on Monday. Join the conversation.", "a – b – c –",
    "Title [https://example.org/b] – Source", "Name, (the) role (of it)", "– Tomas –", "((",
    "Host: Nadia Holt, @nadia", "# A heading", "Two (2) of them – one; half?", "X, , Y", "@",
]  # fmt: skip
HEADINGS = [
    "On this episode of The Stream, we speak with:",
    "Read more:",
    "Our guests: Ana Sol",
    "Read more: Mud – Valley Post",
]
# What the site says itself, and so needs no field.
SAID_ANYWAY = {
    "leave your thoughts in the comments below",
    "tell us in the comments section below",
    "on this episode of the stream we speak with",
    "our guests",
    "read more",
    "1",  # of a numbered list
}


@pytest.mark.parametrize("seed", range(300))
def test_every_word_ends_in_a_field_or_is_unplaced(seed):
    dice = random.Random(seed)  # noqa: S311 no secret
    pieces = [dice.choice(PIECES + HEADINGS) for _ in range(dice.randint(1, 14))]
    text = "".join(piece + "\n" * dice.randint(1, 3) for piece in pieces)

    order = taken(text)

    kept = _words(" ".join(_values(order)))
    for said in SAID_ANYWAY:
        kept |= set(said.split())
    assert _words(text) <= kept, order


def _values(value):
    if isinstance(value, dict):
        return [
            text for key in value if key != "remarks" for text in _values(value[key])
        ]
    if isinstance(value, list):
        return [text for item in value for text in _values(item)]
    return [value or ""]


def _words(text):
    return set(re.findall(r"\w+", text.lower()))
