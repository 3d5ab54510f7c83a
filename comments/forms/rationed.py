from .. import refusals
from ..models import Attempt
from .fields import Legible


class Rationed(Legible):
    """A mixin for forms that one address may send so often, by their `limit`.

    `status` is what to answer with where `send` isn't reached, or refuses.
    """

    limit = None
    is_limited = False

    def __init__(self, data=None, *, client="", **kwargs):
        super().__init__(data, **kwargs)
        self.client = client

    @property
    def status(self):
        if self.is_limited:
            return 429
        return 422 if self.errors else 200

    def clean(self):
        if wait := self.wait():
            self.is_limited = True
            self.add_error(None, self.say_when(wait))
        return super().clean()

    def wait(self):
        """How long until it may be sent once more; zero if at once."""
        return Attempt.wait(self.limit, self.client)

    def note(self):
        Attempt.note(self.limit, self.client)

    def say_when(self, wait):
        return refusals.later(wait)
