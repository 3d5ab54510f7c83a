"""How much may be sent in a while, by a visitor and from an address."""

from dataclasses import dataclass
from datetime import timedelta

from .models import Attempt
from .models.attempt import Limit
from .models.turns import one_at_a_time


@dataclass(frozen=True)
class Ration:
    by_visitor: Limit
    # A whole mobile network may stand behind one address: this stops a flood, no crowd.
    by_client: Limit

    def take(self, visitor, client):
        """Note one more if that is within both; how long until it is, if not."""
        with one_at_a_time(visitor, client):
            wait = self.wait(visitor, client)
            if not wait:
                self.note(visitor, client)
        return wait

    def wait(self, visitor, client):
        """How long until one more is within both; zero if at once."""
        return max(
            Attempt.wait(self.by_visitor, visitor), Attempt.wait(self.by_client, client)
        )

    def note(self, visitor, client):
        Attempt.note(self.by_visitor, visitor)
        Attempt.note(self.by_client, client)


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
# By address alone: a visitor is whoever they say.
# Many, as one who guesses must not keep a whole network from withdrawing: there are
# 2**40 codes.
WRONG_CODES = Limit("code", most=100, per=timedelta(hours=1))
REPORTS = Limit("report", most=20, per=timedelta(hours=1))
# A resend is noted too. The worst a flood does is to move a number.
LIKES = Ration(
    by_visitor=Limit("like", most=100, per=timedelta(minutes=10)),
    by_client=Limit("like", most=1000, per=timedelta(minutes=10)),
)
# Of one comment each; by address alone, like the reports of a problem.
COMMENT_REPORTS = Limit("comment report", most=100, per=timedelta(hours=1))
# Of one's own comments by mail; thousands may stand behind one address, and what an
# e-mail address is mailed is rationed by `Proof`.
LINKS = Limit("link", most=200, per=timedelta(hours=1))
