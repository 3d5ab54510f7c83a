"""A listed word is found however it is spelled, and nothing else is."""

import gc
import sys
import time

import pytest

from comments.folding import FOLDING, MOST_REMEMBERED, Phrases, words_of

ENGLISH = Phrases.of("idiot\nscum bag\ncunt\nass\npot\ndon't feed\n")
ARABIC = Phrases.of("كلب\nأحمق\nغبية\nمصطفى\nابن الكلب\n٤٢٠\nإسراء\n")


@pytest.mark.parametrize(
    "text",
    [
        "IDIOT",
        "You idiot!",
        "“idiot”",
        "(idiot)",
        "idiot",
        "ídîöt",
        "i\u0301d\u0302iot",
        "і\u200bdi\u200dot",
        "id\u00adi\ufeffot",
        "i\u2066diot\u2069",
        "ｉｄｉｏｔ",
        "𝐢𝐝𝐢𝐨𝐭",
        "𝕴𝕯𝕴𝕺𝕿",
        "ⓘⓓⓘⓞⓣ",
        "🅸🅳🅸🅾🆃",
        "🇮🇩🇮🇴🇹",
        "іԁіот",
        "ІDІОТ",
        "ιdιοτ",
        "ΙDΙΟΤ",
        "ıdıot",
        "İDİOT",
        "ᴵᴰᴵᴼᵀ",
        "ɪᴅɪᴏᴛ",
        "idi\u034fot\ufe0f",
        "idi\u3164ot",
        "i̶d̶i̶o̶t̶",
        "an\nidiot\there",
        "idiot_idiot",
    ],
)
def test_an_english_word_is_found_however_it_is_spelled(text):
    assert ENGLISH.find(text) == "idiot"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("يا كلب", "كلب"),
        ("كـــلـــب", "كلب"),
        ("كَلْبٌ", "كلب"),
        ("ﻛﻠﺐ", "كلب"),
        ("کلب", "كلب"),
        ("الكلب", "كلب"),
        ("والكلب", "كلب"),
        ("للكلب", "كلب"),
        ("ك\u200cل\u200dب", "كلب"),
        ("كلب؟", "كلب"),
        ("«كلب»،", "كلب"),
        ("احمق", "أحمق"),
        ("إحمق", "أحمق"),
        ("آحمق", "أحمق"),
        ("ٱحمق", "أحمق"),
        ("أَحْمَق", "أحمق"),
        ("غبيه", "غبية"),
        ("غبیة", "غبية"),
        ("مصطفي", "مصطفى"),
        ("مصطفی", "مصطفى"),
        ("ابن  الكلب", "ابن الكلب"),
        ("إبن الكلب", "ابن الكلب"),
        ("420", "٤٢٠"),
        ("۴۲۰", "٤٢٠"),
        ("اسراء", "إسراء"),
    ],
)
def test_an_arabic_word_is_found_however_it_is_spelled(text, found):
    assert ARABIC.find(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Scunthorpe",
        "The class passed the assembly's assessment",
        "idiotic",
        "idiots",
        "scum in a bag",
        "bag scum",
        "potato",
        "hippopotamus",
        "I do feed",
        "كلبة",
        "مكلب",
        "اكليل",
        "ابن عم الكلاب",
        "4200",
        "الله",
    ],
)
def test_other_words_are_left_alone(text):
    assert ENGLISH.find(text) == ""
    assert ARABIC.find(text) == ""


def test_a_phrase_is_found_across_any_space_and_mark():
    for text in ("scum bag", "Scum-Bag", "scum\n\nbag", "scum… bag", "scum\u3000bag"):
        assert ENGLISH.find(text) == "scum bag"
    assert ENGLISH.find("Don’t feed them") == "don't feed"


def test_a_phrase_ends_with_its_text():
    assert ENGLISH.find("scum", "bag") == ""
    assert ENGLISH.find("Ann", "scum bag") == "scum bag"


def test_a_symbol_is_a_word():
    pigs = Phrases.of("🐷\n🐍🐍")

    assert pigs.find("you🐷!") == "🐷"
    assert pigs.find("🐍 🐍") == "🐍🐍"
    assert pigs.find("🐍") == ""
    assert Phrases.of("👍").find("👍🏿") == "👍"


def test_a_listed_word_may_itself_be_spelled_anyhow():
    assert Phrases.of("  İDİÖT \r\n").find("idiot") == "İDİÖT"
    assert Phrases.of("الكلب").find("والكلب") == ""
    assert Phrases.of("الكَلب").find("الكلب") == "الكَلب"


def test_lines_without_a_word_find_nothing():
    assert Phrases.of("\n   \n…\n***\n\u200b").find("*** … words") == ""
    assert Phrases().find("anything") == ""


def test_hindi_and_korean_words_keep_what_tells_them_apart():
    assert words_of("कि") != words_of("कु")
    assert Phrases.of("바보").find("바보") == "바보"
    assert Phrases.of("바보").find("바지") == ""


MANY = Phrases.of("\n".join(f"word{n} and some {n}" for n in range(5000)))


@pytest.mark.parametrize(
    "text",
    [
        "a " * 1500,
        "word1 and some " * 200,
        "word1 " * 500,
        "ا" * 3000,
        "وال" * 1000,
        "e" + "\u0301" * 11_999,
        "\u200b" * 12_000,
        "ﷺ" * 3000,
        "".join(map(chr, range(0x20000, 0x20000 + 3000))),
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_hostile_text_takes_no_longer_than_its_length(text):
    began = time.process_time()

    assert MANY.find(text) == ""
    # A guard against hanging, no measurement: it takes some 2 ms, and a pattern that
    # goes back over and over would take minutes.
    assert time.process_time() - began < 20


def calls_of(look):
    """How much is done, whatever the clock says: the functions called."""
    calls = []
    # Whoever wants to hear of collections would be called in the midst of it.
    gc.disable()
    sys.setprofile(lambda frame, event, called: calls.append(event))
    try:
        look()
    finally:
        sys.setprofile(None)
        gc.enable()
    return len([event for event in calls if event in {"call", "c_call"}])


def test_phrases_with_one_beginning_cost_no_search_through_them():
    lines = [f"a {'b ' * (n % 7)}c{n}" for n in range(5000)]
    few, alike = (Phrases.of("\n".join(lines[:count])) for count in (7, 5000))
    text = "a b " * 750
    assert few.find(text) == alike.find(text) == ""

    assert calls_of(lambda: alike.find(text)) == calls_of(lambda: few.find(text)) > 750


def test_a_usual_comment_costs_no_more_for_a_long_list():
    text = "We stayed on the roof for two nights, and nobody came. " * 4
    one = Phrases.of("word1 and some 1")
    assert one.find(text) == MANY.find(text) == ""

    assert calls_of(lambda: MANY.find(text)) == calls_of(lambda: one.find(text)) > 0


def test_every_character_there_is_does_not_fill_the_memory():
    for first in range(0x10000, 0x10000 + 2 * MOST_REMEMBERED, 10_000):
        words_of("".join(map(chr, range(first, first + 10_000))))

    assert len(FOLDING) <= MOST_REMEMBERED
