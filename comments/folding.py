"""Words as they are meant, however they are spelled; and lists of such words.

Case, accents, harakat, invisible characters and letters that merely look like others
make no difference. Takes values and gives values. What a search takes grows with the
text, not with the list: words are looked up, no pattern is tried.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

LONGEST_PHRASE = 8
# Characters whose folding is remembered: hostile text may hold every one there is.
MOST_REMEMBERED = 20_000
MOST_LISTS_REMEMBERED = 64
MOST_TEXTS_REMEMBERED = 8

# What compatibility forms don't tell to be the same letter, by the letter it is taken
# for: Cyrillic, Greek, Armenian and rare Latin ones, then Arabic spellings.
TAKEN_FOR = {
    "a": "аɑαᴀ",
    "b": "вьβʙɓ",
    "c": "сϲᴄ",
    "d": "ԁđɗᴅ",
    "e": "еεєᴇ",
    "f": "ꜰƒ",
    "g": "ɡɢ",
    "h": "һнΗհħʜ",
    "i": "іιıɩɪ",
    "j": "јϳȷᴊ",
    "k": "кκƙᴋ",
    "l": "ӏłʟ",
    "m": "мΜᴍ",
    "n": "пηΝոɴ",
    "o": "оοσøօᴏ",
    "p": "рρᴘ",
    "q": "ԛ",
    "r": "гʀ",
    "s": "ѕꜱ",
    "t": "тτŧᴛ",
    "u": "υսᴜ",
    "v": "νѵᴠ",
    "w": "ԝωᴡ",
    "x": "хχ",
    "y": "уүγΥʏ",
    "z": "ᴢΖ",
    "ae": "æ",
    "oe": "œ",
    "ا": "ٱ",
    "ي": "ىیېۍے",
    "ك": "کڪګ",
    "ه": "ةہھەۃ",
}
LETTERS = {alike: letter for letter, all_of in TAKEN_FOR.items() for alike in all_of}
# Letters in black discs and squares, and those that flags are made of.
for _first in (0x1F150, 0x1F170, 0x1F1E6):
    LETTERS |= {chr(_first + n): chr(ord("a") + n) for n in range(26)}

# Beside marks and format characters: tatweel, blank letters, variation selectors and
# skin tones.
INVISIBLE = re.compile(
    "[\u0640\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)
# "the", "and the", "with the", "for the": written as one with an Arabic word.
ARABIC_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=\w{3})")
ARTICLE_BEGINS = "ابفكلو"


class Folding(dict):
    """What `str.translate` makes of each character, found out when first met."""

    def __missing__(self, number):
        folded = "".join(map(_fold, unicodedata.normalize("NFKD", chr(number))))
        if len(self) < MOST_REMEMBERED:
            self[number] = folded
        return folded


FOLDING = Folding()


def words_of(text):
    """The words of a text, folded; a symbol such as an emoji is a word of its own."""
    return text.translate(FOLDING).split()


@dataclass(frozen=True)
class Phrases:
    """A list of words and phrases, to be found in texts as whole words."""

    # As they were listed, by their folded words; and how long those that begin with a
    # word may be.
    listed: dict = field(default_factory=dict)
    lengths: dict = field(default_factory=dict)

    @classmethod
    @lru_cache(maxsize=MOST_LISTS_REMEMBERED)
    def of(cls, lines):
        """From one text with a phrase a line; the same text is read once."""
        folded = {tuple(words_of(line)): line.strip() for line in lines.splitlines()}
        folded.pop((), None)
        lengths = {}
        for words in folded:
            lengths.setdefault(words[0], set()).add(len(words))
        return cls(folded, lengths)

    def find(self, *texts):
        """The first listed phrase in one of the texts, as it was listed; or ""."""
        if not self.listed:
            return ""
        return next((hit for text in texts for hit in self._hits(text)), "")

    def _hits(self, text):
        words, readings = _read(text)
        if self.lengths.keys().isdisjoint(chain.from_iterable(readings)):
            return
        for at, first in enumerate(readings):
            for begins in first:
                for length in self.lengths.get(begins, ()):
                    phrase = (begins, *words[at + 1 : at + length])
                    if phrase in self.listed:
                        yield self.listed[phrase]


@lru_cache(maxsize=MOST_TEXTS_REMEMBERED)
def _read(text):
    """A text's words, and how each of them can be read; two lists ask in turn."""
    words = words_of(text)
    return words, [_readings(word) for word in words]


def _readings(word):
    """A word, and what is left of it without an article."""
    if word[0] not in ARTICLE_BEGINS:
        return (word,)
    return word, ARABIC_ARTICLE.sub("", word, count=1)


def _fold(c):
    category = unicodedata.category(c)
    if unicodedata.combining(c) or category in ("Me", "Cf") or INVISIBLE.match(c):
        return ""
    if letter := LETTERS.get(c) or LETTERS.get(c.casefold()):
        return letter
    if category == "Nd":
        return str(unicodedata.decimal(c))
    if category[0] in "LMN":
        return c.casefold()
    return f" {c} " if category == "So" else " "
