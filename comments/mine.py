"""What a browser wrote, public or not: for its eyes alone, fetched by the page's script.

The page itself stays the same bytes for everybody.
"""

from dataclasses import dataclass

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .decorators import about_episode
from .models import Comment, Viewer
from .visitors import viewer_of, visitor_of

MOST_SHOWN = 50


@dataclass(frozen=True)
class Own:
    """A comment as its author sees it, and what they may still do with it."""

    comment: Comment
    viewer: Viewer | None = None

    @property
    def minutes(self):
        """What is left of the time to edit; None for whoever has no end to it."""
        is_claimed = self.comment.is_claimed_by(self.viewer)
        return None if is_claimed else self.comment.minutes_to_edit

    @property
    def may_edit(self):
        return self.comment.is_editable and self.minutes != 0

    @property
    def decision(self):
        """The audit row of the latest refusal of it or of an edit, or None."""
        is_refused = self.comment.status == Comment.Status.REJECTED
        if not (is_refused or self.comment.refused_edit):
            return None
        return next(iter(self.comment.refusals), None)

    @property
    def is_on_the_page(self):
        """Whether there is nothing to say of it that the page doesn't say."""
        comment = self.comment
        return comment.is_public and not (comment.waiting or comment.refused_edit)


def own_comments(episode, visitor, viewer=None):
    """The latest of them, as `Own`s, in a constant number of queries."""
    written = Comment.objects.for_their_author().written_by(visitor, viewer).kept()
    latest = written.filter(episode=episode).order_by("-created_at")[:MOST_SHOWN]
    for comment in latest:
        comment.episode = episode
    return [Own(comment, viewer) for comment in latest]


def own_comment(request, episode, public_id):
    """One of them, for whoever asks; None if it is another's, or none."""
    viewer = viewer_of(request)
    written = Comment.objects.written_by(visitor_of(request), viewer)
    found = written.for_their_author().filter(episode=episode, public_id=public_id)
    if comment := found.first():
        comment.episode = episode
        return Own(comment, viewer)
    return None


@never_cache
@require_safe
@about_episode
def mine(request, episode):
    own = own_comments(episode, visitor_of(request), viewer_of(request))
    context = {"episode": episode, "own": own}
    return render(request, "comments/_mine.html", context)
