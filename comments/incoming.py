"""The bytes of a body as they come, and nowhere all of them in memory."""

import hashlib
import hmac
import time
from contextlib import suppress

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import UnreadablePostError

# A slow sender's first bytes are seen early; what breaks off loses less than that.
BLOCK_BYTES = 16 * 1024
ALGORITHMS = ("md5", "sha1", "sha256")


class BrokenOff(BadRequest):
    """The connection ended before the body did; `rest` is what came last."""

    def __init__(self, rest=b""):
        super().__init__("The connection broke off.")
        self.rest = rest


class ChecksumMismatch(Exception):
    """What came isn't what was sent."""


class Checksum:
    """What a body's bytes must come to: an algorithm's name and a digest."""

    def __init__(self, algorithm, digest):
        self.hash = hashlib.new(algorithm, usedforsecurity=False)
        self.digest = digest

    def watch(self, blocks):
        """Pass the blocks on; ChecksumMismatch after the last."""
        for block in blocks:
            self.hash.update(block)
            yield block
        if not hmac.compare_digest(self.hash.digest(), self.digest):
            raise ChecksumMismatch


def blocks_of(request):
    """Yield the body as it comes; of one that breaks off, all that came."""
    try:
        while block := request.read(BLOCK_BYTES):
            yield block
    except BrokenOff as broken:
        yield broken.rest
    except UnreadablePostError:
        return


def throw_away(request, most_bytes, seconds):
    """Read what still comes, within limits, and forget it."""
    until, left = time.monotonic() + seconds, most_bytes
    for block in blocks_of(request):
        left -= len(block)
        if left < 0 or time.monotonic() > until:
            return


def files_of(blocks, most_bytes):
    """Yield the blocks as temporary files, cut where they reach `most_bytes`.

    Each is gone with the next, unless it was moved away.
    """
    file = None
    try:
        for block in blocks:
            file = file or TemporaryUploadedFile("piece", "", 0, None)
            file.write(block)
            file.size += len(block)
            if file.size >= most_bytes:
                yield _from_its_start(file)
                file.close()
                file = None
        if file and file.size:
            yield _from_its_start(file)
    finally:
        if file:
            # Its last bytes may find no room, but what holds them goes.
            with suppress(OSError):
                file.close()


def _from_its_start(file):
    file.flush()
    file.seek(0)
    return file
