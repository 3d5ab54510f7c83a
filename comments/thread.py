"""A page of a discussion: roots by keyset, each with its first replies.

However long the discussion is, it costs the same number of queries.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from .models import Comment

ROOTS_A_PAGE = 20
FIRST_REPLIES = 3
# How much of a long thread stands before and after the comment it is opened at.
REPLIES_AROUND = 100

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SORTS = ("newest", "oldest")
KINDS = ("", "video")


class BadAddress(ValueError):
    """The address names no order, kind or place that there is."""


@dataclass(frozen=True)
class Cursor:
    """A place in the thread: after the root of this time and id."""

    at: datetime
    id: int

    @classmethod
    def parse(cls, text):
        match = re.fullmatch(r"([0-9]{1,16})-([0-9]{1,18})", text)
        if not match:
            raise BadAddress(text)
        microseconds, id = map(int, match.groups())
        return cls(EPOCH + microseconds * MICROSECOND, id)

    def __str__(self):
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.id}"


@dataclass(frozen=True)
class ThreadPage:
    """Roots with `replies` and `more_replies`; `next` is a cursor, "" on the last."""

    comments: list
    sort: str = "newest"
    only: str = ""
    after: str = ""
    next: str = ""


def page_of(episode, sort="newest", only="", after=""):
    if sort not in SORTS or only not in KINDS:
        raise BadAddress(sort)
    roots = Comment.objects.filter(episode=episode).roots().select_related("video")
    if only:
        roots = roots.filter(published_at__isnull=False, video__isnull=False)
    if after:
        roots = roots.filter(_beyond(Cursor.parse(after), sort))
    order = ("listed_at", "id") if sort == "oldest" else ("-listed_at", "-id")
    found = list(roots.order_by(*order)[: ROOTS_A_PAGE + 1])
    comments = found[:ROOTS_A_PAGE]
    _attach_replies(comments)
    last = comments[-1] if len(found) > len(comments) else None
    next = str(Cursor(last.listed_at, last.id)) if last else ""
    return ThreadPage(comments, sort, only, after, next)


def _beyond(cursor, sort):
    """What comes after the cursor, with a bound of one column that an index can use."""
    if sort == "oldest":
        later = Q(listed_at__gt=cursor.at) | Q(listed_at=cursor.at, id__gt=cursor.id)
        return Q(listed_at__gte=cursor.at) & later
    earlier = Q(listed_at__lt=cursor.at) | Q(listed_at=cursor.at, id__lt=cursor.id)
    return Q(listed_at__lte=cursor.at) & earlier


def _attach_replies(roots):
    thread = {"partition_by": F("root")}
    replies = (
        Comment.objects.visible()
        .filter(root__in=roots)
        .annotate(
            number=Window(RowNumber(), order_by=["published_at", "id"], **thread),
            total=Window(Count("*"), **thread),
        )
        .filter(number__lte=FIRST_REPLIES)
        .select_related("video", "parent")
        .order_by("root", "number")
    )
    by_root = {}
    for reply in replies:
        by_root.setdefault(reply.root_id, []).append(reply)
    for root in roots:
        root.replies = by_root.get(root.pk, [])
        root.more_replies = (
            root.replies[0].total - len(root.replies) if root.replies else 0
        )


@dataclass(frozen=True)
class OpenThread:
    """One thread, opened at a comment of it; `earlier` and `later` lead on, if any."""

    root: Comment
    before: list
    replies: list
    earlier: Comment | None
    later: Comment | None


def opened_at(comment):
    """The thread of a public comment, as much of it as fits on one page."""
    root = comment.root or comment
    replies = Comment.objects.visible().filter(root=root)
    replies = replies.select_related("video", "parent")
    before = _replies_before(replies, comment) if comment.root else []
    after = _replies_after(replies, comment)
    return OpenThread(
        root,
        before=before[REPLIES_AROUND - 1 :: -1],
        replies=[*([comment] if comment.root else []), *after[:REPLIES_AROUND]],
        earlier=next(iter(before[REPLIES_AROUND:]), None),
        later=next(iter(after[REPLIES_AROUND:]), None),
    )


def _replies_before(replies, comment):
    """Nearest first, and one more than fits."""
    at, id = comment.published_at, comment.id
    before = Q(published_at__lt=at) | Q(published_at=at, id__lt=id)
    replies = replies.filter(before, published_at__lte=at)
    return list(replies.order_by("-published_at", "-id")[: REPLIES_AROUND + 1])


def _replies_after(replies, comment):
    """The same the other way; to a root, all replies come after."""
    if comment.root:
        at, id = comment.published_at, comment.id
        after = Q(published_at__gt=at) | Q(published_at=at, id__gt=id)
        replies = replies.filter(after, published_at__gte=at)
    return list(replies.order_by("published_at", "id")[: REPLIES_AROUND + 1])
