"""A viewer's own: all they have written, and what they may do with it."""

from functools import wraps
from uuid import UUID

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from .export import everything_about
from .mine import Own
from .proving import ask
from .visitors import forget_viewer, viewer_of, visitor_of

COMMENTS_A_PAGE = 20
MOST_UNCLAIMED = 50


def for_viewer(view):
    """Call `view(request, viewer, …)`; without a proved address, ask for one."""

    @wraps(view)
    def wrapper(request, **kwargs):
        viewer = viewer_of(request)
        if viewer is None:
            return redirect("comments:ask_for_link")
        return view(request, viewer, **kwargs)

    return never_cache(wrapper)


@never_cache
@require_safe
def me(request):
    viewer = viewer_of(request)
    return _list(request, viewer) if viewer else ask(request)


def _list(request, viewer):
    own, before = _page_of(viewer, request.GET.get("before", ""))
    unclaimed = viewer.unclaimed.select_related("episode").order_by("-pk")
    context = {
        "viewer": viewer,
        "own": own,
        "before": before,
        "unclaimed": unclaimed[:MOST_UNCLAIMED],
    }
    return render(request, "comments/me/me.html", context)


@require_POST
@for_viewer
def claim(request, viewer):
    viewer.claim(_uuids(request.POST.getlist("comment")))
    return redirect("comments:me")


@require_POST
@for_viewer
def notices(request, viewer):
    """Turn mails about one conversation on or off."""
    [public_id] = _uuids([request.POST.get("comment", "")]) or [None]
    comment = get_object_or_404(viewer.comments, public_id=public_id)
    thread, wanted = comment.root_id or comment.pk, request.POST.get("wanted")
    viewer.want_notices(thread, wanted=wanted == "yes")
    return redirect("comments:me")


@require_safe
@for_viewer
def data(request, viewer):
    """Everything, to be taken along."""
    response = JsonResponse(
        everything_about(viewer, visitor_of(request)),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    response["Content-Disposition"] = 'attachment; filename="my-comments.json"'
    return response


@require_POST
@for_viewer
def sign_out(request, viewer):
    if request.POST.get("where") == "everywhere":
        viewer.sign_out_everywhere()
    response = redirect("comments:ask_for_link")
    forget_viewer(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_viewer
def erase(request, viewer):
    if request.method != "POST":
        return render(request, "comments/me/erase.html", {"viewer": viewer})
    viewer.erase()
    response = render(request, "comments/me/erased.html")
    forget_viewer(response)
    return response


def _page_of(viewer, before):
    """Comments, newest first, and the key that leads to older ones, or None."""
    comments = viewer.comments.kept().for_their_author()
    comments = comments.select_related(
        "video__captions", "release__text", "episode__programme", "episode__discussion"
    )
    if before.isdecimal() and len(before) <= 18:
        comments = comments.filter(pk__lt=before)
    found = list(comments.order_by("-pk")[: COMMENTS_A_PAGE + 1])
    page = found[:COMMENTS_A_PAGE]
    older = page[-1].pk if len(found) > len(page) else None
    return [Own(comment, viewer) for comment in page], older


def _uuids(texts):
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
