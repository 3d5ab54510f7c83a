"""What the server's log says of requests."""

import logging

SERVER_ERROR = 500


class Brief(logging.Filter):
    """Keeps tracebacks for our own mistakes: anybody can send a damaged request."""

    def filter(self, record):
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record.exc_info = None
        return True
