"""An author changes the words of a comment, or takes down what is up meanwhile."""

from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from . import refusals
from .answers import answer
from .decorators import about_episode, when_stale
from .forms import EditForm
from .keeping import keeps_words, prose_of
from .mine import own_comment
from .models import CommentWithdrawn, DecidedMeanwhile, NotEditable
from .visitors import author_of

CHANGED = (CommentWithdrawn, DecidedMeanwhile, NotEditable)


@keeps_words
@about_episode
def edit_again(request, episode, public_id):
    """Answer an edit whose token is stale: with its words and a new token."""
    own = own_comment(request, episode, public_id)
    if refusal := refusals.of_edit(own):
        return _refuse(request, episode, own, refusal)
    form = _form(request, own, request.POST)
    form.is_valid()
    return _ask(request, form, 403, stale=refusals.stale(request))


@when_stale(edit_again)
@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@about_episode
def edit(request, episode, public_id):
    own = own_comment(request, episode, public_id)
    if own and request.method == "POST":
        return _change(request, own)
    if refusal := refusals.of_edit(own):
        return _refuse(request, episode, own, refusal)
    return _ask(request, _form(request, own), 200)


@never_cache
@require_POST
@about_episode
def take_old_down(request, episode, public_id):
    """Take the approved words off the page while new ones wait."""
    own = own_comment(request, episode, public_id)
    if own is None:
        return _refuse(request, episode, own, refusals.of_edit(own))
    try:
        own.comment.take_old_down(seen=request.POST.get("seen", ""))
    except (CommentWithdrawn, DecidedMeanwhile):
        # Sent twice, or decided meanwhile: what is so now is the answer.
        own = own_comment(request, episode, public_id)
    return answer(request, "edited", episode, own=own)


def _change(request, own):
    episode, form = own.comment.episode, _form(request, own, request.POST)
    if form.is_resent:
        return answer(request, "edited", episode, own=own)
    if refusal := refusals.of_edit(own) or (form.is_late and refusals.of_changed()):
        return _refuse(request, episode, own, refusal)
    if form.is_stale:
        form.is_valid()
        return _ask(request, form, 403, stale=refusals.stale(request))
    try:
        if not form.save():
            return _ask(request, form, form.status)
    except CHANGED:
        return _answer_changed(request, own)
    return answer(request, "edited", episode, own=own)


def _answer_changed(request, own):
    """It was changed or decided about at this very moment, perhaps by the same form."""
    episode, comment = own.comment.episode, own.comment
    now = own_comment(request, episode, comment.public_id)
    if now and _form(request, now, request.POST).is_resent:
        return answer(request, "edited", episode, own=now)
    refusal = refusals.of_edit(now) or refusals.of_changed()
    return _refuse(request, episode, now, refusal)


def _form(request, own, data=None):
    return EditForm(data, comment=own.comment, author=author_of(request))


def _ask(request, form, status, **context):
    return answer(request, "edit", form.comment.episode, status, form=form, **context)


def _refuse(request, episode, own, refusal):
    typed = prose_of(request)
    return answer(
        request,
        "uneditable",
        episode,
        refusal.status,
        own=own,
        refusal=refusal,
        typed=typed,
    )
