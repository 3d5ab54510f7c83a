from django.conf import settings
from django.db import models
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from episodes.addresses import absolute

from .. import mails


class ReportQuerySet(models.QuerySet):
    def open(self):
        """What nobody has handled yet."""
        return self.filter(handled_at=None)

    def urgency(self):
        """How urgent each is: 0 for the first Kind, and so on, for a subquery."""
        ranks = [When(kind=kind, then=Value(n)) for n, kind in enumerate(Report.Kind)]
        return self.annotate(urgency=Case(*ranks)).order_by("urgency").values("urgency")


class Report(models.Model):
    """A reader's report of one comment; `Comment.report_count` counts the open ones."""

    class Kind(models.TextChoices):
        THREAT = "threat", _("It threatens somebody, or somebody is in danger")
        CHILD = "child", _("It concerns a child")
        IDENTIFIES = "identifies", _("It shows who or where somebody is")
        FALSE = "false", _("It is false about me")
        HATE = "hate", _("It shows contempt for people for what they are")
        SPAM = "spam", _("It is advertising or spam")
        OTHER = "other", _("Something else")

    # What the duty editor must hear of at once.
    URGENT = (Kind.THREAT, Kind.CHILD, Kind.IDENTIFIES, Kind.FALSE)

    comment = models.ForeignKey(
        "comments.Comment", models.CASCADE, related_name="reports"
    )
    visitor = models.CharField(max_length=32)
    kind = models.CharField(_("reason"), max_length=20, choices=Kind)
    details = models.TextField(_("in your words"), max_length=2000, blank=True)
    made_at = models.DateTimeField(_("received"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("handled by"),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint("comment", "visitor", name="one_report_a_visitor")
        ]

    def __str__(self):
        return self.get_kind_display()

    def mail(self):
        """Tell whoever is on duty; neither the comment's words nor the reader's."""
        change = reverse("admin:comments_comment_change", args=[self.comment_id])
        address = absolute(change)
        mails.send_to_duty(
            _("Reported comment %(number)d") % {"number": self.comment_id},
            _("%(kind)s\n\nLook at it: %(address)s")
            % {"kind": self.get_kind_display(), "address": address},
        )
