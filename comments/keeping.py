"""Nothing typed is lost, also where nothing can be taken: the words are shown again."""

import logging
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from episodes.rich_text import CONTROL

logger = logging.getLogger(__name__)

# What is long enough to be a pity; shown to be read, changed and copied.
PROSE = ("body", "details")
RETRY_AFTER_SECONDS = 30


def keeps_words(view):
    """Give a form's words back if the database is away, or the page has gone."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            if request.method != "POST":
                raise
            logger.exception("A form couldn't be taken")
            return _away(request)
        except Http404:
            if request.method != "POST":
                raise
            return _answer(request, "gone", 404)

    return wrapper


def prose_of(request):
    """The long part of what was typed: {field: words}."""
    return {field: words for field, words in _typed(request) if field in PROSE}


@never_cache
def _away(request):
    response = _answer(request, "away", 503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


@never_cache
def _answer(request, name, status):
    """A page rendered without the database; what was typed stands in it."""
    context = {
        "prose": prose_of(request),
        "rest": [pair for pair in _typed(request) if pair[0] not in PROSE],
        "had_file": bool(request.FILES),
    }
    return render(request, f"comments/{name}.html", context, status=status)


def _typed(request):
    typed = request.POST.items()
    return [(name, CONTROL.sub("", words)) for name, words in typed if words]
