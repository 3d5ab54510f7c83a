from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from episodes.addresses import absolute

from .. import mails, tasks


class ProblemReport(models.Model):
    """A legal or safety problem, reported without an account."""

    class Kind(models.TextChoices):
        THREAT = "threat", _("Somebody is threatened or in danger")
        CHILD = "child", _("It concerns a child")
        IDENTIFIES = "identifies", _("It shows who or where somebody is")
        FALSE = "false", _("It is false about me")
        RIGHTS = "rights", _("It uses my work, picture or voice")
        OTHER = "other", _("Something else")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    about = models.CharField(
        _("page, person or comment"),
        max_length=500,
        help_text=_("An address on this site, or in words."),
    )
    details = models.TextField(_("what is wrong"), max_length=5000)
    email = models.EmailField(_("your e-mail, if you want an answer"), blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("handled by"),
    )
    note = models.TextField(_("note of the newsroom"), blank=True)

    class Meta:
        ordering = ["handled_at", "created_at"]
        verbose_name = _("problem report")
        verbose_name_plural = _("problem reports")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"

    @transaction.atomic
    def receive(self):
        """Store it, and have the newsroom told."""
        self.save()
        tasks.mail_problem_report.enqueue(self.pk)

    def mail(self):
        """Tell whoever is on duty. The subject says nothing that could harm anybody."""
        change = reverse("admin:comments_problemreport_change", args=[self.pk])
        words = {
            "kind": self.get_kind_display(),
            "about": self.about,
            "details": self.details,
            "email": self.email or _("no address given"),
            "address": absolute(change),
        }
        mails.send_to_duty(
            _("Problem report %(number)d") % {"number": self.pk},
            _(
                "%(kind)s\n\nAbout: %(about)s\n\n%(details)s\n\n"
                "From: %(email)s\nHandle it: %(address)s"
            )
            % words,
        )

    def handle(self, by):
        self.handled_at, self.handled_by = timezone.now(), by
        self.save(update_fields=["handled_at", "handled_by"])
