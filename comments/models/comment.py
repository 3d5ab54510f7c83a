import uuid
from itertools import count

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from episodes.rich_text import RENDERER_VERSION, linkify, stored

from .discussion import Discussion
from .moderation import ModerationAction

# Letters and digits that can't be taken for one another when read aloud.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class CommentWithdrawn(Exception):
    """Its author has taken it back; nobody decides about it any more."""


class CommentQuerySet(models.QuerySet):
    def visible(self):
        """What the public sees. The episode's own visibility is the page's to check."""
        return self.filter(published_at__isnull=False).exclude(
            episode__discussion__state=Discussion.State.HIDDEN
        )

    def roots(self):
        """What opens a thread on the page: public roots, and tombstones."""
        return self.filter(root=None, listed_at__isnull=False)

    def held(self):
        return self.filter(status=Comment.Status.HELD)


class Comment(models.Model):
    class Status(models.TextChoices):
        HELD = "held", _("Held")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(
        "episodes.Episode",
        models.CASCADE,
        related_name="comments",
        verbose_name=_("episode"),
    )
    # The comment that opens the thread, and the one answered; both empty in a root.
    root = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="thread"
    )
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="answers"
    )

    # The browser that wrote it, and what makes a resend the same comment.
    visitor = models.CharField(max_length=32, db_index=True)
    key = models.CharField(max_length=64)
    withdrawal_hash = models.CharField(max_length=64, unique=True, editable=False)

    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("place"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    body = models.TextField(_("words"), max_length=3000, blank=True)
    body_html = models.TextField(editable=False, blank=True)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    translation = models.TextField(
        _("translation"),
        max_length=6000,
        blank=True,
        help_text=_("Shown beneath the words, labelled as the programme's."),
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.HELD
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    # Set exactly while approved and the clip, if any, ready.
    published_at = models.DateTimeField(null=True, editable=False)
    # A root's place in the thread: set while it is public, and kept as a wordless
    # tombstone while public replies hang on it.
    listed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(
                "visitor", "key", name="one_comment_a_visitor_and_key"
            ),
            models.CheckConstraint(
                name="only_approved_comments_are_published",
                condition=Q(published_at=None) | Q(status="approved"),
            ),
            models.CheckConstraint(
                name="only_roots_are_listed",
                condition=Q(listed_at=None) | Q(root=None),
            ),
            models.CheckConstraint(
                name="a_reply_has_root_and_parent_a_root_neither",
                condition=Q(root__isnull=False) | Q(parent=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["episode", "-listed_at", "-id"],
                name="thread_newest",
                condition=Q(listed_at__isnull=False),
            ),
            models.Index(
                fields=["root", "published_at", "id"],
                name="replies_oldest",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(fields=["status", "created_at"], name="queue_oldest"),
        ]

    def __str__(self):
        return f"{self.name}: {self.body[:60]}"

    def save(self, *, update_fields=None, **kwargs):
        if update_fields is None or "body" in update_fields:
            self.body_html, self.renderer = linkify(self.body), RENDERER_VERSION
        if update_fields and "body" in update_fields:
            update_fields = {*update_fields, "body_html", "renderer"}
        super().save(update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("comments:comment", args=[self.episode.slug, self.public_id])

    @property
    def html(self):
        return stored(self.body_html)

    @property
    def is_public(self):
        return self.published_at is not None

    @property
    def clip(self):
        """Its Video, or None."""
        return getattr(self, "video", None)

    @property
    def withdrawal_code(self):
        """The private code, like K7PM-2QXD; made anew each time, never stored."""
        return next(
            code
            for code in _codes(self.visitor, self.key)
            if withdrawal_hash(code) == self.withdrawal_hash
        )

    def approve(self, by):
        self._decide(self.Status.APPROVED, ModerationAction.Action.APPROVED, by)

    def reject(self, by, reason=""):
        self._decide(self.Status.REJECTED, ModerationAction.Action.REJECTED, by, reason)

    def hide(self, by, reason=""):
        """Take down what was public; the same end as a rejection, told apart."""
        self._decide(self.Status.REJECTED, ModerationAction.Action.HIDDEN, by, reason)

    @transaction.atomic
    def withdraw(self):
        """Take it back for good: words, name, addresses and media are erased.

        Its place in the thread stays while public replies need it.
        """
        self._lock()
        if self.status == self.Status.WITHDRAWN:
            return
        if self.clip:
            self.clip.discard()
        self.status = self.Status.WITHDRAWN
        self.name = self.place = self.email = self.body = self.translation = ""
        self.save(
            update_fields=["status", "name", "place", "email", "body", "translation"]
        )
        self._note(ModerationAction.Action.WITHDRAWN)
        self.settle()

    @transaction.atomic
    def settle(self):
        """Publish it or take it down, as its status and its clip now demand.

        With the counter and the page's version; called whenever either changes.
        """
        clip_is_ready = self.clip is None or self.clip.is_ready
        public = self.status == self.Status.APPROVED and clip_is_ready
        if public == self.is_public:
            return
        self.published_at = timezone.now() if public else None
        self.save(update_fields=["published_at"])
        (self.root or self)._keep_place()
        self.episode.discussion.count(1 if public else -1)
        self.episode.touch()

    def _lock(self):
        """Read the row again, under a lock where the database has row locks."""
        self.refresh_from_db(from_queryset=Comment.objects.select_for_update())

    @transaction.atomic
    def _decide(self, status, action, by, reason=""):
        self._lock()
        if self.status == self.Status.WITHDRAWN:
            raise CommentWithdrawn
        if self.status == status:
            return
        self.status, self.decided_by, self.decided_at = status, by, timezone.now()
        self.save(update_fields=["status", "decided_by", "decided_at"])
        self._note(action, by, reason)
        self.settle()

    def _note(self, action, by=None, reason="", trace=()):
        self.actions.create(
            action=action,
            by=by,
            reason=reason,
            trace=list(trace),
            revision=self.revision,
        )

    def _keep_place(self):
        replies = self.thread.filter(published_at__isnull=False)
        needed = self.is_public or replies.exists()
        if not needed:
            self.listed_at = None
        elif self.listed_at is None:
            self.listed_at = self.published_at or self.created_at
        self.save(update_fields=["listed_at"])


def withdrawal_hash(code):
    """What is stored of a code, however the viewer typed it: k7pm 2qxd is fine."""
    letters = "".join(c for c in code.upper() if c in CODE_ALPHABET)
    return salted_hmac("comments.withdrawal.hash", letters).hexdigest()


def unused_code(visitor, key):
    """The first code for this visitor's `key` that belongs to no other comment."""
    return next(
        code
        for code in _codes(visitor, key)
        if not Comment.objects.filter(withdrawal_hash=withdrawal_hash(code)).exists()
    )


def _codes(visitor, key):
    """The codes that (visitor, key) may have, most likely first; endless."""
    for n in count():
        digest = salted_hmac(
            "comments.withdrawal.code", f"{visitor}:{key}:{n}"
        ).digest()
        letters = "".join(CODE_ALPHABET[byte % 32] for byte in digest[:8])
        yield f"{letters[:4]}-{letters[4:]}"
