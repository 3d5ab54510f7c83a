"""A page of a discussion: roots by keyset, each with its first replies.

However long the discussion is, and any one thread of it, it costs the same number of
queries, and each reads about as many rows as it gives.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import OuterRef, Q, Subquery

from .models import Comment

ROOTS_A_PAGE = 20
FIRST_REPLIES = 3
# What a root bears their keys as.
FIRST = [f"reply_{n}" for n in range(FIRST_REPLIES)]
# Picks beyond these stay at their places alone.
MOST_PICKS = 6

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"([a-z]+)-([0-9]{1,16})-([0-9]{1,18})", re.ASCII)
KINDS = ("", "video")


class BadAddress(ValueError):
    """The address names no order, kind or place that there is."""


@dataclass(frozen=True)
class Order:
    """The column by which roots are read, and which way; the id breaks ties."""

    column: str
    falling: bool

    @property
    def columns(self):
        sign = "-" if self.falling else ""
        return f"{sign}{self.column}", f"{sign}id"

    def beyond(self, value, id):
        """What comes after a place: within a bound that an index can use alone."""
        further = "lt" if self.falling else "gt"
        within = Q(**{f"{self.column}__{further}e": value})
        after = Q(**{f"{self.column}__{further}": value})
        return within & (after | Q(**{f"id__{further}": id}))


ORDERS = {
    "newest": Order("listed_at", falling=True),
    "oldest": Order("listed_at", falling=False),
    "liked": Order("like_count", falling=True),
}


@dataclass(frozen=True)
class Cursor:
    """A place in one order of the thread: after the root of this value and id."""

    sort: str
    value: datetime | int
    id: int

    @classmethod
    def of(cls, root, sort):
        return cls(sort, getattr(root, ORDERS[sort].column), root.id)

    @classmethod
    def parse(cls, text, sort):
        match = CURSOR.fullmatch(text)
        if not match or match[1] != sort:
            raise BadAddress(text)
        value, id = int(match[2]), int(match[3])
        if ORDERS[sort].column == "listed_at":
            value = EPOCH + value * MICROSECOND
        return cls(sort, value, id)

    def __str__(self):
        value = self.value
        if isinstance(value, datetime):
            value = (value - EPOCH) // MICROSECOND
        return f"{self.sort}-{value}-{self.id}"


@dataclass(frozen=True)
class ThreadPage:
    """Roots with `replies` and `more_replies`; `next` is a cursor, "" on the last.

    The first one bears the producers' picks too.
    """

    comments: list
    picks: list
    sort: str = "newest"
    only: str = ""
    after: str = ""
    next: str = ""


def page_of(episode, sort="newest", only="", after=""):
    if sort not in ORDERS or only not in KINDS:
        raise BadAddress(sort)
    cursor = Cursor.parse(after, sort) if after else None
    found = list(_roots(episode, sort, only, cursor)[: ROOTS_A_PAGE + 1])
    comments = found[:ROOTS_A_PAGE]
    _attach_replies(comments)
    picks = [] if cursor else list(_picks(episode, only)[:MOST_PICKS])
    has_more = len(found) > len(comments)
    next = str(Cursor.of(comments[-1], sort)) if has_more else ""
    return ThreadPage(comments, picks, sort, only, after, next)


def _roots(episode, sort, only, cursor):
    roots = Comment.objects.filter(episode=episode).roots()
    if only:
        roots = roots.filter(published_at__isnull=False, has_video=True)
    if sort == "liked":
        # Without a bound, SQLite prefers another index and sorts all that it finds.
        roots = roots.filter(like_count__gte=0)
    if cursor:
        roots = roots.filter(ORDERS[sort].beyond(cursor.value, cursor.id))
    replies = Comment.objects.published().filter(root=OuterRef("pk"))
    keys = replies.order_by("published_at", "id").values("pk")
    # Each by its place in an index: no long thread is counted through.
    first = {name: Subquery(keys[n : n + 1]) for n, name in enumerate(FIRST)}
    roots = roots.annotate(**first).select_related("video__captions")
    return roots.order_by(*ORDERS[sort].columns)


def _attach_replies(roots):
    keys = {root: [getattr(root, name) for name in FIRST] for root in roots}
    replies = Comment.objects.published().select_related("video__captions", "parent")
    found = replies.in_bulk({key for first in keys.values() for key in first if key})
    for root, first in keys.items():
        root.replies = [found[key] for key in first if key in found]
        root.more_replies = max(0, root.reply_count - len(root.replies))


def _picks(episode, only):
    picks = Comment.objects.published()
    picks = picks.filter(episode=episode, picked_at__isnull=False)
    if only:
        picks = picks.filter(has_video=True)
    return picks.select_related("video").order_by("-picked_at")
