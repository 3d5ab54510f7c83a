import math
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ..words import Reason
from .moderation import ModerationAction
from .standing import CommentWithdrawn, DecidedMeanwhile

Action = ModerationAction.Action
WORDS = ("name", "place", "body")


class NotEditable(Exception):
    """A producer has turned it down: other words make another comment."""


class Revising:
    """The verbs that change a Comment's words.

    Each edit is a revision with a number of its own, and decisions name that number:
    what was approved is never other words. The approved revision stays up while an
    edit waits behind it.
    """

    @transaction.atomic
    def edit(self, words, *, screening, seen):
        """Take new words: {"name": …, "place": …, "body": …}, as screened.

        `seen` is the edition that the author's form began with. CommentWithdrawn,
        DecidedMeanwhile or NotEditable if they come too late.
        """
        self.lock()
        self._refuse_late_edit(seen)
        held_for = self._holds(screening)
        number = self._add_revision(words, held_for)
        self._note(Action.EDITED, trace=screening.trace, revision=number)
        if self.status != self.Status.APPROVED:
            self.held_for = held_for
            self._save_and_follow("held_for", *self._adopt(number))
        elif held_for:
            self.waiting = number
            self.save(update_fields=["waiting"])
        else:
            # By the site itself: whoever approved the words before never saw these.
            self._decide(
                *[self.Status.APPROVED, Action.APPROVED, None, screening.reason],
                self._adopt(number),
            )

    @transaction.atomic
    def take_old_down(self, by=None, *, seen=None):
        """Take down the approved words and hold those that wait in their place."""
        self.lock()
        if self.status == self.Status.WITHDRAWN:
            raise CommentWithdrawn
        if self.waiting is None or seen not in (None, self.mark):
            raise DecidedMeanwhile
        old = self.revision
        self.held_for = self.revisions.get(number=self.waiting).held_for
        adopted = self._adopt(self.waiting)
        self.status, self.picked_at = self.Status.HELD, None
        self.decided_by = self.decided_at = None
        self._save_and_follow(
            *["status", "picked_at", "held_for", "decided_by", "decided_at"], *adopted
        )
        self._note(Action.OLD_TAKEN_DOWN, by, revision=old)

    @property
    def waiting_words(self):
        """The Revision that waits, or None."""
        latest = self._latest_revision if self.waiting else None
        return latest if latest and latest.number == self.waiting else None

    @property
    def refused_edit(self):
        """The latest Revision, if it was turned down behind what is up, or None."""
        latest = self._latest_revision if self.status == self.Status.APPROVED else None
        return latest if latest and latest.refused_at else None

    @property
    def is_editable(self):
        """Whether an edit can be taken at all, whoever it is from."""
        is_decided_against = self.status in (
            self.Status.REJECTED,
            self.Status.WITHDRAWN,
        )
        is_open = self.episode.is_public and self.episode.discussion.is_open
        return is_open and not is_decided_against

    @property
    def minutes_to_edit(self):
        """How long the browser that wrote it may still change it, rounded up."""
        until = self.created_at + timedelta(minutes=settings.EDIT_MINUTES)
        return max(0, math.ceil((until - timezone.now()) / timedelta(minutes=1)))

    @property
    def edition(self):
        """The number of its latest words, which an edit begins with.

        Unlike its mark it outlives an approval: that changes no word.
        """
        return self.waiting or self.revision

    def is_claimed_by(self, viewer):
        return viewer is not None and self.viewer_id == viewer.pk

    def latest_words(self):
        """What an edit begins with, and what a resent one is compared to."""
        latest = self.waiting_words or self
        return {name: getattr(latest, name) for name in WORDS}

    @property
    def _latest_revision(self):
        # Of all of them, which may have been prefetched.
        return next(reversed(self.revisions.all()), None)

    def _refuse_late_edit(self, seen):
        if self.status == self.Status.WITHDRAWN:
            raise CommentWithdrawn
        if self.status == self.Status.REJECTED:
            raise NotEditable
        if seen != self.edition:
            raise DecidedMeanwhile

    def _holds(self, screening):
        """Why a producer must read an edit, or "": picking it was said of its words."""
        if screening.held:
            return screening.reason
        if self.status == self.Status.HELD:
            return self.held_for
        return Reason.PICKED if self.picked_at else ""

    def _add_revision(self, words, held_for):
        latest = self.revisions.order_by("-number").first()
        if latest is None:
            first = {name: getattr(self, name) for name in WORDS}
            latest = self.revisions.create(number=self.revision, **first)
            type(latest).objects.filter(pk=latest.pk).update(made_at=self.created_at)
        number = latest.number + 1
        self.revisions.create(number=number, held_for=held_for, **words)
        return number

    def _adopt(self, number):
        """Take on the words of a revision; return the fields to save."""
        revision = self.revisions.get(number=number)
        for name in WORDS:
            setattr(self, name, getattr(revision, name))
        self.revision, self.waiting = number, None
        self.edited_at, self.translation = revision.made_at, ""
        return [*WORDS, "revision", "waiting", "edited_at", "translation"]

    def _refuse_edit(self, by, reason):
        refused = self.revisions.filter(number=self.waiting)
        refused.update(refused_at=timezone.now())
        self._note(Action.REJECTED, by, reason, revision=self.waiting)
        self.waiting = None
        self.save(update_fields=["waiting"])
