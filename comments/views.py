"""The discussion as it is read."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_safe,
)

from episodes import page_cache

from . import posting
from .decorators import about_episode, when_stale
from .forms import CommentForm
from .models import Comment
from .thread import BadAddress, opened_at, page_of
from .visitors import visitor_of

MOST_MINE = 50


@when_stale(posting.check_again)
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, slug):
    if request.method == "POST":
        return posting.post(request, slug)
    return read(request, slug)


@conditional_page
@page_cache.public
@about_episode
def read(request, episode):
    if episode.discussion.is_hidden:
        raise Http404
    wish = {
        name: request.GET[name]
        for name in ("sort", "only", "after")
        if name in request.GET
    }
    try:
        page = page_of(episode, **wish)
    except BadAddress:
        raise Http404 from None
    return _page(request, "comments/thread.html", episode, page=page)


@require_safe
@conditional_page
@page_cache.public
@about_episode
def comment(request, episode, public_id):
    public = Comment.objects.visible().select_related("root__video", "parent", "video")
    opened = get_object_or_404(public, episode=episode, public_id=public_id)
    return _page(
        request,
        "comments/comment.html",
        episode,
        comment=opened,
        thread=opened_at(opened),
        form=CommentForm(episode=episode, answering=opened),
    )


@never_cache
@require_safe
@about_episode
def mine(request, episode):
    """The visitor's own comments that nobody else sees yet, for the page's script."""
    own = Comment.objects.filter(episode=episode, visitor=visitor_of(request))
    waiting = own.waiting().select_related("video").order_by("-pk")[:MOST_MINE]
    return _page(request, "comments/_mine.html", episode, comments=waiting)


def _page(request, template, episode, **context):
    context |= {"episode": episode, "programme": episode.programme}
    return render(request, template, context)
