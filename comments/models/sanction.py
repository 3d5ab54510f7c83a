from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .emails import digest_of


class SanctionQuerySet(models.QuerySet):
    def on(self, digest):
        """Those on an address, whether or not its viewer is still known."""
        return self.filter(digest=digest)

    def in_force(self):
        return self.filter(lifted_at=None, until__gt=timezone.now())

    def gravest(self):
        """A ban before a suspension, then the one that lasts longest; or None."""
        is_ban = Case(When(kind=Sanction.Kind.BAN, then=Value(0)), default=Value(1))
        return self.order_by(is_ban, "-until", "-pk").first()


class Sanction(models.Model):
    """What a proved viewer may not do for a while; lifted, never deleted.

    It is found by the digest of the address, so erasing oneself doesn't end it.
    """

    class Kind(models.TextChoices):
        SUSPENSION = "suspension", _("Suspension: everything is read first")
        BAN = "ban", _("Ban: may not write")

    viewer = models.ForeignKey(
        "comments.Viewer",
        models.SET_NULL,
        null=True,
        related_name="sanctions",
        verbose_name=_("viewer"),
    )
    digest = models.CharField(max_length=64, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    reason = models.CharField(
        _("reason"), max_length=300, help_text=_("The viewer reads it.")
    )
    until = models.DateTimeField(_("until"))
    made_at = models.DateTimeField(_("since"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("by"),
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("lifted by"),
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.viewer or '–'}"

    def clean(self):
        if self._state.adding and self.until and self.until <= timezone.now():
            raise ValidationError({"until": _("It must end later than now.")})

    @property
    def is_in_force(self):
        return self.lifted_at is None and self.until > timezone.now()

    def impose(self, by):
        """Put it in force for its viewer's address, whoever may prove that later."""
        self.digest, self.made_by = digest_of(self.viewer.email), by
        self.full_clean()
        self.save()

    def lift(self, by):
        """End it before its time; the first to do so stays on record."""
        waiting = type(self).objects.filter(pk=self.pk, lifted_at=None)
        waiting.update(lifted_at=timezone.now(), lifted_by=by)
        self.refresh_from_db()
