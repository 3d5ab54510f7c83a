"""What an author may do where a clip has failed: have it tried again, or go without.

Sent twice, or settled meanwhile: what is so now is the answer.
"""

from contextlib import suppress

from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .answers import answer
from .decorators import about_episode
from .mine import own_comment
from .models import ClipIsNeeded


@never_cache
@require_POST
@about_episode
def prepare_again(request, episode, public_id):
    comment = _own(request, episode, public_id).comment
    if comment.clip:
        comment.clip.retry()
    own = _own(request, episode, public_id)
    return answer(request, "edited", episode, own=own)


@never_cache
@require_POST
@about_episode
def leave_clip_out(request, episode, public_id):
    with suppress(ClipIsNeeded):
        _own(request, episode, public_id).comment.leave_clip_out()
    own = _own(request, episode, public_id)
    return answer(request, "edited", episode, own=own)


def _own(request, episode, public_id):
    own = own_comment(request, episode, public_id)
    if own is None:
        raise Http404
    return own
