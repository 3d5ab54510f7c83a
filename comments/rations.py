"""How much may be sent in a while, by a visitor and from an address."""

from dataclasses import dataclass
from datetime import timedelta

from .models import Attempt
from .models.attempt import Limit


@dataclass(frozen=True)
class Ration:
    by_visitor: Limit
    # A whole mobile network may stand behind one address: this stops a flood, no crowd.
    by_client: Limit

    def wait(self, visitor, client):
        """How long until one more is within both; zero if at once."""
        return max(
            Attempt.wait(self.by_visitor, visitor), Attempt.wait(self.by_client, client)
        )

    def note(self, visitor, client):
        Attempt.note(self.by_visitor, visitor)
        Attempt.note(self.by_client, client)


POSTS = Ration(
    by_visitor=Limit("post", most=10, per=timedelta(minutes=10)),
    by_client=Limit("post", most=200, per=timedelta(minutes=10)),
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
