from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from episodes import page_cache


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Discussion")

    def ready(self):
        from . import receivers  # noqa: F401

        # It closes by the clock, too: no save then tells the page.
        page_cache.register("discussion", lambda episode: episode.discussion.is_open)
