"""What an edit has changed, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Some of the text: "same", "gone" or "new"."""

    kind: str
    text: str


def rewording(old, new):
    """The Pieces of both texts, in order; common words don't make it slow."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    pieces = []
    # With autojunk, or a hostile text takes seconds.
    matcher = SequenceMatcher(None, before, after)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        pieces.append(Piece("gone", "".join(before[start:end])))
        pieces.append(Piece("new", "".join(after[new_start:new_end])))
    return [piece for piece in pieces if piece.text]
