"""Whether two texts say the same, as one number to look up."""

from hashlib import blake2b

from .folding import words_of


def likeness_of(text):
    """What texts share that differ in spelling alone; None where there are no words."""
    words = words_of(text)
    digest = blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True) if words else None
