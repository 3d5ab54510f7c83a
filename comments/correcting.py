"""An author corrects what their clip's captions say; a producer reads it first."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from . import refusals
from .decorators import about_episode, when_stale
from .forms.correction import CorrectionForm
from .keeping import keeps_words
from .mine import own_comment
from .models import ChangedMeanwhile, CommentWithdrawn
from .visitors import author_of


@keeps_words
@about_episode
def correct_again(request, episode, public_id):
    """Answer a form whose token is stale: with its words and a new token."""
    own = own_comment(request, episode, public_id)
    if refusal := refusals.of_correction(own):
        return _refuse(request, episode, refusal)
    return _ask(request, own, 403, stale=refusals.stale(request))


@when_stale(correct_again)
@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@about_episode
def correct(request, episode, public_id):
    own = own_comment(request, episode, public_id)
    if refusal := refusals.of_correction(own):
        return _refuse(request, episode, refusal)
    if request.method != "POST":
        return _ask(request, own, 200)
    return _take(request, own)


def _take(request, own):
    form = _form(request, own)
    try:
        if not form.save():
            return _ask(request, own, form.status, form=form)
    except (ChangedMeanwhile, CommentWithdrawn):
        return _refuse(request, own.comment.episode, refusals.of_changed_captions())
    return _show(request, own.comment.episode, "corrected", 200)


def _form(request, own):
    data = request.POST if request.method == "POST" else None
    return CorrectionForm(data, own=own, author=author_of(request))


def _ask(request, own, status, form=None, **context):
    form = form or _form(request, own)
    return _show(request, own.comment.episode, "correct", status, form=form, **context)


def _refuse(request, episode, refusal):
    """What they typed is there to copy."""
    lines = [words for name, words in request.POST.items() if name.startswith("line-")]
    typed = {"lines": "\n".join(lines)} if any(lines) else {}
    context = {"refusal": refusal, "typed": typed}
    return _show(request, episode, "uncorrectable", refusal.status, **context)


def _show(request, episode, name, status, **context):
    context |= {"episode": episode, "programme": episode.programme}
    return render(request, f"comments/captions/{name}.html", context, status=status)
