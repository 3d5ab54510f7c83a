"""What readers do about a comment without writing one: like it, or report it."""

from functools import wraps

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from . import refusals
from .answers import answer, is_by_script
from .decorators import SAFE_METHODS, about_episode, when_stale
from .forms import CommentReportForm, LikeForm
from .keeping import keeps_words, prose_of
from .models import Comment, Like, NotPublic
from .visitors import (
    client_of,
    new_visitor,
    remember_visitor,
    remember_writing,
    visitor_of,
)

MOST_LIKED = 1000


def about_comment(view):
    """Call `view(request, comment)` for a public comment; say so if it isn't any more.

    Not whether it ever was: what is held is nobody's business.
    """

    @about_episode
    @wraps(view)
    def wrapper(request, episode, public_id):
        public = Comment.objects.visible().select_related("video")
        comment = public.filter(episode=episode, public_id=public_id).first()
        if comment is None:
            return _say_gone(request, episode)
        comment.episode = episode
        try:
            return view(request, comment)
        except NotPublic:
            return _say_gone(request, episode)

    return wrapper


@about_comment
def like_again(request, comment):
    """Answer a like whose token is stale: with a new one."""
    form = _bound(LikeForm, request, comment)
    form.add_error(None, _("The page was open for too long. Please press it again."))
    return _show_like(request, form, 403)


@when_stale(like_again)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@about_comment
def like(request, comment):
    """One visitor's like: a page with a button, or in place by the page's script."""
    form = _bound(LikeForm, request, comment)
    if request.method != "POST" or not form.send():
        return _show_like(request, form, form.status)
    if is_by_script(request):
        response = _show_like(request, form, 200)
    else:
        response = redirect("comments:like", comment.episode.slug, comment.public_id)
    remember_visitor(response, form.visitor)
    remember_writing(response)
    return response


@never_cache
@require_safe
@about_episode
def likes(request, episode):
    """What the visitor has liked here, for the page's script: the page can't say it."""
    own = Like.objects.filter(visitor=visitor_of(request), comment__episode=episode)
    liked = own.order_by("-pk").values_list("comment__public_id", flat=True)
    return JsonResponse({"liked": list(liked[:MOST_LIKED])})


@keeps_words
@about_comment
def report_again(request, comment):
    """Answer a report whose token is stale: with its words and a new token."""
    form = _bound(CommentReportForm, request, comment)
    form.add_error(None, refusals.stale(request))
    return _show_report(request, "report_comment", form, 403)


@when_stale(report_again)
@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@about_comment
def report(request, comment):
    """A second report by the same visitor is thanked alike, and changes nothing."""
    form = _bound(CommentReportForm, request, comment)
    if request.method == "POST" and form.send():
        return _show_report(request, "reported", form, 200)
    return _show_report(request, "report_comment", form, form.status)


def _bound(form, request, comment):
    return form(
        None if request.method in SAFE_METHODS else request.POST,
        comment=comment,
        visitor=visitor_of(request) or new_visitor(),
        client=client_of(request),
    )


def _show_like(request, form, status):
    comment = form.comment
    liked = comment.likes.filter(visitor=form.visitor).exists()
    context = {
        "form": form,
        "comment": comment,
        "liked": liked,
        "pressed": "true" if liked else "false",
        "thread_address": reverse("comments:thread", args=[comment.episode.slug]),
    }
    response = answer(request, "like", comment.episode, status, **context)
    remember_visitor(response, form.visitor)
    return response


def _show_report(request, name, form, status):
    episode = form.comment.episode
    context = {"form": form, "comment": form.comment, "episode": episode}
    context["programme"] = episode.programme
    response = render(request, f"comments/{name}.html", context, status=status)
    remember_visitor(response, form.visitor)
    return response


def _say_gone(request, episode):
    """With what was typed, if anything was."""
    words = prose_of(request).get("details", "")
    return answer(request, "not_public", episode, 404, words=words)
