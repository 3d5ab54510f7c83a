from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One version of a comment's words, kept from its first edit on.

    The comment itself carries the version that stands; `Comment.waiting` is the number
    of the one that waits. Withdrawing deletes them all.
    """

    comment = models.ForeignKey(
        "comments.Comment", models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("place"), max_length=80, blank=True)
    body = models.TextField(_("words"), blank=True)
    # Why screening held it, a code of `screening.Reason`.
    held_for = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    # Turned down while an approved version stayed up.
    refused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("comment", "number", name="one_revision_a_number")
        ]

    def __str__(self):
        return f"{self.comment_id}/{self.number}"
