from django.db import models
from django.utils.translation import gettext_lazy as _

from .version import OnPage, PageQuerySet


class Programme(OnPage):
    page = "episodes"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        ARABIC = "ar", "العربية"

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=7, choices=Language, default=Language.ENGLISH
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self):
        return self.name
