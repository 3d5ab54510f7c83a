"""What the programme publishes; it knows nothing of comments."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .pictures import Pictured
from .rich_text import sanitise


class Programme(models.Model):
    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        ARABIC = "ar", "العربية"

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=7, choices=Language, default=Language.ENGLISH
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        super().save(**kwargs)
        EpisodeVersion.raise_for(self.episodes.all())


class EpisodeQuerySet(models.QuerySet):
    def published(self):
        """Public by now: published, and its moment has come."""
        return self.filter(
            status=Episode.Status.PUBLISHED, publish_at__lte=timezone.now()
        )

    def visible_to(self, user):
        """What `user` may open: producers see drafts and scheduled episodes too."""
        is_producer = (
            user is not None
            and user.is_staff
            and user.has_perm("episodes.view_episode")
        )
        return self.all() if is_producer else self.published()

    def for_page(self):
        return self.select_related("programme", "page_version").prefetch_related(
            models.Prefetch("panel", Panelist.objects.public()), "links"
        )

    def by_air_date(self):
        """Latest broadcast first; the undated lead, as they are still to come."""
        return self.order_by(F("airs_at").desc(nulls_first=True), "-pk")

    def upcoming(self):
        return self.filter(Q(airs_at=None) | Q(airs_at__gt=timezone.now()))


class Episode(Pictured):
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
            ),
        ]
        indexes = [
            models.Index(fields=["status", "publish_at"], name="episode_visible"),
        ]

    def __str__(self):
        return self.headline

    @transaction.atomic
    def save(self, **kwargs):
        self.body = sanitise(self.body)
        if self.status == self.Status.PUBLISHED and self.publish_at is None:
            self.publish_at = timezone.now()
        if self.notice_kind and self.notice_at is None:
            self.notice_at = timezone.now()
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
    def is_public(self):
        return (
            self.status == self.Status.PUBLISHED and self.publish_at <= timezone.now()
        )

    @property
    def is_scheduled(self):
        return self.status == self.Status.PUBLISHED and not self.is_public

    def publish(self, at=None):
        self.status = self.Status.PUBLISHED
        self.publish_at = at or self.publish_at or timezone.now()
        self.save()

    def touch(self):
        """Say that the public page has changed: raises its version."""
        EpisodeVersion.objects.filter(episode=self).update(version=F("version") + 1)

    def _remember_former_slug(self):
        if not self.slug:
            self.slug = unique_slug(Episode, self.headline)
        FormerSlug.objects.filter(slug=self.slug).delete()
        former = Episode.objects.filter(pk=self.pk).values_list("slug", flat=True)
        for slug in former.exclude(slug=self.slug):
            FormerSlug.objects.create(slug=slug, episode=self)


class EpisodeVersion(models.Model):
    """Counts the public page's changes; moved only by F(), outside of every form."""

    episode = models.OneToOneField(
        Episode, models.CASCADE, primary_key=True, related_name="page_version"
    )
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return f"{self.episode_id}: {self.version}"

    @classmethod
    def raise_for(cls, episodes):
        cls.objects.filter(episode__in=episodes).update(version=F("version") + 1)


class FormerSlug(models.Model):
    slug = models.SlugField(max_length=200, unique=True)
    episode = models.ForeignKey(Episode, models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return self.slug


class Guest(Pictured):
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=100, unique=True)

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
        EpisodeVersion.raise_for(Episode.objects.filter(panel__guest=self))

    def get_absolute_url(self):
        return reverse("episodes:guest", args=[self.slug])

    @property
    def initials(self):
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class PanelistQuerySet(models.QuerySet):
    def public(self):
        return self.filter(confirmed=True).select_related("guest")


class EpisodePart(models.Model):
    """A row of an episode's page, in the producer's order."""

    order = models.PositiveIntegerField(_("order"), default=0, db_index=True)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def save(self, **kwargs):
        super().save(**kwargs)
        self.episode.touch()

    def delete(self, **kwargs):
        deleted = super().delete(**kwargs)
        self.episode.touch()
        return deleted


class Panelist(EpisodePart):
    """A guest's seat in one episode, with handle and role as broadcast."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="panel")
    guest = models.ForeignKey(
        Guest, models.PROTECT, related_name="seats", verbose_name=_("guest")
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

    class Meta(EpisodePart.Meta):
        verbose_name = _("related link")
        verbose_name_plural = _("read more")

    def __str__(self):
        return self.title


def unique_slug(model, text):
    """A slug for `text` that no row of `model` has; numbered where one has it."""
    longest = model._meta.get_field("slug").max_length - 8
    base = slugify(text)[:longest].strip("-") or model._meta.model_name
    taken = set(
        model.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    if base not in taken:
        return base
    return next(
        slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken
    )
