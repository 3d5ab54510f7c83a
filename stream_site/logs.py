"""What the server's log says of requests."""

import logging
import re

SERVER_ERROR = 500
# As `django.core.signing` writes them, in an address or not: value, time, signature.
# A word is tried once, from its beginning: anybody can ask for a long address.
SIGNED = re.compile(
    r"(?<![\w-])[\w-]++(:|%3A)[\w-]{5,}+\1[\w-]{43}", re.ASCII | re.IGNORECASE
)


class Brief(logging.Filter):
    """Keeps tracebacks for our own mistakes: anybody can send a damaged request."""

    def filter(self, record):
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record.exc_info = None
        return True


class Discreet(logging.Filter):
    """Keeps signed tokens out: the links in mails carry them, and some still open a door."""

    def filter(self, record):
        said = record.getMessage()
        told = SIGNED.sub("…", said)
        if told != said:
            record.msg, record.args = told, ()
        return True
