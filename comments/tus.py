"""The words of tus 1.0, a protocol for uploads that can be resumed (tus.io).

What its headers say as values, and what is answered to those that say nothing good.
Every refusal is a sentence: the page's script shows it.
"""

import base64
import binascii
from functools import wraps

from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from .disk import MB
from .incoming import ALGORITHMS, Checksum, throw_away

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
BYTES = "application/offset+octet-stream"
# Whoever is still sending reads no answer before they are through, and never where the
# connection is closed on them: the rest of what a script sends in one piece is read.
REFUSED_BYTES = 8 * MB
REFUSED_SECONDS = 10
MOST_METADATA = 1000
MOST_DIGITS = 15


class Refused(Exception):
    """The request isn't granted: with which status, and why in a sentence."""

    def __init__(self, status, sentence, **headers):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers


def speaks_tus(view):
    """Hold the conversation that the protocol wants, around `view`."""

    @wraps(view)
    @never_cache
    def wrapper(request, *args, **kwargs):
        # The token has been asked for by the method that was sent, and so only POST,
        # which needs one, may stand for others.
        if request.method == "POST":
            method = request.headers.get("X-HTTP-Method-Override", "POST")
            request.method = method.upper()
        # An address of every episode: in the language that the page's script names.
        with translation.override(translation.get_language_from_request(request)):
            return _answer(view, request, *args, **kwargs)

    return wrapper


def _answer(view, request, *args, **kwargs):
    try:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            raise Refused(405, _not_that_way(), Allow=response["Allow"])
    except Refused as refused:
        response = refusal(request, refused)
    response["Tus-Resumable"] = VERSION
    return response


def _not_that_way():
    return _(
        "Only videos are taken in here. Please send yours with a comment, on the page "
        "of an episode."
    )


def refusal(request, refused):
    throw_away(request, REFUSED_BYTES, REFUSED_SECONDS)
    response = HttpResponse(
        refused.sentence, "text/plain; charset=utf-8", status=refused.status
    )
    for name, value in refused.headers.items():
        response[name.replace("_", "-")] = value
    response["Tus-Resumable"] = VERSION
    add_never_cache_headers(response)
    return response


def capabilities(max_size):
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": max_size,
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def state_of(upload, status):
    """An answer without a body that says how far it is."""
    headers = {
        "Upload-Offset": upload.offset,
        "Upload-Expires": http_date(upload.expires_at.timestamp()),
    }
    return HttpResponse(status=status, headers=headers)


def check_version(request):
    if request.headers.get("Tus-Resumable") != VERSION:
        sentence = _("This upload needs another version of its protocol.")
        raise Refused(412, sentence, Tus_Version=VERSION)


def length_of(request):
    """How many bytes are announced."""
    if "Upload-Concat" in request.headers:
        raise Refused(400, _("An upload in parallel parts isn't possible here."))
    if "Upload-Defer-Length" in request.headers:
        raise Refused(400, _("The size of the file must be known from the beginning."))
    return _number(request, "Upload-Length")


def offset_of(request):
    return _number(request, "Upload-Offset")


def bytes_to_come(request):
    """The length of the body, which must be of the one type that the protocol knows."""
    if request.content_type != BYTES:
        raise Refused(415, _("The upload was sent with the wrong content type."))
    length = request.META.get("CONTENT_LENGTH") or ""
    if not _is_number(length):
        raise Refused(411, _("The request must say how long it is."))
    return int(length)


def brings_bytes(request):
    return request.content_type == BYTES


def checksum_of(request):
    """What the body must come to, or None."""
    if "Upload-Checksum" not in request.headers:
        return None
    algorithm, _space, digest = request.headers["Upload-Checksum"].partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused(400, _("That kind of checksum isn't known here."))
    return Checksum(algorithm, _decoded(digest))


def metadata_of(request):
    """As it was sent, to be given back, if all of it can be read."""
    metadata = request.headers.get("Upload-Metadata", "")
    if len(metadata) > MOST_METADATA:
        raise Refused(400, _("The description of the file is too long."))
    for _name, value in _pairs(metadata):
        _decoded(value)
    return metadata


def file_name_in(metadata):
    for name, value in _pairs(metadata):
        if name in {"filename", "name"}:
            return _decoded(value).decode(errors="replace").replace("\0", "")
    return ""


def _pairs(metadata):
    for pair in filter(None, metadata.split(",")):
        name, _space, value = pair.strip().partition(" ")
        yield name, value


def _number(request, name):
    given = request.headers.get(name, "")
    if not _is_number(given):
        raise Refused(400, _("%(header)s must be a whole number.") % {"header": name})
    return int(given)


def _is_number(text):
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _decoded(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, _("A header of the upload can't be read.")) from None
