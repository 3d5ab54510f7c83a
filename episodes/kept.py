"""Episodes kept in memory, each as good as the version of its page.

Whatever is shown of an episode raises that version: as long as it stands, the episode
that was read with it does, too. Asking for the version alone costs a thirtieth of
putting episode, programme and discussion together.
"""

from django.core.cache import cache

from . import page_cache
from .models import Episode, EpisodeVersion

KEPT_SECONDS = 60 * 60


def find(slug):
    """The public episode of that address with its relations `for_page`, or None."""
    current = EpisodeVersion.of_slug(slug)
    if current is None:
        return None
    key = "-".join(["episode", page_cache.build(), *map(str, current)])
    episode = cache.get(key)
    if episode is None:
        episode = Episode.objects.for_page().filter(pk=current[0]).first()
        cache.set(key, episode, KEPT_SECONDS)
    return episode if episode and episode.is_public else None
