"""How much anybody may send, on every address.

Django spools a multipart body as soon as the CSRF check looks for its token: before any
view, login or limit of ours. So the limits stand here, where the bytes come in. A file
over its limit is skipped, the fields around it survive, and `request.upload_refused`
says why ("too_large" or "disk_full"); what no file could excuse is not even read.
"""

import contextlib

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from .disk import MB, has_room_for

PICTURES_MB = 25
# A file somewhat too large is read and thrown away, so that the words beside it are
# not lost; from so many times its limit on, the request is refused unread.
READ_AT_MOST = 4


class RationedUploadHandler(TemporaryFileUploadHandler):
    """Spools files to disk, all of a request's together within its address's limit."""

    def handle_raw_input(self, input_data, META, content_length, *args, **kwargs):
        self.left = bytes_welcome(self.request)
        fields = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > READ_AT_MOST * self.left + fields:
            raise RequestDataTooBig("No address takes a request of that size.")
        self.is_too_large = content_length > self.left + fields
        self.disk_is_full = not has_room_for(content_length)

    def new_file(self, *args, **kwargs):
        if self.is_too_large or not self.left:
            self._refuse("too_large")
        if self.disk_is_full:
            self._refuse("disk_full")
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        self.left -= len(raw_data)
        if self.left < 0:
            self.left = 0
            self._refuse("too_large")
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._refuse("disk_full")

    def file_complete(self, file_size):
        try:
            file = super().file_complete(file_size)
        except OSError:
            # The last bytes found no room.
            with contextlib.suppress(SkipFile):
                self._refuse("disk_full")
            return None
        # Complete: from here on the request closes it.
        del self.file
        return file

    def upload_interrupted(self):
        """Remove what is left of a file that broke off."""
        if hasattr(self, "file"):
            with contextlib.suppress(OSError):
                self.file.close()
            del self.file

    def _refuse(self, reason):
        self.upload_interrupted()
        self.request.upload_refused = reason
        raise SkipFile


def bytes_welcome(request):
    """How many bytes of files the request's address expects."""
    match = request.resolver_match
    if match is None:
        return 0
    if match.view_name in {"comments:thread", "comments:check"}:
        return settings.VIDEO_MAX_MB * MB
    # Pictures come from producers; the login page is met without a session.
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if match.app_name == "admin" and match.url_name != "login" and has_session:
        return PICTURES_MB * MB
    return 0


def free_interrupted(get_response):
    """Middleware: remove files that broke off with their connection, at once.

    Nobody else does before Python's garbage collection comes round to them.
    """

    def middleware(request):
        try:
            return get_response(request)
        finally:
            for handler in request.upload_handlers:
                handler.upload_interrupted()

    return middleware
