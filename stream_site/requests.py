"""A request as it comes off the wire: what of it is believed."""

from django.core.handlers.wsgi import WSGIRequest
from django.utils.functional import cached_property

from comments.incoming import BrokenOff


class Request(WSGIRequest):
    """Made so that nothing in its head breaks it, and no part passes for its body.

    Our pages are UTF-8, and so are their forms, whatever charset a client names: one
    that Python knows and can't decode text with would raise before anything answers.
    """

    def __init__(self, environ):
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"])
        super().__init__(environ)

    @property
    def encoding(self):
        return "utf-8"

    @encoding.setter
    def encoding(self, charset):
        """Leave it at UTF-8."""

    @cached_property
    def COOKIES(self):
        """Without values in which NUL is written as an escape: PostgreSQL takes none."""
        cookies = super().COOKIES
        return {name: cookies[name] for name in cookies if "\0" not in cookies[name]}


class WholeBody:
    """A body that doesn't pass for whole when its connection broke off.

    Half the words would be stored as a comment, and its resend taken for the same one.
    Django never asks for more than the length that was announced.
    """

    def __init__(self, stream):
        self.stream = stream
        self.readline = stream.readline

    def read(self, size):
        try:
            data = self.stream.read(size)
        except BlockingIOError:
            # It has been silent for as long as the server lets it be.
            raise BrokenOff from None
        if len(data) < size:
            raise BrokenOff(data)
        return data
