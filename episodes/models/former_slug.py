from django.db import models


class FormerSlug(models.Model):
    """An address that an episode has had: it goes on leading there."""

    slug = models.SlugField(max_length=200, unique=True)
    episode = models.ForeignKey(
        "episodes.Episode", models.CASCADE, related_name="former_slugs"
    )

    def __str__(self):
        return self.slug
