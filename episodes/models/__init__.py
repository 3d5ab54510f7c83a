"""What the programme publishes; it knows nothing of comments."""

from .episode import Episode
from .former_slug import FormerSlug
from .guest import Guest
from .parts import Panelist, RelatedLink
from .programme import Programme
from .slugs import unique_slug
from .version import EpisodeVersion

__all__ = [
    "Episode",
    "EpisodeVersion",
    "FormerSlug",
    "Guest",
    "Panelist",
    "Programme",
    "RelatedLink",
    "unique_slug",
]
