from .. import refusals
from .fields import Legible


class Rationed(Legible):
    """A mixin for forms that may be sent so often, by their `ration`.

    `status` is what to answer with where `send` isn't reached, or refuses.
    """

    ration = None
    is_limited = False

    def __init__(self, data=None, *, client="", visitor="", **kwargs):
        super().__init__(data, **kwargs)
        self.client, self.visitor = client, visitor

    @property
    def status(self):
        if self.is_limited:
            return 429
        return 422 if self.errors else 200

    def send(self):
        """Do what is asked for, and return True; False if refused."""
        if not (self.is_valid() and self._is_within_ration()):
            return False
        self.carry_out()
        return True

    def carry_out(self):
        raise NotImplementedError

    def say_when(self, wait):
        return refusals.later(wait)

    def _is_within_ration(self):
        """What is looked at alone counts for nothing."""
        wait = self.ration.take(self.visitor, self.client)
        if wait:
            self.is_limited = True
            self.add_error(None, self.say_when(wait))
        return not wait
