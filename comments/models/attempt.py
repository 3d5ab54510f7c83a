from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

KEY_LIFETIME = timedelta(days=7)
KEPT = timedelta(days=1)


class Attempt(models.Model):
    """One use of something rationed, by a key that names nobody.

    `who` is a visitor's id or an address's HMAC, whose key changes every week; the
    worker sweeps rows after a day.
    """

    purpose = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "who", "at"], name="attempt_recent")]

    def __str__(self):
        return f"{self.purpose} {self.at}"

    @classmethod
    def take(cls, purpose, who, *, most, per):
        """Note one more and say whether `who` stays within `most` in `per`."""
        if not settings.POSTING_LIMITS:
            return True
        now = timezone.now()
        recent = cls.objects.filter(purpose=purpose, who=who, at__gt=now - per)
        if recent.count() >= most:
            return False
        cls.objects.create(purpose=purpose, who=who)
        return True

    @classmethod
    def sweep(cls):
        cls.objects.filter(at__lt=timezone.now() - KEPT).delete()


def anonymised(address):
    """An address as an HMAC under this week's key: comparable, not readable."""
    period = int(timezone.now().timestamp() // KEY_LIFETIME.total_seconds())
    return salted_hmac(f"comments.address.{period}", address).hexdigest()
