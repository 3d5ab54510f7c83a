"""The discussion as it is read."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_safe,
)

from episodes import page_cache

from . import posting
from .decorators import about_episode, when_stale
from .forms import CommentForm
from .keeping import keeps_words
from .models import Comment
from .news import News
from .open_thread import opened_at
from .thread import BadAddress, page_of

# What of an address says which page of the thread it is.
PLACE = ("sort", "only", "after")


@when_stale(posting.check_again)
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, slug):
    if request.method == "POST":
        return posting.post(request, slug)
    return read(request, slug)


@page_cache.public
@about_episode
def read(request, episode):
    if episode.discussion.is_hidden:
        raise Http404
    place = {name: request.GET[name] for name in PLACE if name in request.GET}
    return _kept(request, episode, _thread_page, **place)


@require_safe
@page_cache.public
@about_episode
def comment(request, episode, public_id):
    return _kept(request, episode, _comment_page, public_id=public_id)


@require_safe
@conditional_page
@page_cache.public
@about_episode
def live(request, episode):
    """What has come since a page was made, for its script; nothing, mostly."""
    if episode.discussion.is_hidden:
        raise Http404
    try:
        news = News.since(episode.discussion, request.GET.get("since", "0-open"))
    except BadAddress:
        raise Http404 from None
    return _page(request, "comments/_news.html", episode, news=news)


@require_safe
@conditional_page
@page_cache.public
@about_episode
def recorder(request, episode):
    """The recorder's dialog, for the script that a viewer asks for it."""
    if not episode.discussion.is_open:
        raise Http404
    context = {"most_seconds": settings.VIDEO_MAX_SECONDS}
    return _page(request, "comments/_recorder.html", episode, **context)


def _kept(request, episode, make, **place):
    """A page from the page cache, which none of a session's pages comes near."""

    def render_page():
        return make(request, episode, **place)

    if page_cache.is_personal(request):
        return render_page()
    name = make.__name__
    return page_cache.answer(request, episode, render_page, name, *place.items())


def _thread_page(request, episode, **place):
    try:
        page = page_of(episode, **place)
    except BadAddress:
        raise Http404 from None
    return _page(request, "comments/thread.html", episode, page=page)


def _comment_page(request, episode, public_id):
    public = Comment.objects.visible().select_related(
        "root__video__captions", "parent", "video__captions"
    )
    comment = get_object_or_404(public, episode=episode, public_id=public_id)
    return _page(
        request,
        "comments/comment.html",
        episode,
        comment=comment,
        thread=opened_at(comment),
        form=CommentForm(episode=episode, answering=comment),
    )


def _page(request, template, episode, **context):
    context |= {"episode": episode, "programme": episode.programme}
    return render(request, template, context)
