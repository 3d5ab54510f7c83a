import hashlib

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _


def digest_of(text, language):
    return hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()


class ReleaseText(models.Model):
    """The exact words a viewer was asked to agree to, in their language.

    Rows are never changed: other words make another row.
    """

    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=7)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.language} {self.digest[:12]}"

    @classmethod
    def key_of(cls, text, language):
        """The key of the row with these words; remembered, as every post asks for it."""
        name = f"comments.release.{digest_of(text, language)}"
        return cache.get_or_set(name, lambda: cls.of(text, language).pk)

    @classmethod
    def of(cls, text, language):
        row, _created = cls.objects.get_or_create(
            digest=digest_of(text, language),
            defaults={"language": language, "text": text},
        )
        return row


class Release(models.Model):
    """What a viewer allowed with one comment. On air is apart from publishing."""

    comment = models.OneToOneField(
        "comments.Comment", models.CASCADE, related_name="release"
    )
    text = models.ForeignKey(ReleaseText, models.PROTECT)
    adult = models.BooleanField(_("18 or over, everyone agreed"), default=False)
    on_air = models.BooleanField(_("may be used on air"), default=False)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")

    def __str__(self):
        return str(self.comment)
