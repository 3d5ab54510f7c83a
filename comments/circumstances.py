"""Everything that screening must know of a comment and can't see in its words.

For anybody without a proved address it is one statement, because every post waits for
it. It is written in SQL that SQLite and PostgreSQL both speak: to put the same together
from querysets takes ten times as long as to answer it.
"""

from collections import namedtuple
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from .folding import Phrases
from .likeness import likeness_of
from .models import Comment, Viewer
from .models.address_ban import LONGEST
from .rations import POSTS
from .screening import Words

REPEATED_WITHIN = timedelta(days=1)
# The same long words by so many others are a campaign; "I agree" is none.
SEVERAL = 3
LONG = 40
MOST_REPEATS = 20


@dataclass(frozen=True)
class Author:
    """Who writes, as far as the site knows; see `visitors.author_of`.

    `client` is the anonymised address, `former_client` what it was under last week's
    key, `viewer` whoever has proved an e-mail address. `is_new` is a visitor whose
    browser hasn't been told yet.
    """

    visitor: str
    client: str = ""
    former_client: str = ""
    viewer: Viewer | None = None
    is_staff: bool = False
    is_new: bool = False


NOBODY = Author("")


def gather(episode, author, text, *, comment=None, **form):
    """The `Words` to screen: `text` is {"name": …, "place": …, "body": …}.

    `comment` is the one whose words these shall replace. What the form itself knows
    is named as in `Words`: has_video, open_for, trap, warned; for an edit also `wait`.
    """
    facts = _facts(episode, author, text["body"], comment)
    known = {
        "is_staff": author.is_staff,
        "discussion_is_open": episode.discussion.is_open,
        "mode": episode.discussion.mode,
        "address_is_held": bool(facts.address_is_held),
        "repeats": _repeats(facts, text["body"]),
        "banned": Phrases.of(facts.banned or ""),
        "suspect": Phrases.of(facts.suspect or ""),
        "is_edit": comment is not None,
    }
    if comment is None:
        known |= _pace(facts, author)
    if author.viewer:
        known |= author.viewer.record()
    return Words(**text, **known | form)


FACTS = """
SELECT
    (SELECT count(*) FROM (
        SELECT 1 FROM comments_comment WHERE visitor = %(visitor)s
        AND created_at > %(lately)s LIMIT %(most_by_visitor)s
    ) AS own),
    (SELECT count(*) FROM (
        SELECT 1 FROM comments_comment WHERE client = %(client)s AND NOT (client = '')
        AND created_at > %(lately)s LIMIT %(most_by_client)s
    ) AS near),
    EXISTS (
        SELECT 1 FROM comments_addressban
        WHERE client IN (%(client)s, %(former_client)s) AND NOT (client = '')
        AND until > %(now)s AND made_at > %(held)s AND lifted_at IS NULL
    ),
    alike.own, alike.people, listed.banned, listed.suspect
FROM (
    SELECT coalesce(sum(CASE WHEN visitor = %(visitor)s THEN 1 ELSE 0 END), 0) AS own,
        count(DISTINCT visitor) AS people
    FROM (
        SELECT visitor FROM comments_comment WHERE likeness = %(likeness)s
        AND created_at > %(repeated)s AND episode_id = %(episode)s AND id <> %(comment)s
        LIMIT %(most_repeats)s
    ) AS same
) AS alike
LEFT JOIN comments_wordlist AS listed ON listed.programme_id = %(programme)s
"""
Facts = namedtuple(
    "Facts", "by_visitor by_client address_is_held own people banned suspect"
)


def _facts(episode, author, body, comment):
    now = timezone.now()
    moment = connection.ops.adapt_datetimefield_value
    values = {
        "visitor": author.visitor,
        "client": author.client,
        "former_client": author.former_client,
        "now": moment(now),
        "held": moment(now - LONGEST),
        "lately": moment(now - POSTS.per),
        "repeated": moment(now - REPEATED_WITHIN),
        "most_by_visitor": POSTS.most_by_visitor,
        "most_by_client": POSTS.most_by_client,
        "most_repeats": MOST_REPEATS,
        "likeness": likeness_of(body),
        "episode": episode.pk,
        "comment": comment.pk if comment else 0,
        "programme": episode.programme_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        return Facts(*cursor.fetchone())


def _repeats(facts, body):
    others = facts.people - bool(facts.own)
    is_campaign = others >= SEVERAL and len(body) >= LONG
    return facts.own + (others if is_campaign else 0)


def _pace(facts, author):
    """How much the author may send, counted from the comments themselves."""
    if not settings.POSTING_LIMITS:
        return {}
    waits = [timedelta()]
    if facts.by_visitor >= POSTS.most_by_visitor:
        waits.append(_wait(POSTS.most_by_visitor, visitor=author.visitor))
    if facts.by_client >= POSTS.most_by_client:
        waits.append(_wait(POSTS.most_by_client, client=author.client))
    if author.viewer:
        # Whoever forgets their visitor's cookie is known all the same.
        waits.append(_wait(POSTS.most_by_visitor, viewer=author.viewer))
    is_crowd = facts.by_client >= POSTS.many_by_client
    return {"wait": max(waits), "is_crowd": is_crowd}


def _wait(most, **sender):
    """How long until one more is within `most`; not more than zero if at once."""
    sent = Comment.objects.filter(**sender).order_by("-created_at")
    # None where there are fewer, or one has been withdrawn meanwhile.
    counts = sent.values_list("created_at", flat=True)[most - 1 :].first()
    return counts + POSTS.per - timezone.now() if counts else timedelta()
