from django.db import connection, models, transaction
from django.db.models import F

VERSION = """
SELECT episode.id, page.version FROM episodes_episode AS episode
JOIN episodes_episodeversion AS page ON page.episode_id = episode.id
WHERE episode.slug = %s
"""


class EpisodeVersion(models.Model):
    """Counts the public page's changes; moved only by F(), outside of every form."""

    episode = models.OneToOneField(
        "episodes.Episode",
        models.CASCADE,
        primary_key=True,
        related_name="page_version",
    )
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return f"{self.episode_id}: {self.version}"

    @classmethod
    def of_slug(cls, slug):
        """(key of the episode, version), or None; in plain SQL, as every post asks."""
        with connection.cursor() as cursor:
            cursor.execute(VERSION, [slug])
            return cursor.fetchone()

    @classmethod
    def raise_for(cls, episodes):
        """Say that the pages of `episodes` (keys, rows or a queryset) have changed."""
        cls.objects.filter(episode__in=episodes).update(version=F("version") + 1)


class PageQuerySet(models.QuerySet):
    """Rows that stand on episodes' pages: changed in bulk, they raise the versions."""

    def pages(self):
        """The keys of the episodes on whose pages these rows stand."""
        return set(self.values_list(self.model.page, flat=True)) - {None}

    @transaction.atomic
    def update(self, **values):
        pages = self.pages()
        changed = super().update(**values)
        EpisodeVersion.raise_for(pages)
        return changed

    update.alters_data = True

    @transaction.atomic
    def delete(self):
        pages = self.pages()
        deleted = super().delete()
        EpisodeVersion.raise_for(pages)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True


class OnPage(models.Model):
    """A row that stands on episodes' pages: saved or deleted, it raises the versions.

    `page` is the way from the row to the episodes' keys.
    """

    page = "episode_id"

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, **kwargs):
        former = self._pages()
        super().save(**kwargs)
        EpisodeVersion.raise_for(former | self._pages())

    @transaction.atomic
    def delete(self, **kwargs):
        pages = self._pages()
        deleted = super().delete(**kwargs)
        EpisodeVersion.raise_for(pages)
        return deleted

    def _pages(self):
        return type(self).objects.filter(pk=self.pk).pages()
