"""The way of a comment in: check it, then send it.

The public page's form is the same for everyone and carries no token. Without script
it leads to the check page, whose form does; with script it fetches a token and is sent
at once, and the answers are fragments.
"""

import secrets
from functools import wraps

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from . import refusals
from .answers import answer
from .decorators import about_episode, is_foreign
from .forms import CommentForm
from .keeping import keeps_words
from .mine import Own
from .signed_time import signed_time
from .visitors import (
    author_of,
    new_visitor,
    remember_visitor,
    remember_writing,
    visitor_of,
)


def from_this_site(view):
    """Refuse a form that another site's page sent; for addresses without a token."""

    @wraps(view)
    def wrapper(request, episode):
        if request.method == "POST" and is_foreign(request):
            context = {"episode": episode, "programme": episode.programme}
            return render(request, "comments/foreign.html", context, status=403)
        return view(request, episode)

    return wrapper


@never_cache
@require_safe
@about_episode
def token(request, episode):
    response = JsonResponse(
        {
            "csrf": get_token(request),
            "key": secrets.token_urlsafe(16),
            "time": signed_time(),
        }
    )
    remember_visitor(response, visitor_of(request) or new_visitor())
    return response


@csrf_exempt
@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@about_episode
@from_this_site
def check(request, episode):
    """Show it once more, filled in and with a token; stores no comment.

    Whoever comes back to its address has no form with them, and finds the page's.
    """
    if request.method != "POST":
        return redirect(f"{episode.get_absolute_url()}#write-comment")
    form = _bound_form(request, episode)
    form.is_valid()
    return _ask(request, form, form.status)


@never_cache
@about_episode
def post(request, episode):
    form = _bound_form(request, episode)
    comment = form.send()
    if comment is None:
        return _ask(request, form, form.status)
    own = Own(comment, form.author.viewer)
    response = answer(
        request, "received", episode, 201, own=own, csrf_token=_token_sent(request)
    )
    # Whoever had the cookie got it anew with the form's token.
    if form.author.is_new:
        remember_visitor(response, form.author.visitor)
    remember_writing(response)
    return response


@keeps_words
@about_episode
@from_this_site
def check_again(request, episode):
    """Answer a post whose token is stale: with its words and a new token."""
    form = _bound_form(request, episode)
    form.is_valid()
    return _ask(request, form, 403, stale=refusals.stale(request))


def _token_sent(request):
    """What let it in lets in what follows too; to make a new token takes longer."""
    sent = request.POST.get("csrfmiddlewaretoken")
    return sent or request.headers.get("X-CSRFToken", "")


def _bound_form(request, episode):
    return CommentForm(
        request.POST,
        request.FILES,
        episode=episode,
        author=author_of(request),
        upload_refused=getattr(request, "upload_refused", ""),
    )


def _ask(request, form, status, **context):
    response = answer(request, "check", form.episode, status, form=form, **context)
    remember_visitor(response, form.author.visitor)
    return response
