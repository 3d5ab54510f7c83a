"""Uploads that survive: a file comes by tus 1.0, in as many requests as it takes.

A visitor's cookie owns what it sends; it becomes a clip when a comment names it.
"""

from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import refusals, tus
from .decorators import when_stale
from .disk import MB
from .incoming import ChecksumMismatch, blocks_of
from .models import Upload
from .models.reasons import NoRoom
from .models.turns import one_at_a_time
from .models.upload import check_site
from .models.writing import Busy, WrongOffset
from .rations import FILES
from .transcoding import Reason, TranscodingError
from .tus import Refused
from .visitors import client_of, visitor_of

CHECKSUM_MISMATCH = 460


def stale(request, public_id=None):
    """Answer a request whose token is stale: the page's script fetches a new one."""
    return tus.refusal(request, Refused(403, refusals.stale(request)))


def in_words(view):
    """Say in the protocol's words what went wrong with an upload."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Upload.DoesNotExist:
            raise Refused(404, refusals.UPLOAD_GONE) from None
        except Busy:
            raise Refused(423, refusals.of_busy_upload().sentence) from None
        except WrongOffset:
            sentence = _("We have received more or less of this video than expected.")
            raise Refused(409, sentence) from None
        except ChecksumMismatch:
            sentence = _("A part of the video was damaged on its way.")
            raise Refused(CHECKSUM_MISMATCH, sentence) from None
        except (TranscodingError, NoRoom) as error:
            raise _of_file(error.reason) from None

    return wrapper


@when_stale(stale)
@tus.speaks_tus
@require_http_methods(["OPTIONS", "POST"])
@in_words
def uploads(request):
    """Where uploads begin."""
    if request.method == "OPTIONS":
        return tus.capabilities(settings.VIDEO_MAX_MB * MB)
    tus.check_version(request)
    upload = _announced(request)
    if tus.brings_bytes(request):
        _begin(request, upload)
    response = tus.state_of(upload, 201)
    response["Location"] = reverse("comments:upload", args=[upload.public_id])
    return response


@when_stale(stale)
@tus.speaks_tus
@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@in_words
def upload(request, public_id):
    """Where one goes on: how far it is, more of it, or no more of it."""
    if request.method == "OPTIONS":
        return tus.capabilities(settings.VIDEO_MAX_MB * MB)
    tus.check_version(request)
    upload = Upload.on_its_way(visitor_of(request), public_id)
    verb = {"HEAD": _tell, "PATCH": _go_on, "DELETE": _end}[request.method]
    return verb(request, upload)


def _tell(request, upload):
    response = tus.state_of(upload, 200)
    response["Upload-Length"] = upload.size
    if upload.metadata:
        response["Upload-Metadata"] = upload.metadata
    return response


def _go_on(request, upload):
    _append(request, upload, tus.offset_of(request))
    return tus.state_of(upload, 204)


def _end(request, upload):
    upload.discard()
    return HttpResponse(status=204)


def _announced(request):
    """A new upload, within the rations of whoever sends it."""
    visitor, client = visitor_of(request), client_of(request)
    if not visitor:
        sentence = _("Please allow cookies for this page: the video needs one.")
        raise Refused(403, sentence)
    size, metadata = tus.length_of(request), tus.metadata_of(request)
    # What isn't taken doesn't count: both or neither.
    with one_at_a_time(visitor, client):
        if wait := FILES.take(visitor, client):
            refusal = refusals.of_many_files(wait)
            seconds = int(wait.total_seconds()) + 1
            raise Refused(refusal.status, refusal.sentence, Retry_After=seconds)
        return Upload.announce(visitor, size, tus.file_name_in(metadata), metadata)


def _begin(request, upload):
    """Add what comes with its announcement, or keep nothing: whoever is refused never
    learns the address to go on at.
    """
    try:
        _append(request, upload, offset=0)
    except Exception:
        upload.discard()
        raise


def _append(request, upload, offset):
    """Add what the request brings, unless even its head says that it doesn't fit."""
    to_come, checksum = tus.bytes_to_come(request), tus.checksum_of(request)
    if offset != upload.offset:
        raise WrongOffset
    if offset + to_come > upload.size:
        raise Refused(413, _("More was sent than the size given for this video."))
    check_site(to_come)
    blocks = blocks_of(request)
    if checksum:
        upload.append(offset, checksum.watch(blocks), at_once=True)
    elif to_come:
        upload.append(offset, blocks)


def _of_file(reason):
    """The refusal of a file, in the form's words; of its kind, by the status for it."""
    refusal = refusals.of_file(reason)
    status = 415 if reason == Reason.NOT_A_VIDEO else refusal.status
    return Refused(status, refusal.sentence)
