from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(hours=24)


class AddressBanQuerySet(models.QuerySet):
    def in_force(self):
        """Never longer than a day, whatever a row says."""
        now = timezone.now()
        return self.filter(lifted_at=None, until__gt=now, made_at__gt=now - LONGEST)

    def forget_ended(self):
        """Empty the addresses that are no longer held."""
        now = timezone.now()
        over = models.Q(until__lte=now) | models.Q(made_at__lte=now - LONGEST)
        ended = self.filter(over | models.Q(lifted_at__isnull=False))
        return ended.exclude(client="").update(client="")


class AddressBan(models.Model):
    """A network address, as an HMAC, whose comments are held for 24 hours at most.

    It never refuses anybody: thousands of people may share the address.
    """

    client = models.CharField(max_length=64, db_index=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateTimeField(
        _("until"),
        help_text=_(
            "24 hours from now at most: thousands of people may share an address. "
            "Whatever comes from it is read first; nobody is refused."
        ),
    )
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

    objects = AddressBanQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("held address")
        verbose_name_plural = _("held addresses")

    def __str__(self):
        return f"{self.client[:8] or '–'}: {self.reason}"

    def clean(self):
        now = timezone.now()
        is_new = self._state.adding and self.until
        if is_new and not now < self.until <= now + LONGEST:
            raise ValidationError(
                {"until": _("It must end later than now, and within 24 hours.")}
            )

    @property
    def is_in_force(self):
        return type(self).objects.in_force().filter(pk=self.pk).exists()

    def impose(self, by):
        """Hold what comes from its `client`."""
        self.made_by = by
        self.full_clean()
        self.save()

    def lift(self):
        waiting = type(self).objects.filter(pk=self.pk, lifted_at=None)
        waiting.update(lifted_at=timezone.now())
        self.refresh_from_db()
