"""Words that have hurt other sites, and words that must not be hurt by this one.

`ATTACKS` by technique, `HARMLESS`, `NAUGHTY` by what is wrong with them. Each goes
through every way in, see `tests/test_safety_*.py`: a few of every kind (`A_FEW`) always,
the others (`THE_OTHERS`) in full mode.
"""

from .attacks import ATTACKS, TECHNIQUES
from .harmless import HARMLESS
from .naughty import NAUGHTY

__all__ = ["ATTACKS", "A_FEW", "HARMLESS", "NAUGHTY", "TECHNIQUES", "THE_OTHERS"]

A_FEW = [
    *(
        text
        for kind in (TECHNIQUES, NAUGHTY)
        for t in kind.values()
        for text in t[::10]
    ),
    *HARMLESS[::10],
]
THE_OTHERS = [
    text
    for text in (*ATTACKS, *HARMLESS, *(t for texts in NAUGHTY.values() for t in texts))
    if text not in set(A_FEW)
]
