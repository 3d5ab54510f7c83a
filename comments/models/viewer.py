import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from .belongings import Belongings
from .conduct import Conduct


def new_key():
    return secrets.token_hex(16)


class Viewer(Belongings, Conduct, models.Model):
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
