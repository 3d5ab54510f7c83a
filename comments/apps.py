from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from episodes import page_cache


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Discussion")

    def ready(self):
        from . import receivers  # noqa: F401

        page_cache.register("discussion", _standing)


def _standing(episode):
    """What follows the clock or the settings in the page's part of the discussion."""
    discussion = episode.discussion
    limits = (settings.VIDEO_MAX_SECONDS, settings.VIDEO_MAX_MB)
    return discussion.is_open, discussion.is_hidden, limits
