"""How much may be sent in a while, by a visitor and from an address."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import starmap

from .models import Attempt
from .models.attempt import Limit
from .models.turns import one_at_a_time


@dataclass(frozen=True)
class Ration:
    # A whole mobile network may stand behind one address: this stops a flood, no crowd.
    by_client: Limit
    # None where it is by address alone: a visitor is whoever they say.
    by_visitor: Limit | None = None

    def take(self, visitor, client):
        """Note one more if that is within all limits; how long until it is, if not.

        In one turn: of many at the same moment, no more get through than are left.
        """
        limits = self._limits(visitor, client)
        with one_at_a_time(*(who for _limit, who in limits)):
            wait = self.wait(visitor, client)
            if not wait:
                for limit, who in limits:
                    Attempt.note(limit, who)
        return wait

    def wait(self, visitor, client):
        """How long until one more is within all limits; zero if at once."""
        return max(starmap(Attempt.wait, self._limits(visitor, client)))

    def _limits(self, visitor, client):
        """Each limit, and whom it counts."""
        limits = [(self.by_visitor, visitor), (self.by_client, client)]
        return [(limit, who) for limit, who in limits if limit]


@dataclass(frozen=True)
class Pace:
    """How many comments in a while; they are counted themselves, see `circumstances`.

    From `many_by_client` on they are held, from `most_by_client` on refused: thousands
    may send from one address while a programme is on air.
    """

    per: timedelta
    most_by_visitor: int
    many_by_client: int
    most_by_client: int


POSTS = Pace(
    per=timedelta(minutes=10),
    most_by_visitor=10,
    many_by_client=100,
    most_by_client=600,
)
# Of any comment, its author's own.
EDITS = Ration(
    by_visitor=Limit("edit", most=20, per=timedelta(minutes=10)),
    by_client=Limit("edit", most=600, per=timedelta(minutes=10)),
)
FILES = Ration(
    by_visitor=Limit("file", most=20, per=timedelta(hours=1)),
    by_client=Limit("file", most=100, per=timedelta(hours=1)),
)
# By address alone. Many, as one who guesses must not keep a whole network from withdrawing: there are
# 2**40 codes.
WRONG_CODES = Limit("code", most=100, per=timedelta(hours=1))
REPORTS = Ration(by_client=Limit("report", most=20, per=timedelta(hours=1)))
# A resend is noted too. The worst a flood does is to move a number.
LIKES = Ration(
    by_visitor=Limit("like", most=100, per=timedelta(minutes=10)),
    by_client=Limit("like", most=1000, per=timedelta(minutes=10)),
)
# Of one comment each.
COMMENT_REPORTS = Ration(
    by_client=Limit("comment report", most=100, per=timedelta(hours=1))
)
# Of one's own comments by mail; thousands may stand behind one address, and what an
# e-mail address is mailed is rationed by `Proof`.
LINKS = Ration(by_client=Limit("link", most=200, per=timedelta(hours=1)))
