"""New words for a comment, in a form that is void once its words have changed."""

import time
from datetime import timedelta

from django.core import signing

from .. import refusals
from ..models.revising import WORDS
from ..rations import EDITS
from .screened import ScreenedForm

SALT = "comments.edit"
# Whoever has proved an address may edit for weeks; a form is no older than this.
LIFETIME = timedelta(days=1)


def token_for(comment):
    """Says which words of which comment a form began with, and when."""
    began = [str(comment.public_id), comment.edition, time.time()]
    return signing.dumps(began, salt=SALT)


class EditForm(ScreenedForm):
    filled_by_page = ("warned", "token")

    def __init__(self, data=None, *, comment, author):
        super().__init__(data, author=author, initial=comment.latest_words())
        self.comment, self.episode = comment, comment.episode
        self.seen, self.open_for = self._read_token()

    @property
    def is_stale(self):
        """Whether its token is too old, or none of ours."""
        return self.open_for is None or self.open_for > LIFETIME

    @property
    def is_late(self):
        """Whether the words have changed since the form was made."""
        return self.seen not in (None, self.comment.edition)

    @property
    def is_resent(self):
        """Whether the comment bears these words already."""
        return self.is_bound and self.typed_words() == self.comment.latest_words()

    @property
    def token_to_send(self):
        return token_for(self.comment) if self.is_stale else self.data["token"]

    def save(self):
        """Change the comment; False if refused. Raises what `Comment.edit` raises."""
        if not self._is_fit_to_send():
            return False
        # Screening has asked; whoever came at the same moment counts only here.
        if wait := EDITS.take(self.author.visitor, self.author.client):
            self._refuse(refusals.of_a_lot_at_once(wait))
            return False
        words = {name: self.cleaned_data[name] for name in WORDS}
        self.comment.edit(words, screening=self.screening, seen=self.seen)
        return True

    def _gather(self):
        return super()._gather(
            comment=self.comment,
            has_video=self.comment.has_video,
            open_for=self.open_for,
            wait=EDITS.wait(self.author.visitor, self.author.client),
            proved=self.comment.is_claimed_by(self.author.viewer),
        )

    def _identity(self):
        return "edit", str(self.comment.public_id)

    def _read_token(self):
        """The edition that the form began with, and its age; None twice if forged."""
        try:
            public_id, edition, made = signing.loads(
                self.data.get("token", ""), salt=SALT
            )
        except signing.BadSignature:
            return None, None
        if public_id != str(self.comment.public_id):
            return None, None
        return edition, timedelta(seconds=time.time() - made)
