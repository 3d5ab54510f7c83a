"""The public page, kept ready: the same bytes for every reader until it changes.

What it shows depends on the episode's version, which every public change raises, and
on a few facts that follow the clock. Other apps register theirs, each with the relation
that the one query has to join.
"""

import hashlib
from functools import cache as once
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

KEPT_SECONDS = 60 * 60
# What a page is made of; a new build must not answer with an old one's pages.
SOURCES = ("templates", "static", "locale", "episodes", "comments", "stream_site")
SHOWN_SETTINGS = (
    "DISCUSSION_DAYS_AFTER_AIR",
    "SITE_URL",
    "TIME_ZONE",
    "VIDEO_MAX_MB",
    "VIDEO_MAX_SECONDS",
)
SUFFIXES = {".css", ".html", ".js", ".mo", ".py", ".svg"}

_facts = {}


def register(relation, fact):
    """Join `relation` to the page's query, and let `fact(episode)` decide with it."""
    _facts[relation] = fact


def relations():
    return tuple(_facts)


def is_personal(request):
    """Whether the browser has a session: what it gets is for it alone."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def public(view):
    """Let a page be kept and asked for again; with a session, never be kept."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        personal = is_personal(request)
        response["Cache-Control"] = (
            "private, no-store" if personal else "public, no-cache"
        )
        if not personal:
            # A damaged token would be answered with a new cookie, for all to keep.
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return response

    return wrapper


def answer(request, episode, render, *place):
    """The episode's page: 304, the kept bytes, or what `render()` makes of it.

    `place` tells apart the pages that an episode has.
    """
    key = _key(episode, *place)
    response = get_conditional_response(request, etag=f'"{key}"')
    if response is None:
        content = cache.get(key)
        if content is None:
            content = render().content
            cache.set(key, content, KEPT_SECONDS)
        response = HttpResponse(content)
    response["ETag"] = f'"{key}"'
    return response


@once
def build():
    """A fingerprint of this build's sources and of the settings that pages show."""
    shown = [getattr(settings, name) for name in SHOWN_SETTINGS]
    digest = hashlib.sha256(repr(shown).encode())
    for folder in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _key(episode, *place):
    state = (
        *place,
        build(),
        episode.pk,
        episode.page_version.version,
        episode.programme.language,
        str(episode.phase),
        *(fact(episode) for fact in _facts.values()),
    )
    return hashlib.sha256(repr(state).encode()).hexdigest()[:40]
