from datetime import timedelta

from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from episodes.addresses import absolute
from episodes.models import Episode

from .. import mails, tasks
from .attempt import Attempt, Limit
from .emails import digest_of
from .proof import LinkSpent

SALT = "comments.notices.stop"
# A comment that everybody answers isn't to fill its author's box.
REPLIES = Limit("notice", most=20, per=timedelta(days=1))


class Notice(models.Model):
    """One mail to the author of one comment about one event."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", gettext_lazy("Published")
        REPLY = "reply", gettext_lazy("Answered")
        PICKED = "picked", gettext_lazy("Picked")

    comment = models.ForeignKey(
        "comments.Comment", models.CASCADE, related_name="mailed"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    # Which event of its kind: the revision published, the reply's row, 0 for a pick.
    number = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "comment", "kind", "number", name="one_notice_an_event"
            )
        ]

    def __str__(self):
        return f"{self.comment_id}: {self.kind}"

    @classmethod
    def tell_of_publication(cls, comment):
        """Tell its author, unless they saw it appear, and whomever it answers."""
        if comment.decided_by_id:
            cls.tell(comment, cls.Kind.PUBLISHED, comment.revision)
        at_root = comment.parent_id == comment.root_id
        answered = comment.root if at_root else comment.parent
        if answered and answered.is_public and not _is_same_author(answered, comment):
            cls.tell(answered, cls.Kind.REPLY, comment.pk)

    @classmethod
    def tell(cls, comment, kind, number=0):
        """Have the author mailed, once an event; within the caller's transaction.

        Only a proved address that is wanted to be mailed ever is.
        """
        if not (comment.notices and comment.viewer_id):
            return
        values = {"comment": comment, "kind": kind, "number": number}
        notice, is_new = cls.objects.get_or_create(**values)
        if is_new:
            tasks.mail_notice.enqueue(notice.pk)

    @classmethod
    def stop_link(cls, viewer, thread):
        """The address that ends a viewer's mails about a thread, by its root's key."""
        token = signing.dumps([viewer.pk, thread], salt=SALT)
        return absolute(reverse("comments:stop_notices", args=[token]))

    @classmethod
    def stopped_by(cls, token):
        """Whose mails about which thread it ends, as keys; LinkSpent if forged."""
        try:
            return signing.loads(token, salt=SALT)
        except signing.BadSignature:
            raise LinkSpent from None

    def mail(self):
        """Send it, unless that is no longer wanted or true; never twice."""
        viewer = self.comment.viewer
        if not (self._is_wanted() and self._take()):
            return
        try:
            with translation.override(self.comment.episode.programme.language):
                mails.send(viewer.email, self._subject(), *self._words(viewer))
        except mails.NotDelivered:
            self._row().update(sent_at=None)
            raise
        if self.kind == self.Kind.REPLY:
            Attempt.note(REPLIES, digest_of(viewer.email))

    def _is_wanted(self):
        comment = self.comment
        if not (comment.notices and comment.viewer):
            return False
        shown = {comment.pk, self._shown_pk()}
        public = type(comment).objects.visible().filter(pk__in=shown)
        reachable = public.filter(episode__in=Episode.objects.published())
        return reachable.count() == len(shown) and not self._is_too_much()

    def _is_too_much(self):
        who = digest_of(self.comment.viewer.email)
        return self.kind == self.Kind.REPLY and Attempt.wait(REPLIES, who)

    def _take(self):
        return self._row().filter(sent_at=None).update(sent_at=timezone.now())

    def _row(self):
        return type(self).objects.filter(pk=self.pk)

    def _shown_pk(self):
        return self.number if self.kind == self.Kind.REPLY else self.comment_id

    def _subject(self):
        return {
            self.Kind.PUBLISHED: _("Your comment is published"),
            self.Kind.REPLY: _("Your comment was answered"),
            self.Kind.PICKED: _("Your comment was picked"),
        }[self.kind]

    def _words(self, viewer):
        """Paragraphs and headers; one click unsubscribes by RFC 8058."""
        shown = type(self.comment).objects.select_related("episode")
        address = shown.get(pk=self._shown_pk()).get_absolute_url()
        thread = self.comment.root_id or self.comment_id
        stop = self.stop_link(viewer, thread)
        return [
            {
                self.Kind.PUBLISHED: _("What you sent is on our site:"),
                self.Kind.REPLY: _("Somebody has answered what you wrote:"),
                self.Kind.PICKED: _("A producer has put what you wrote on top:"),
            }[self.kind],
            absolute(address),
            _("No more mails about this conversation:"),
            stop,
        ], {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


def _is_same_author(one, other):
    is_same_viewer = one.viewer_id and one.viewer_id == other.viewer_id
    return one.visitor == other.visitor or is_same_viewer
