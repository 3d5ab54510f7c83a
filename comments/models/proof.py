from datetime import timedelta

from django.apps import apps
from django.core import signing
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.addresses import absolute

from .. import mails, tasks
from .attempt import Attempt, Limit
from .emails import digest_of, normalised

SALT = "comments.proof"
LIFETIME = timedelta(days=7)
# The link's time begins when it is mailed, which may be a while after it was asked for.
KEPT = LIFETIME + timedelta(days=1)
# An address may be somebody else's: they aren't to be flooded in our name.
LIMITS = (
    Limit("proof", most=3, per=timedelta(hours=1)),
    Limit("proof", most=10, per=timedelta(days=1)),
)
EVERYBODY = Limit("proofs", most=2000, per=timedelta(hours=1))


class LinkSpent(Exception):
    """The link is used, expired or none of ours."""


class Proof(models.Model):
    """An address that somebody gave, and the link by which its owner proves it.

    The link carries a signed number and no address. The row goes when the link is
    used, after a week, and at once if the link is never sent.
    """

    email = models.EmailField(db_index=True)
    # What they wrote when they gave it; None if they asked for the link alone.
    comment = models.ForeignKey(
        "comments.Comment", models.SET_NULL, null=True, related_name="proofs"
    )
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return str(self.made_at)

    @classmethod
    @transaction.atomic
    def ask(cls, email, comment=None):
        """Have a link mailed; the same work whether the address is known or not."""
        proof = cls.objects.create(email=normalised(email), comment=comment)
        tasks.mail_proof.enqueue(proof.pk)

    @classmethod
    def behind(cls, token):
        """The Proof that a link leads to; LinkSpent if it leads nowhere any more."""
        try:
            pk = signing.loads(token, salt=SALT, max_age=LIFETIME)
            return cls.objects.get(pk=pk)
        except (signing.BadSignature, cls.DoesNotExist):
            raise LinkSpent from None

    @classmethod
    def sweep(cls):
        """Forget links that were never used."""
        cls.objects.filter(made_at__lt=timezone.now() - KEPT).delete()

    def mail(self):
        """Send the link; not to an address that has had many, or that wrote nothing."""
        who = digest_of(self.email)
        if not self._is_expected() or self._is_too_much(who):
            self.delete()
            return
        with translation.override(self._language()):
            mails.send(self.email, _("Your comments: a link"), self._paragraphs())
        Attempt.note(LIMITS[0], who)
        Attempt.note(EVERYBODY, "")

    @transaction.atomic
    def prove(self):
        """Find or make the Viewer, and give them the comment, once; LinkSpent later."""
        deleted, _rows = type(self).objects.filter(pk=self.pk).delete()
        if not deleted:
            raise LinkSpent
        viewer, _is_new = self._viewers().get_or_create(email=self.email)
        if self.comment:
            viewer.claim([self.comment.public_id])
        return viewer

    def _is_expected(self):
        if self.comment:
            return self.comment.email == self.email
        comments = apps.get_model("comments.Comment").objects
        known = self._viewers().filter(email=self.email)
        return known.exists() or comments.unclaimed(self.email).exists()

    def _is_too_much(self, who):
        return any(Attempt.wait(limit, who) for limit in LIMITS) or bool(
            Attempt.wait(EVERYBODY, "")
        )

    def _viewers(self):
        return apps.get_model("comments.Viewer").objects

    def _language(self):
        if self.comment is None:
            return translation.get_language()
        return self.comment.episode.programme.language

    def _paragraphs(self):
        token = signing.dumps(self.pk, salt=SALT)
        days = LIFETIME.days
        return [
            _(
                "This address was given on our site, with a comment or to get this link."
            ),
            _("If that was you, open the link and press the button there:"),
            absolute(reverse("comments:prove", args=[token])),
            ngettext(
                "It works once, for %(days)d day, and shows you what you sent: to edit "
                "it, to withdraw it, or to erase everything.",
                "It works once, for %(days)d days, and shows you what you sent: to edit "
                "it, to withdraw it, or to erase everything.",
                days,
            )
            % {"days": days},
            _("If it wasn't you, do nothing: the address is then soon forgotten."),
        ]
