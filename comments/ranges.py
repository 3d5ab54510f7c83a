"""A file of any storage over HTTP, whole or in part; Safari plays nothing without."""

import hashlib
import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

CHUNK = 2**16
# One range; of several the whole file is a right answer, too (RFC 9110, 14.2). Nothing
# is read twice, or thousands of blanks would be shared out in each way there is.
ONE_RANGE = re.compile(r"bytes=\s*+([0-9]{0,18})\s*+-\s*+([0-9]{0,18})\s*+", re.ASCII)


class Unsatisfiable(Exception):
    """The range lies outside of the file."""


def answer_with(request, name, headers):
    """The file of that name in storage, as the request's conditions and range ask.

    A name must always stand for the same bytes: the ETag is made from it.
    """
    try:
        return _answer(request, name, headers)
    except FileNotFoundError:
        raise Http404 from None


def range_of(header, size):
    """(first byte, number of bytes); None where the whole file is to be sent."""
    match = ONE_RANGE.fullmatch(header)
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return _checked(max(0, size - int(last)), size, size)
    if last and int(last) < int(first):
        return None
    return _checked(int(first), int(last) + 1 if last else size, size)


def _checked(start, stop, size):
    if start >= size:
        raise Unsatisfiable
    return start, min(stop, size) - start


def _answer(request, name, headers):
    if not default_storage.exists(name):
        raise FileNotFoundError
    size = default_storage.size(name)
    modified = int(default_storage.get_modified_time(name).timestamp())
    headers = headers | {
        "Accept-Ranges": "bytes",
        "ETag": f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"',
        "Last-Modified": http_date(modified),
    }
    unchanged = get_conditional_response(
        request, headers["ETag"], modified, HttpResponse(headers=headers)
    )
    if unchanged.status_code != 200:
        return unchanged
    try:
        part = _asked_part(request, headers, size)
    except Unsatisfiable:
        return HttpResponse(
            status=416, headers=headers | {"Content-Range": f"bytes */{size}"}
        )
    return _send(request, name, headers, size, part)


def _asked_part(request, headers, size):
    if request.method != "GET":
        return None
    # With If-Range: the part if the file is still the same, or else all of it.
    condition = request.headers.get("If-Range")
    if condition and condition not in {headers["ETag"], headers["Last-Modified"]}:
        return None
    return range_of(request.headers.get("Range", ""), size)


def _send(request, name, headers, size, part):
    start, length = part or (0, size)
    headers |= {"Content-Length": str(length)}
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    if part:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    body = Part(default_storage.open(name), start, length)
    return StreamingHttpResponse(body, status=206 if part else 200, headers=headers)


class Part:
    """Bytes of an open file, chunk by chunk; the response closes it."""

    def __init__(self, file, start, length):
        self.file, self.start, self.length = file, start, length

    def __iter__(self):
        self.file.seek(self.start)
        left = self.length
        while left and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def close(self):
        self.file.close()
