from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Discussion(models.Model):
    """The switch and the counts of one episode's discussion.

    Made with its episode. Counts are moved by F() alone and mended by `recount`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        HIDDEN = "hidden", _("Hidden")

    class Mode(models.TextChoices):
        BEFORE_APPROVAL = "before", _("A producer reads everything first")
        TRUSTED = "trusted", _("Trusted viewers appear at once")

    episode = models.OneToOneField(
        "episodes.Episode", models.CASCADE, related_name="discussion"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN
    )
    mode = models.CharField(
        _("moderation"),
        max_length=10,
        choices=Mode,
        default=Mode.BEFORE_APPROVAL,
        help_text=_("Videos are always watched first."),
    )
    closes_at = models.DateTimeField(
        _("closes at"),
        null=True,
        blank=True,
        help_text=_("Empty: some days after the broadcast, as the site is set."),
    )
    # Public comments, replies included.
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    # How often a comment has become public; it only grows, so that an open page can
    # tell what is new.
    arrivals = models.PositiveBigIntegerField(default=0, editable=False)
    # Likes that the page doesn't show yet: it changes for them every 10 s at most.
    has_new_likes = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def __str__(self):
        return str(self.episode)

    def save(self, *, update_fields=None, **kwargs):
        if update_fields is None and not self._state.adding:
            # Whoever turns a switch has read the count a while ago.
            update_fields = ["state", "mode", "closes_at"]
        super().save(update_fields=update_fields, **kwargs)
        self.episode.touch()

    @property
    def closing_time(self):
        """When it closes by itself; None while nothing decides that."""
        if self.closes_at or not self.episode.airs_at:
            return self.closes_at
        days = timedelta(days=settings.DISCUSSION_DAYS_AFTER_AIR)
        return self.episode.ends_at + days

    @property
    def is_open(self):
        closing_time = self.closing_time
        return self.state == self.State.OPEN and (
            closing_time is None or timezone.now() < closing_time
        )

    @property
    def is_hidden(self):
        return self.state == self.State.HIDDEN

    def count(self, difference):
        type(self).objects.filter(pk=self.pk).update(
            comment_count=F("comment_count") + difference,
            arrivals=F("arrivals") + max(0, difference),
        )

    def note_likes(self):
        """Have the page show new likes before long.

        The row is written even if it says so already: the worker then waits for the
        likes still on their way, and forgets none.
        """
        type(self).objects.filter(pk=self.pk).update(has_new_likes=True)

    @classmethod
    def show_new_likes(cls):
        """Change the pages whose likes have changed; the worker's, every 10 s."""
        for discussion in cls.objects.filter(has_new_likes=True):
            with transaction.atomic():
                cls.objects.filter(pk=discussion.pk).update(has_new_likes=False)
                discussion.episode.touch()

    @transaction.atomic
    def recount(self):
        """Set the count right; return by how much it was wrong."""
        # Locked first: a count that moves meanwhile then moves after this one.
        counted = type(self).objects.select_for_update().get(pk=self.pk).comment_count
        public = self.episode.comments.filter(published_at__isnull=False).count()
        if public != counted:
            type(self).objects.filter(pk=self.pk).update(comment_count=public)
            self.episode.touch()
        return public - counted
