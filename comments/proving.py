"""From an address to its owner's comments: asking for a link, and what it leads to.

Nobody learns here whether an address is known: every request is answered alike after
the same work, and the worker decides whether a mail goes out.
"""

from datetime import timedelta

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from . import refusals
from .decorators import when_stale
from .forms import LinkForm
from .keeping import keeps_words
from .models import LinkSpent, Proof
from .visitors import (
    VIEWER_LIFETIME_SECONDS,
    client_of,
    remember_viewer,
    remember_writing,
    viewer_of,
)


def ask_again(request):
    """Answer a form whose token is stale: with the address and a new token."""
    form = LinkForm(request.POST, client=client_of(request))
    form.add_error(None, refusals.stale(request))
    return _ask(request, form, 403)


@when_stale(ask_again)
@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    if request.method != "POST":
        return _ask(request, LinkForm(), 200, sent="sent" in request.GET)
    form = LinkForm(request.POST, client=client_of(request))
    if not form.send():
        return _ask(request, form, form.status)
    return redirect(f"{request.path}?sent")


def prove_again(request, token):
    """Show the button once more, where the first one's token was stale."""
    return _show(request, token, 403)


@when_stale(prove_again)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request, token):
    """Show a button, as mail scanners open links too; pressing it proves the address."""
    if request.method != "POST":
        return _show(request, token, 200)
    try:
        viewer = Proof.behind(token).prove()
    except LinkSpent:
        return _refuse_spent(request)
    response = redirect("comments:me")
    remember_viewer(response, viewer)
    remember_writing(response)
    return response


def _show(request, token, status):
    try:
        Proof.behind(token)
    except LinkSpent:
        return _refuse_spent(request)
    days = timedelta(seconds=VIEWER_LIFETIME_SECONDS).days
    return render(request, "comments/me/prove.html", {"days": days}, status=status)


def _refuse_spent(request):
    """Offer a new link; whoever has just used this one here is led on."""
    if viewer_of(request):
        return redirect("comments:me")
    words = _(
        "This link has been used before or is too old. Have a new one mailed to you:"
    )
    return _ask(request, LinkForm(), 410, words=words)


def _ask(request, form, status, **context):
    context |= {"form": form}
    return render(request, "comments/me/ask.html", context, status=status)
