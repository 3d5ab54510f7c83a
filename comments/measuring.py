"""How much of a text a reader sees. Takes values and gives values, as screening does."""

import unicodedata

# Marks and joiners count for nothing, but even so a text must end somewhere.
MOST_CODE_POINTS_A_CHARACTER = 4

ZERO_WIDTH_JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
# Letters by their category that leave no mark on the page.
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
# Below, a few capitals are a name or two: BBC, NATO, WHO.
FEWEST_SHOUTED = 16
SHOUTED_SHARE = 0.7


def is_blank(text):
    """Nothing that a reader could see."""
    return all(
        c in BLANK_LETTERS or unicodedata.category(c) in ("Zs", "Zl", "Zp", "Cc", "Cf")
        for c in text
    )


def is_longer_than(text, most):
    return len(text) > most and (
        len(text) > most * MOST_CODE_POINTS_A_CHARACTER or characters(text) > most
    )


def characters(text):
    """How many a reader counts: a letter with its marks, a joined emoji are one."""
    total, joined = 0, False
    for c in text:
        total += not (joined or _adds_to_the_one_before(c))
        joined = c == ZERO_WIDTH_JOINER
    return total


def is_shouted(text):
    """Mostly capitals; scripts without them are never shouted."""
    capitals = sum(map(str.isupper, text))
    small = sum(map(str.islower, text))
    return capitals >= FEWEST_SHOUTED and capitals >= SHOUTED_SHARE * (capitals + small)


def _adds_to_the_one_before(c):
    return unicodedata.category(c) in ("Mn", "Me", "Cf") or ord(c) in SKIN_TONES
