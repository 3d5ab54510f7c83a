"""Clips and posters, for whoever may see them."""

from django.http import Http404
from django.views.decorators.http import require_safe

from episodes.views import producer_of

from .models import Video
from .ranges import answer_with
from .visitors import visitor_of

TYPES = {"mp4": "video/mp4", "jpg": "image/jpeg"}


@require_safe
def clip(request, public_id, ext):
    if ext not in TYPES:
        raise Http404
    video, is_public = _find(request, public_id)
    name = video.clip if ext == "mp4" else video.poster
    response = answer_with(request, name, TYPES[ext])
    response["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    response["Content-Disposition"] = f'inline; filename="comment.{ext}"'
    return response


def _find(request, public_id):
    """The video and whether it is public; else only its owner and producers find it.

    What is public is looked for first, so that it is the same answer for everybody.
    """
    videos = Video.objects.filter(comment__public_id=public_id)
    if public := videos.visible_to().first():
        return public, True
    seen = videos.visible_to(visitor_of(request), producer_of(request)).first()
    if seen is None:
        raise Http404
    return seen, False
