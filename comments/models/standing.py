from django.db import transaction
from django.utils import timezone

from .moderation import ModerationAction


class CommentWithdrawn(Exception):
    """Its author has taken it back; nobody decides about it any more."""


class DecidedMeanwhile(Exception):
    """It is no longer what its producer saw when deciding."""


class Standing:
    """The verbs that change whether a Comment is public.

    Each does so in one transaction with the audit row, the counter and the page's
    version. Everybody locks in one order: a thread's root, its reply, the discussion,
    the episode's version.
    """

    @property
    def mark(self):
        """What a decision is about; it changes with every decision and every edit."""
        return f"{self.status}-{self.revision}"

    def approve(self, by, **how):
        self._decide(self.Status.APPROVED, ModerationAction.Action.APPROVED, by, **how)

    def reject(self, by, **how):
        self._decide(self.Status.REJECTED, ModerationAction.Action.REJECTED, by, **how)

    def hide(self, by, **how):
        """Take down what was public; the same end as a rejection, told apart."""
        self._decide(self.Status.REJECTED, ModerationAction.Action.HIDDEN, by, **how)

    @transaction.atomic
    def withdraw(self):
        """Take it back for good: words, name, addresses and media are erased.

        Its place in the thread stays while public replies need it.
        """
        self.lock()
        if self.status == self.Status.WITHDRAWN:
            return
        if self.clip:
            self.clip.discard()
        self.status = self.Status.WITHDRAWN
        self.name = self.place = self.email = self.body = self.translation = ""
        self._save_and_follow("status", "name", "place", "email", "body", "translation")
        self._note(ModerationAction.Action.WITHDRAWN)
        # A tombstone says who took it down.
        self.episode.touch()

    @transaction.atomic
    def translate(self, words):
        """Set the programme's translation."""
        self.lock()
        self.translation = words
        self.save(update_fields=["translation"])
        if self.is_public:
            self.episode.touch()

    @transaction.atomic
    def settle(self):
        """Publish it or take it down, as its status and its clip now demand.

        With the counter and the page's version; called whenever either changes.
        """
        self.lock()
        self._save_and_follow()

    def lock(self):
        """Read the rows again, locked; not their keys, so that replies may come in."""
        locked = type(self).objects.select_for_update(no_key=True)
        root = locked.get(pk=self.root_id) if self.root_id else None
        self.refresh_from_db(from_queryset=locked)
        self.root = root

    @transaction.atomic
    def _decide(self, status, action, by, *, reason="", seen=None):
        """Decide, unless it has changed since it bore the mark that was `seen`."""
        self.lock()
        if self.status == self.Status.WITHDRAWN:
            raise CommentWithdrawn
        if seen and seen != self.mark:
            raise DecidedMeanwhile
        if self.status == status:
            return
        self.status, self.decided_by, self.decided_at = status, by, timezone.now()
        self._save_and_follow("status", "decided_by", "decided_at")
        self._note(action, by, reason)

    def _save_and_follow(self, *changed):
        """Save what has `changed`, and all that follows from it for the public."""
        was_public, clip_is_ready = self.is_public, not self.clip or self.clip.is_ready
        public = self.status == self.Status.APPROVED and clip_is_ready
        if public != was_public:
            self.published_at = timezone.now() if public else None
        self.save(update_fields=[*changed, "published_at"])
        if public != was_public:
            (self.root or self)._keep_place()
            self.episode.discussion.count(1 if public else -1)
            self.episode.touch()

    def _keep_place(self):
        """Keep a root in the thread while it or a reply to it is public."""
        replies = self.thread.filter(published_at__isnull=False)
        if not (self.is_public or replies.exists()):
            self.listed_at = None
        elif self.listed_at is None:
            self.listed_at = self.published_at or self.created_at
        self.save(update_fields=["listed_at"])

    def _note(self, action, by=None, reason="", trace=()):
        self.actions.create(
            action=action,
            by=by,
            reason=reason,
            trace=list(trace),
            revision=self.revision,
        )
