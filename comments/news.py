"""What an open page of a discussion doesn't show yet."""

import re
from dataclasses import dataclass

from .thread import BadAddress

MARK = re.compile(r"([0-9]{1,18})-(open|closed)", re.ASCII)


@dataclass(frozen=True)
class News:
    arrivals: int
    has_closed: bool

    @classmethod
    def since(cls, discussion, mark):
        """What has happened since the page with that `mark_of` was made."""
        match = MARK.fullmatch(mark)
        if not match:
            raise BadAddress(mark)
        return cls(
            arrivals=max(0, discussion.arrivals - int(match[1])),
            has_closed=match[2] == "open" and not discussion.is_open,
        )


def mark_of(discussion):
    """What a page says of the discussion that it was made from."""
    state = "open" if discussion.is_open else "closed"
    return f"{discussion.arrivals}-{state}"
