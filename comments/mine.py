"""What a browser wrote, public or not: for its eyes alone, as the episode's page stays
the same bytes for everybody.
"""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .answers import answer
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
        if edit := self.comment.refused_edit:
            of_it = (
                row for row in self.comment.refusals if row.revision == edit.number
            )
            return next(of_it, None)
        is_refused = self.comment.status == Comment.Status.REJECTED
        return next(iter(self.comment.refusals), None) if is_refused else None

    @property
    def steps(self):
        """The way of a video comment, in words."""
        return [_("Sent"), _("Being prepared"), _("With our producers"), _("Published")]

    @property
    def step(self):
        """Which of the steps it has come to, counted from 1; None if it has left them."""
        comment = self.comment
        if comment.status == Comment.Status.REJECTED or comment.clip.has_failed:
            return None
        if not comment.clip.is_ready:
            return 2
        return 4 if comment.is_public else 3

    @property
    def mark(self):
        """It changes with whatever a video comment's author is to be told."""
        comment = self.comment
        seen_by = "public" if comment.is_public else "author"
        return f"{comment.mark}-{comment.clip.state}-{seen_by}"

    @property
    def may_change(self):
        """Whether something may happen before long to a video comment."""
        return self.step in (2, 3)

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
    """For the page's script, or as a page of its own."""
    own = own_comments(episode, visitor_of(request), viewer_of(request))
    return answer(request, "mine", episode, own=own)


@never_cache
@require_safe
@about_episode
def clip_state(request, episode, public_id):
    """How far a video comment is, for its author; 204 if that is what was `seen`."""
    own = own_comment(request, episode, public_id)
    if own is None or own.comment.clip is None:
        raise Http404
    if request.GET.get("seen") == own.mark:
        return HttpResponse(status=204)
    context = {"episode": episode, "own": own, "comment": own.comment}
    return render(request, "comments/_clip_state.html", context)
