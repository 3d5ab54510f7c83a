"""Words that have hurt other sites, and words that must not be hurt by this one.

`ATTACKS` by technique, `HARMLESS`, `NAUGHTY` by what is wrong with them. Each goes
through every way in: see `tests/test_safety_*.py`.
"""

from .attacks import ATTACKS, TECHNIQUES
from .harmless import HARMLESS
from .naughty import NAUGHTY

__all__ = ["ATTACKS", "HARMLESS", "NAUGHTY", "TECHNIQUES"]
