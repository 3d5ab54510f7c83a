import uuid
from textwrap import shorten

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from episodes.rich_text import RENDERER_VERSION, linkify, stored

from ..likeness import likeness_of
from .arriving import Arriving
from .counters import Counters
from .queries import CommentQuerySet
from .reactions import Reactions
from .revising import Revising
from .standing import Standing


class Comment(Arriving, Standing, Revising, Reactions, Counters, models.Model):
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
    visitor = models.CharField(max_length=32)
    key = models.CharField(max_length=64)
    # Its network address as an HMAC, to count a flood and to end one; emptied by the
    # worker after 30 days at most.
    client = models.CharField(max_length=64, blank=True, editable=False)
    # Whoever has proved the address given, once they have claimed it.
    viewer = models.ForeignKey(
        "comments.Viewer",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="comments",
        verbose_name=_("viewer"),
    )
    # Mails about this comment are wanted.
    notices = models.BooleanField(default=False, editable=False)
    withdrawal_hash = models.CharField(max_length=64, unique=True, editable=False)

    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("place"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    body = models.TextField(_("words"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    renderer = models.PositiveSmallIntegerField(default=0, editable=False)
    # What it shares with a text that says the same, see `likeness_of`.
    likeness = models.BigIntegerField(null=True, editable=False)
    translation = models.TextField(
        _("translation"),
        max_length=6000,
        blank=True,
        help_text=_("Shown beneath the words, labelled as the programme's."),
    )
    has_video = models.BooleanField(default=False, editable=False)
    # The number of the words above, and of those that wait while these stay up.
    revision = models.PositiveIntegerField(default=1, editable=False)
    waiting = models.PositiveIntegerField(null=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.HELD
    )
    # Screening's reason, a code of `screening.Reason`, while it decides.
    held_for = models.CharField(max_length=40, blank=True, editable=False)
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
    picked_at = models.DateTimeField(null=True, editable=False)
    # Moved by F() alone, mended by `recount`; reports that nobody has handled yet.
    like_count = models.PositiveIntegerField(default=0, editable=False)
    # Of a root: its public replies, however deep.
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    report_count = models.PositiveIntegerField(default=0, editable=False)
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
                name="an_edit_waits_behind_what_is_approved",
                condition=Q(waiting=None) | Q(status="approved"),
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
                fields=["episode", "-like_count", "-id"],
                name="thread_liked",
                condition=Q(listed_at__isnull=False),
            ),
            models.Index(
                fields=["episode", "-listed_at", "-id"],
                name="thread_videos",
                condition=Q(
                    listed_at__isnull=False, published_at__isnull=False, has_video=True
                ),
            ),
            models.Index(
                fields=["episode", "-like_count", "-id"],
                name="thread_videos_liked",
                condition=Q(
                    listed_at__isnull=False, published_at__isnull=False, has_video=True
                ),
            ),
            models.Index(
                fields=["episode", "-picked_at"],
                name="thread_picked",
                condition=Q(picked_at__isnull=False, published_at__isnull=False),
            ),
            models.Index(
                fields=["episode", "-published_at", "-id"],
                name="feed_newest",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["root", "published_at", "id"],
                name="replies_oldest",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(fields=["status", "created_at"], name="queue_oldest"),
            models.Index(
                fields=["created_at"],
                name="queue_edits",
                condition=Q(waiting__isnull=False),
            ),
            models.Index(
                fields=["created_at"],
                name="queue_reported",
                condition=Q(report_count__gt=0),
            ),
            models.Index(
                fields=["likeness", "created_at"],
                name="sent_alike",
                condition=Q(likeness__isnull=False),
            ),
            models.Index(
                fields=["-decided_at"],
                name="queue_decided",
                condition=Q(decided_by__isnull=False),
            ),
            models.Index(fields=["visitor", "created_at"], name="sent_by_visitor"),
            models.Index(
                fields=["email", "created_at"],
                name="sent_with_unproved",
                condition=Q(viewer__isnull=True) & ~Q(email=""),
            ),
            models.Index(
                fields=["client", "created_at"],
                name="sent_from_address",
                condition=~Q(client=""),
            ),
        ]

    def __str__(self):
        return f"{self.name}: {shorten(self.body, 60, placeholder='…')}"

    def save(self, *, update_fields=None, **kwargs):
        if update_fields is None or "body" in update_fields:
            self._render()
        if update_fields and "body" in update_fields:
            update_fields = {*update_fields, "body_html", "renderer", "likeness"}
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
    def is_reachable(self):
        """Whether readers can open it: its episode and discussion are public, too."""
        episode = self.episode
        return self.is_public and episode.is_public and not episode.discussion.is_hidden

    @property
    def clip(self):
        """Its Video, or None."""
        return getattr(self, "video", None)

    def rerender(self):
        """Remake the HTML, unless the words have changed meanwhile."""
        html = linkify(self.body)
        return Comment.objects.filter(pk=self.pk, body=self.body).update(
            body_html=html, renderer=RENDERER_VERSION
        )

    def _render(self):
        self.body_html, self.renderer = linkify(self.body), RENDERER_VERSION
        self.likeness = likeness_of(self.body)
