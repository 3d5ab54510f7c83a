"""What must be so about a discussion, counted and read from its rows."""

import re

from django.db.models import Count, Q

from comments.models import Comment, Discussion
from comments.thread import FIRST_REPLIES


def counters(episode):
    """Every stored counter of an episode's discussion."""
    rows = Comment.objects.filter(episode=episode).order_by("pk")
    return [
        Discussion.objects.get(episode=episode).comment_count,
        *rows.values_list("pk", "like_count", "report_count", "reply_count"),
    ]


def true_counters(episode):
    """The same, counted."""
    comments = Comment.objects.filter(episode=episode).order_by("pk")
    public = comments.filter(published_at__isnull=False)
    replies = Q(thread__published_at__isnull=False)
    open_reports = Q(reports__isnull=False, reports__handled_at=None)
    rows = comments.annotate(
        likers=Count("likes", distinct=True),
        reporters=Count("reports", filter=open_reports, distinct=True),
        repliers=Count("thread", filter=replies, distinct=True),
    )
    return [public.count(), *rows.values_list("pk", "likers", "reporters", "repliers")]


def face_of(episode):
    """All that the public is shown, likes apart."""
    discussion = Discussion.objects.get(episode=episode)
    rows = Comment.objects.filter(episode=episode).order_by("pk")
    shown = rows.filter(Q(published_at__isnull=False) | Q(listed_at__isnull=False))
    return [
        discussion.state,
        *(_face_of_comment(comment) for comment in shown.select_related("parent")),
    ]


def _face_of_comment(comment):
    if not comment.is_public:
        return comment.pk, comment.status
    words = (comment.name, comment.place, comment.body, comment.translation)
    answered = comment.parent and comment.parent.is_public and comment.parent.name
    return comment.pk, words, comment.edited_at, bool(comment.picked_at), answered


def ids_on_page(page):
    """The ids of the comments whose words a page shows."""
    return set(re.findall(r'<article [^>]*id="comment-([0-9a-f-]{36})"', page))


def ids_to_be_on_page(episode):
    """What `visible()` has, without the replies beyond the first of each thread."""
    visible = Comment.objects.visible().filter(episode=episode)
    ids = set(visible.filter(root=None).values_list("public_id", flat=True))
    for root in visible.exclude(root=None).values_list("root", flat=True).distinct():
        replies = visible.filter(root=root).order_by("published_at", "pk")
        ids |= set(replies.values_list("public_id", flat=True)[:FIRST_REPLIES])
    return {str(id) for id in ids}
