"""The rows of an episode's page, in the producer's order."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ..players import profile_url
from .episode import Episode
from .guest import Guest
from .version import OnPage, PageQuerySet


class PanelistQuerySet(PageQuerySet):
    def public(self):
        return self.filter(confirmed=True).select_related("guest")

    def appearances_of(self, guest):
        """A guest's confirmed seats in public episodes, the latest broadcast first."""
        episodes = Episode.objects.published()
        return (
            self.filter(confirmed=True, guest=guest, episode__in=episodes)
            .select_related("episode__programme")
            .order_by(F("episode__airs_at").desc(nulls_first=True), "-episode")
        )


class EpisodePart(OnPage):
    """A row of an episode's page, in the producer's order."""

    order = models.PositiveIntegerField(_("order"), default=0, db_index=True)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Panelist(EpisodePart):
    """A guest's seat in one episode, with handle and role as broadcast."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="panel")
    guest = models.ForeignKey(
        Guest,
        models.PROTECT,
        related_name="seats",
        verbose_name=_("guest"),
    )
    handle = models.CharField(
        _("handle"), max_length=60, blank=True, help_text=_("As broadcast: @name")
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    confirmed = models.BooleanField(
        _("confirmed"),
        default=False,
        help_text=_("Only confirmed guests are shown on the public page."),
    )

    objects = PanelistQuerySet.as_manager()

    class Meta(EpisodePart.Meta):
        verbose_name = _("panelist")
        verbose_name_plural = _("panel")
        constraints = [
            models.UniqueConstraint("episode", "guest", name="one_seat_a_guest")
        ]

    def __str__(self):
        return self.guest.name

    @property
    def handle_url(self):
        return profile_url(self.handle)


class RelatedLink(EpisodePart):
    episode = models.ForeignKey(Episode, models.CASCADE, related_name="links")
    title = models.CharField(_("title"), max_length=300)
    source = models.CharField(_("source"), max_length=100, blank=True)
    url = models.URLField(
        _("address"),
        blank=True,
        max_length=1000,
        help_text=_("May stay empty: the title is then shown as plain text."),
    )

    objects = PageQuerySet.as_manager()

    class Meta(EpisodePart.Meta):
        verbose_name = _("related link")
        verbose_name_plural = _("read more")

    def __str__(self):
        return self.title
