from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..pictures import Pictured
from ..players import embed_for
from ..rich_text import sanitise, stored
from .former_slug import FormerSlug
from .programme import Programme
from .queries import EpisodeQuerySet
from .slugs import unique_slug
from .version import EpisodeVersion


class Episode(Pictured):
    page = "pk"

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    class Phase(models.TextChoices):
        UPCOMING = "upcoming", _("Upcoming")
        LIVE = "live", _("Live now")
        AIRED = "aired", _("Aired")
        POSTPONED = "postponed", _("Postponed")

    class Notice(models.TextChoices):
        UPDATE = "update", pgettext_lazy("notice", "Update")
        CORRECTION = "correction", pgettext_lazy("notice", "Correction")
        POSTPONED = "postponed", pgettext_lazy("notice", "Postponed")

    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        related_name="episodes",
        verbose_name=_("programme"),
    )
    headline = models.CharField(_("headline"), max_length=200)
    slug = models.SlugField(
        max_length=200,
        unique=True,
        help_text=_("The page's address. Former addresses go on leading here."),
    )
    standfirst = models.TextField(_("standfirst"), max_length=600, blank=True)
    body = models.TextField(_("body"), blank=True)
    prompt = models.CharField(
        _("prompt"), max_length=200, blank=True, default="What do you think?"
    )

    airs_at = models.DateTimeField(_("on air at"), null=True, blank=True, db_index=True)
    duration = models.DurationField(_("length"), default=timedelta(minutes=30))
    video_url = models.URLField(
        _("video address"),
        blank=True,
        max_length=500,
        help_text=_("Where the broadcast can be seen afterwards: YouTube or Vimeo."),
    )
    watch_live_url = models.URLField(
        _("watch live address"), blank=True, max_length=500
    )

    notice_kind = models.CharField(
        _("notice"), max_length=20, blank=True, choices=Notice
    )
    notice_text = models.TextField(_("notice text"), blank=True, max_length=600)
    notice_at = models.DateTimeField(_("notice date"), null=True, blank=True)

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT
    )
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_("Empty: at once. In the future: scheduled."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Counts the producers' saves, panel and links included; the editing lock.
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = EpisodeQuerySet.as_manager()

    class Meta(Pictured.Meta):
        abstract = False
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        constraints = [
            *Pictured.Meta.constraints,
            models.CheckConstraint(
                name="published_episode_has_its_moment",
                condition=Q(status="draft") | Q(publish_at__isnull=False),
            ),
            models.CheckConstraint(
                name="episode_notice_is_dated_and_worded",
                condition=Q(notice_kind="")
                | Q(notice_at__isnull=False) & ~Q(notice_text=""),
                violation_error_message=_("A notice needs its text."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "publish_at"], name="episode_visible"),
        ]

    def __str__(self):
        return self.headline

    def clean(self):
        self._settle_dates()

    @transaction.atomic
    def save(self, **kwargs):
        self.body = sanitise(self.body)
        self._settle_dates()
        self._remember_former_slug()
        super().save(**kwargs)
        EpisodeVersion.objects.get_or_create(episode=self)
        self.touch()

    def get_absolute_url(self):
        return reverse("episodes:detail", args=[self.slug])

    @property
    def ends_at(self):
        return self.airs_at and self.airs_at + self.duration

    @property
    def phase(self):
        """By the clock; without a date the broadcast is still to come."""
        if self.notice_kind == self.Notice.POSTPONED:
            return self.Phase.POSTPONED
        now = timezone.now()
        if self.airs_at is None or now < self.airs_at:
            return self.Phase.UPCOMING
        return self.Phase.LIVE if now < self.ends_at else self.Phase.AIRED

    @property
    def is_live(self):
        return self.phase == self.Phase.LIVE

    @property
    def has_aired(self):
        return self.phase == self.Phase.AIRED

    @property
    def is_upcoming(self):
        return self.phase == self.Phase.UPCOMING

    @property
    def is_postponed(self):
        return self.phase == self.Phase.POSTPONED

    @property
    def has_slot(self):
        """Whether its time is known and stands."""
        return self.airs_at is not None and not self.is_postponed

    @property
    def has_stage(self):
        """Whether there is a picture, a broadcast or a countdown to show."""
        return (
            self.has_renditions
            or self.is_live
            or self.is_upcoming
            or bool(self.has_aired and self.video_url)
        )

    @property
    def is_public(self):
        return (
            self.status == self.Status.PUBLISHED and self.publish_at <= timezone.now()
        )

    @property
    def is_scheduled(self):
        return self.status == self.Status.PUBLISHED and not self.is_public

    @property
    def was_updated(self):
        """Changed since readers first saw it, the first quarter of an hour aside."""
        return self.updated_at > self.publish_at + timedelta(minutes=15)

    @property
    def html(self):
        return stored(self.body)

    @property
    def embed(self):
        """The video host's player, or None: the address is then a plain link."""
        return embed_for(self.video_url)

    def publish(self, at=None):
        self.status = self.Status.PUBLISHED
        self.publish_at = at or self.publish_at or timezone.now()
        self.save()

    def touch(self):
        """Say that the public page has changed: raises its version."""
        EpisodeVersion.raise_for([self.pk])

    def _settle_dates(self):
        """What a producer may leave empty means now."""
        if self.status == self.Status.PUBLISHED and self.publish_at is None:
            self.publish_at = timezone.now()
        if self.notice_kind and self.notice_at is None:
            self.notice_at = timezone.now()

    def _remember_former_slug(self):
        if not self.slug:
            self.slug = unique_slug(Episode, self.headline)
        FormerSlug.objects.filter(slug=self.slug).delete()
        former = Episode.objects.filter(pk=self.pk).values_list("slug", flat=True)
        for slug in former.exclude(slug=self.slug):
            FormerSlug.objects.create(slug=slug, episode=self)
