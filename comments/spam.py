"""What Akismet thinks of a comment, on sites that have a key to ask it.

It is told the words, the name and the place, and neither an e-mail address nor a
network address. Whatever it says only holds; when it can't be asked, that holds too.
"""

import logging
from functools import cache

from django.conf import settings

from .screening import PHASES, mode
from .words import Decision, Reason, Verdict, Words

logger = logging.getLogger(__name__)

# It wants one, and the site keeps none.
NO_ADDRESS = "0.0.0.0"  # noqa: S104 nothing listens on it


def phases():
    """The phases of screening; Akismet comes before anybody is trusted."""
    if not settings.AKISMET_KEY:
        return PHASES
    at = PHASES.index(mode)
    return (*PHASES[:at], akismet, *PHASES[at:])


def akismet(words: Words) -> Decision:
    # Installed where it is wanted, see requirements-scale.txt.
    from akismet import AkismetError

    try:
        is_spam = _client(settings.AKISMET_KEY, settings.SITE_URL).comment_check(
            NO_ADDRESS,
            blog_charset="UTF-8",
            comment_type="comment",
            comment_author=", ".join(filter(None, [words.name, words.place])),
            comment_content=words.body,
            **{"recheck_reason": "edit"} if words.is_edit else {},
        )
    except AkismetError as error:
        logger.warning("Akismet could not be asked: %s", error)
        return Verdict.HOLD, Reason.NOT_CHECKED
    return (Verdict.HOLD, Reason.SPAM) if is_spam else None


@cache
def _client(key, site):
    """It waits a second for an answer, and keeps its connections."""
    from akismet import Config, SyncClient

    return SyncClient(Config(key, site))
