from django.db import transaction
from django.utils import timezone

from ..folding import Phrases
from .moderation import ModerationAction
from .notice import Notice

Action = ModerationAction.Action


class CommentWithdrawn(Exception):
    """Its author has taken it back; nobody decides about it any more."""


class DecidedMeanwhile(Exception):
    """It is no longer what was seen when deciding or editing."""


class ClipIsNeeded(Exception):
    """It can't do without its clip: there are no words, or nothing is wrong with it."""


class Standing:
    """The verbs that change whether a Comment is public.

    Each does so in one transaction with the audit row, the counter and the page's
    version. Everybody locks in one order: a thread's root, its reply, the discussion,
    the episode's version.
    """

    @property
    def mark(self):
        """What a decision is about; it changes with every decision and every edit."""
        return f"{self.status}-{self.revision}-{self.waiting or 0}"

    @property
    def needs_a_closer_look(self):
        """Not to be approved among others: reported, or with a banned word."""
        words = self.waiting_words or self
        listed = getattr(self.episode.programme, "word_list", None)
        banned = Phrases.of(listed.banned if listed else "")
        return bool(
            self.report_count or banned.find(words.name, words.place, words.body)
        )

    @transaction.atomic
    def approve(self, by, *, reason="", seen=None, up_to=None):
        """Publish it, or the edit that waits behind what is up.

        That answers the open reports `up_to` the last one seen, or all of them.
        """
        self._look_again(seen)
        if self.status == self.Status.APPROVED and not self.waiting:
            self._keep(by, up_to)
            return
        adopted = self._adopt(self.waiting) if self.waiting else ()
        self.close_reports(by, up_to)
        self._decide(self.Status.APPROVED, Action.APPROVED, by, reason, adopted)

    @transaction.atomic
    def reject(self, by, *, reason="", seen=None):
        """Turn it down; where an edit waits, the edit alone."""
        self._look_again(seen)
        if self.waiting:
            self._refuse_edit(by, reason)
        elif self.status != self.Status.REJECTED:
            self._take_down(Action.REJECTED, by, reason)

    @transaction.atomic
    def hide(self, by, *, reason="", seen=None):
        """Take down what was public, and the edit that waits behind it.

        The same end as a rejection, told apart.
        """
        self._look_again(seen)
        if self.waiting:
            self._refuse_edit(by, reason)
        if self.status != self.Status.REJECTED:
            self._take_down(Action.HIDDEN, by, reason)

    @transaction.atomic
    def withdraw(self):
        """Take it back for good: words, name, addresses and media are erased.

        Its place in the thread stays while public replies need it.
        """
        self.lock()
        if self.status == self.Status.WITHDRAWN:
            return
        self._erase_what_hangs_on_it()
        self.status, self.waiting, self.picked_at = self.Status.WITHDRAWN, None, None
        self.name = self.place = self.email = self.body = self.translation = ""
        self.client, self.like_count, self.notices = "", 0, False
        self._save_and_follow(
            *["status", "waiting", "picked_at", "client", "like_count", "notices"],
            *["name", "place", "email", "body", "translation"],
        )
        self._note(Action.WITHDRAWN)
        # A tombstone says who took it down.
        self.episode.touch()

    @transaction.atomic
    def translate(self, words, *, seen=None):
        """Set the programme's translation, of the words that were `seen`."""
        self._look_again(seen)
        self.translation = words
        self.save(update_fields=["translation"])
        if self.is_public:
            self.episode.touch()

    @transaction.atomic
    def leave_clip_out(self):
        """Go on with the words alone, as its author wishes whose clip has failed."""
        self.lock()
        has_words = bool(self.body) and self.status != self.Status.WITHDRAWN
        if not (has_words and self.clip and self.clip.has_failed):
            raise ClipIsNeeded
        self.clip.discard()
        type(self).video.related.set_cached_value(self, None)
        self.has_video = False
        self._save_and_follow("has_video")
        self._note(Action.CLIP_LEFT_OUT)

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

    def _look_again(self, seen):
        """Lock it, unless it has changed since it bore the mark that was `seen`."""
        self.lock()
        if self.status == self.Status.WITHDRAWN:
            raise CommentWithdrawn
        if seen not in (None, self.mark):
            raise DecidedMeanwhile

    def _take_down(self, action, by, reason):
        """Turn it down; no report of it is then left to answer."""
        self.close_reports(by)
        self.picked_at = None
        self._decide(self.Status.REJECTED, action, by, reason, ["picked_at"])

    def _erase_what_hangs_on_it(self):
        if self.clip:
            self.clip.discard()
        self.revisions.all().delete()
        for action in self.actions.exclude(trace=[]):
            action.forget_words()
        self.likes.all().delete()
        self.close_reports()

    def _decide(self, status, action, by, reason, changed):
        self.status, self.decided_by, self.decided_at = status, by, timezone.now()
        was_public = self.is_public
        self._save_and_follow("status", "decided_by", "decided_at", *changed)
        self._note(action, by, reason)
        if was_public and self.is_public:
            self.episode.touch()
            if by:
                Notice.tell(self, Notice.Kind.PUBLISHED, self.revision)

    def _save_and_follow(self, *changed):
        """Save what has `changed`, and all that follows from it for the public."""
        was_public, clip_is_ready = self.is_public, not self.clip or self.clip.is_ready
        public = self.status == self.Status.APPROVED and clip_is_ready
        if public != was_public:
            self.published_at = timezone.now() if public else None
        self.save(update_fields=[*changed, "published_at"])
        if public != was_public:
            difference = 1 if public else -1
            (self.root or self)._keep_place(difference if self.root else 0)
            self.episode.discussion.count(difference)
            self.episode.touch()
        if public and not was_public:
            Notice.tell_of_publication(self)

    def _keep_place(self, more_replies):
        """Keep a root in the thread while it or a reply to it is public.

        Its row is locked: no other hand counts its replies meanwhile.
        """
        self.reply_count += more_replies
        replies = self.thread.filter(published_at__isnull=False)
        if not (self.is_public or replies.exists()):
            self.listed_at = None
        elif self.listed_at is None:
            self.listed_at = self.published_at or self.created_at
        self.save(update_fields=["listed_at", "reply_count"])

    def _note(self, action, by=None, reason="", trace=(), revision=None):
        self.actions.create(
            action=action,
            by=by,
            reason=reason,
            trace=list(trace),
            revision=revision or self.revision,
        )
