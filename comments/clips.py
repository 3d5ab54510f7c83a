"""Clips and posters, for whoever may see them."""

import hashlib

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from episodes.views import producer_of

from .delivery import deliver
from .models import Captions, Video
from .visitors import viewer_of, visitor_of

# What an address ends in: the video's field with the file's name, and its type.
KINDS = {
    "mp4": ("clip", "video/mp4"),
    "jpg": ("poster", "image/jpeg"),
    "vtt": ("captions", "text/vtt; charset=utf-8"),
}


@require_safe
def clip(request, public_id, ext):
    if ext not in KINDS:
        raise Http404
    field, content_type = KINDS[ext]
    video, is_public = _find(request, public_id)
    headers = {
        "Content-Type": content_type,
        "Content-Disposition": f'inline; filename="comment.{ext}"',
        "Cache-Control": "no-cache" if is_public else "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if ext == "vtt":
        return _captions(request, video, headers)
    return deliver(request, getattr(video, field), headers)


def _captions(request, video, headers):
    """What a producer has published: a draft has no address."""
    captions = Captions.objects.filter(video=video, public__isnull=False).first()
    if captions is None:
        raise Http404
    words = captions.webvtt
    headers["ETag"] = f'"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'
    response = HttpResponse(words, headers=headers)
    return get_conditional_response(request, headers["ETag"], None, response)


def _find(request, public_id):
    """The video and whether it is public; else only its owner and producers find it.

    What is public is looked for first, so that it is the same answer for everybody.
    """
    videos = Video.objects.filter(comment__public_id=public_id)
    if public := videos.visible_to().first():
        return public, True
    who = visitor_of(request), viewer_of(request), producer_of(request)
    if not (any(who) and (own := videos.visible_to(*who).first())):
        raise Http404
    return own, False
