"""What kind of file it is and whether it is all there, by its bytes alone.

Nothing that decodes ever sees a file that isn't known here. Its name and the type that
the browser claims are of no interest.
"""

import os
import struct

MATROSKA_MAGIC = b"\x1a\x45\xdf\xa3"
# The first boxes of ISO media, and of QuickTime from before `ftyp` (still written by
# cameras of that age).
FIRST_BOXES = {b"ftyp", b"wide", b"mdat", b"moov", b"free", b"skip"}
# `ftyp` holds a few names of four letters.
LARGEST_FTYP = 4096
# Two for each picture, where a recorder writes each by itself.
MOST_BOXES = 100_000
# So many of a file's first bytes say what it is.
HEAD_BYTES = 8


class Incomplete(Exception):
    """The file stops before its own structure does, or its index is missing."""


def demuxer_of(path):
    """`mov` or `matroska`, as ffmpeg calls them; None for all else."""
    with open(path, "rb") as file:
        return demuxer_of_head(file.read(HEAD_BYTES))


def demuxer_of_head(head):
    """The same by a file's first bytes."""
    head = head[:HEAD_BYTES]
    if head.startswith(MATROSKA_MAGIC):
        return "matroska"
    if len(head) < HEAD_BYTES or head[4:] not in FIRST_BOXES:
        return None
    size = struct.unpack(">I", head[:4])[0]
    looks_right = head[4:] != b"ftyp" or 8 <= size <= LARGEST_FTYP
    return "mov" if looks_right else None


def check_whole(path):
    """Walk the boxes of an ISO media file; raise Incomplete where one is cut off.

    So it does where they are too many: nothing that films writes so many, and this is
    no confined process.
    """
    has_index, position, end = False, 0, os.path.getsize(path)
    with open(path, "rb") as file:
        for _ in range(MOST_BOXES):
            if position + 8 > end:
                break
            file.seek(position)
            size, kind = _box(file.read(16), end - position)
            if has_index and not kind.isalnum():
                # No box: what some cameras write behind the last one.
                size = end - position
            has_index |= kind == b"moov"
            position += size
    if not has_index or not end - 8 < position <= end:
        raise Incomplete


def _box(head, left):
    """Size and kind of the box that begins with `head` (ISO 14496-12, 4.2)."""
    size, kind = struct.unpack(">I4s", head[:8])
    if size == 1 and len(head) == 16:
        size = struct.unpack(">Q", head[8:])[0]
    # 0 means: to the end of the file. Less than its own head would never advance.
    return max(size, 8) if size else left, kind
