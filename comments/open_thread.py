"""One thread of a discussion, opened at a comment of it, wherever that stands."""

from dataclasses import dataclass

from django.db.models import Q

from .models import Comment
from .thread import ORDERS, Cursor

# How much of a long thread stands before and after the comment it is opened at; of
# what stands before, a little is unfolded.
REPLIES_AROUND = 100
UNFOLDED = 3


@dataclass(frozen=True)
class OpenThread:
    """The comment's thread, but for the comment itself if it is a reply.

    In a long thread `earlier` and `later` lead on: the first and last shown, if there
    are more. `older` and `newer` lead out of it: cursors, "" at the discussion's ends.
    """

    root: Comment
    folded: list
    before: list
    after: list
    earlier: Comment | None
    later: Comment | None
    older: str
    newer: str


def opened_at(comment):
    """The thread of a public comment, as much of it as fits on one page."""
    root = comment.root or comment
    replies = Comment.objects.published().filter(root=root)
    replies = replies.select_related("video__captions", "parent")
    before = _replies_before(replies, comment) if comment.root else []
    after = _replies_after(replies, comment)
    return OpenThread(
        root,
        folded=before[UNFOLDED:REPLIES_AROUND][::-1],
        before=before[:UNFOLDED][::-1],
        after=after[:REPLIES_AROUND],
        earlier=_last_if_more(before),
        later=_last_if_more(after),
        older=_way_on(root, "newest"),
        newer=_way_on(root, "oldest"),
    )


def _replies_before(replies, comment):
    """Nearest first, and one more than fits."""
    at, id = comment.published_at, comment.id
    before = Q(published_at__lt=at) | Q(id__lt=id)
    replies = replies.filter(before, published_at__lte=at)
    return list(replies.order_by("-published_at", "-id")[: REPLIES_AROUND + 1])


def _replies_after(replies, comment):
    """The same the other way; to a root, all replies come after."""
    if comment.root:
        at, id = comment.published_at, comment.id
        after = Q(published_at__gt=at) | Q(id__gt=id)
        replies = replies.filter(after, published_at__gte=at)
    return list(replies.order_by("published_at", "id")[: REPLIES_AROUND + 1])


def _last_if_more(found):
    return found[REPLIES_AROUND - 1] if len(found) > REPLIES_AROUND else None


def _way_on(root, sort):
    """The cursor after this root in that order, if another root follows there."""
    cursor, order = Cursor.of(root, sort), ORDERS[sort]
    roots = Comment.objects.filter(episode=root.episode_id).roots()
    following = roots.filter(order.beyond(cursor.value, cursor.id))
    # In order, so that the index is read no further than the first.
    found = following.order_by(*order.columns).values_list("pk")[:1]
    return str(cursor) if found else ""
