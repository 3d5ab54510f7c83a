from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

KEY_LIFETIME = timedelta(days=7)
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many uses of `purpose` in `per`, for one visitor or one address."""

    purpose: str
    most: int
    per: timedelta


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
    def wait(cls, limit, who):
        """How long until `who` may do it once more; zero if at once."""
        if not settings.POSTING_LIMITS:
            return timedelta()
        now = timezone.now()
        recent = cls.objects.filter(
            purpose=limit.purpose, who=who, at__gt=now - limit.per
        ).order_by("-at")
        first_that_counts = recent.values_list("at", flat=True)[
            limit.most - 1 :
        ].first()
        if first_that_counts is None:
            return timedelta()
        return first_that_counts + limit.per - now

    @classmethod
    def note(cls, limit, who):
        if settings.POSTING_LIMITS:
            cls.objects.create(purpose=limit.purpose, who=who)

    @classmethod
    def sweep(cls):
        cls.objects.filter(at__lt=timezone.now() - KEPT).delete()


def anonymised(address, keys_ago=0):
    """An address as an HMAC under this week's key: comparable, not readable."""
    period = int(timezone.now().timestamp() // KEY_LIFETIME.total_seconds()) - keys_ago
    salt = f"comments.address.{period}"
    return salted_hmac(salt, address, algorithm="sha256").hexdigest()
