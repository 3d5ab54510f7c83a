import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .belongings import Belongings


def new_key():
    return secrets.token_hex(16)


class Viewer(Belongings, models.Model):
    """An e-mail address that was proved by a link; no password, no profile.

    Trust and sanctions hang here, never on an address that nobody has proved.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    # What the browser's cookie carries; another one signs every browser out.
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    proved_at = models.DateTimeField(_("proved"), auto_now_add=True)

    class Meta:
        verbose_name = _("viewer")
        verbose_name_plural = _("viewers")

    def __str__(self):
        return self.email

    def sign_out_everywhere(self):
        """Make every browser's cookie worthless."""
        self.key = new_key()
        self.save(update_fields=["key"])


class Sanction(models.Model):
    """What a proved viewer may not do for a while; lifted, never deleted.

    It is found by the digest of the address, so erasing oneself doesn't end it.
    """

    class Kind(models.TextChoices):
        SUSPENSION = "suspension", _("Suspension: everything is read first")
        BAN = "ban", _("Ban: may not write")

    viewer = models.ForeignKey(
        Viewer, models.SET_NULL, null=True, related_name="sanctions"
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

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.viewer or '–'}"


class AddressBan(models.Model):
    """A network address, as an HMAC, whose comments are held for 24 hours at most.

    It never refuses anybody: thousands of people may share the address.
    """

    client = models.CharField(max_length=64, db_index=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300)
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

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("held address")
        verbose_name_plural = _("held addresses")

    def __str__(self):
        return f"{self.client[:8]}: {self.reason}"
