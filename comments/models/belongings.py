import secrets

from django.db import transaction
from django.db.models import Q

from .notice import Notice
from .problem import ProblemReport
from .proof import Proof
from .upload import Upload


class Belongings:
    """What a Viewer has written, and the verbs about all of it."""

    @property
    def unclaimed(self):
        """Comments that bear the address and may be somebody else's: to be confirmed."""
        return self.comments.model.objects.unclaimed(self.email)

    @transaction.atomic
    def claim(self, public_ids):
        """Take comments sent with the address as one's own; return how many."""
        if not self.stays():
            return 0
        return _change(self.unclaimed.filter(public_id__in=public_ids), viewer=self)

    def stays(self):
        """Whether they haven't erased themselves, nor can in this transaction.

        Their row is locked before those of comments, as by whoever erases themselves.
        """
        locked = type(self).objects.select_for_update(no_key=True)
        return locked.filter(pk=self.pk).values_list("pk").first() is not None

    def want_notices(self, thread, wanted):
        """Have mails about all that one wrote in a thread, by its root's key, or none."""
        own = self.comments.filter(Q(pk=thread) | Q(root=thread))
        _change(own.kept(), notices=wanted)

    def stop_notices(self):
        _change(self.comments.filter(notices=True), notices=False)

    def erase(self):
        """Withdraw every comment and forget the address; what stays names nobody.

        Comments go one by one, each in a transaction of its own; interrupted, it is
        to be asked for again. What is posted meanwhile goes, too.
        """
        self._forget_address()
        self._forget_uploads()
        self._withdraw_all()
        while not self._is_gone():
            self._withdraw_all()

    @transaction.atomic
    def _is_gone(self):
        """Go, unless there is still something to withdraw.

        That takes locks of its own: together with this one, others would wait for it
        in a circle.
        """
        if not self.stays():
            return True
        if self.comments.kept().exists():
            return False
        self._part_with_comments()
        self.delete()
        return True

    def _withdraw_all(self):
        for comment in self.comments.kept():
            comment.withdraw()

    def _part_with_comments(self):
        """Leave nothing that ties them to a browser, or to one another."""
        Notice.objects.filter(comment__viewer=self).delete()
        # A root before its replies, as everybody locks them.
        for comment in self.comments.order_by("pk"):
            comment.visitor, comment.viewer = secrets.token_hex(16), None
            comment.save(update_fields=["visitor", "viewer"])

    def _forget_uploads(self):
        """Of any browser that they wrote with, what no comment has taken over."""
        for visitor in set(self.comments.values_list("visitor", flat=True)):
            Upload.forget(visitor)

    def _forget_address(self):
        _change(self.unclaimed, email="", notices=False)
        Proof.objects.filter(email=self.email).delete()
        ProblemReport.objects.filter(email__iexact=self.email).update(email="")


@transaction.atomic
def _change(comments, **values):
    """Change all of them, locked in everybody's order: a root before its replies."""
    locked = comments.select_for_update(no_key=True).order_by("pk")
    keys = list(locked.values_list("pk", flat=True))
    return comments.model.objects.filter(pk__in=keys).update(**values)
