"""How a file leaves once a view has allowed it: from here, by nginx, or from S3."""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect

from .ranges import answer_with

# nginx's own place for private storage, which it opens to no reader (docs/nginx.conf).
PRIVATE = "/private/"
SIGNED_FOR_SECONDS = 60


def deliver(request, name, headers):
    """The file of that name in storage, or where it is had; `headers` go with it."""
    if not name:
        raise Http404
    by = settings.CLIPS_BY
    if by == "nginx":
        return HttpResponse(
            headers=headers | {"X-Accel-Redirect": PRIVATE + quote(name)}
        )
    # Posters and captions are small; and browsers take no captions from elsewhere.
    if by == "s3" and headers["Content-Type"].startswith("video/"):
        return _lead_to_s3(request, name, headers)
    return answer_with(request, name, headers)


def _lead_to_s3(request, name, headers):
    said_there = {
        f"Response{header.replace('-', '')}": headers[header]
        for header in ("Content-Type", "Content-Disposition", "Cache-Control")
    }
    address = default_storage.url(
        name, said_there, expire=SIGNED_FOR_SECONDS, http_method=request.method
    )
    # Whoever keeps the way there keeps the key.
    return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"})
