from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..pictures import Pictured
from .slugs import unique_slug
from .version import OnPage, PageQuerySet


class Guest(OnPage, Pictured):
    page = "seats__episode"

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=100, unique=True)

    objects = PageQuerySet.as_manager()

    class Meta(Pictured.Meta):
        abstract = False
        ordering = ["name"]
        verbose_name = _("guest")
        verbose_name_plural = _("guests")

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        if not self.slug:
            self.slug = unique_slug(Guest, self.name)
        super().save(**kwargs)

    def get_absolute_url(self):
        return reverse("episodes:guest", args=[self.slug])

    @property
    def initials(self):
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
