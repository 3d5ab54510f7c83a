from contextlib import suppress

from django.db import IntegrityError
from django.utils.functional import cached_property

from ..words import Reason
from .codes import codes_for, withdrawal_hash
from .emails import normalised
from .insertion import Insertion
from .moderation import ModerationAction
from .proof import Proof
from .turns import one_at_a_time
from .video import Video


class Arriving:
    """How a Comment comes in: once, however often it is sent."""

    @classmethod
    def receive(cls, *, release, screening, upload=None, **fields):
        """Store what a viewer sent, as screened, with its release, clip and audit row.

        Fields name visitor and key: the same two again are the same comment, which
        is returned as it now stands. `release` is still unsaved.
        """
        comment = cls(has_video=upload is not None, **fields)
        comment.held_for = screening.reason if screening.held else ""
        comment.email = normalised(comment.email)
        # Before the transaction, during which nobody else can write to SQLite.
        comment._render()
        rows = comment._receipt(screening.trace), Insertion(release)
        for code in codes_for(comment.visitor, comment.key):
            comment.withdrawal_code = code
            comment.withdrawal_hash = withdrawal_hash(code)
            own = Insertion(comment)
            with suppress(IntegrityError), one_at_a_time():
                comment._arrive(own, rows, upload, screening.reason)
                return comment
            if earlier := comment._earlier():
                if upload:
                    upload.discard()
                return earlier
        raise IntegrityError("neither its key nor its code was the reason")

    @cached_property
    def withdrawal_code(self):
        """The private code, like K7PM-2QXD; made anew for each request, never stored."""
        return next(
            (
                code
                for code in codes_for(self.visitor, self.key)
                if withdrawal_hash(code) == self.withdrawal_hash
            ),
            "",
        )

    def _earlier(self):
        """The one of the same visitor and key that is already there, or None."""
        return type(self).objects.sent_once(self.visitor, self.key).first()

    def _receipt(self, trace):
        received = ModerationAction.Action.RECEIVED
        action = ModerationAction(action=received, revision=self.revision, trace=trace)
        return Insertion(action)

    def _arrive(self, own, rows, upload, reason):
        if self.viewer and not self.viewer.stays():
            # Erased at this very moment: it is nobody's, and nobody's trust lets it in.
            self.viewer, self.held_for = None, self.held_for or Reason.NOT_PROVED
        own.store(viewer_id=self.viewer_id, held_for=self.held_for)
        for row in rows:
            row.store(comment_id=self.pk)
        if self.email and self.viewer_id is None:
            Proof.ask(self.email, self)
        if upload:
            Video.receive(self, upload)
        else:
            # Nobody need ask for it.
            type(self).video.related.set_cached_value(self, None)
        if not self.held_for:
            self.approve(None, reason=reason)
