"""A viewer's file in, a clip for the page out: paths and small values, no Django.

Every file is hostile until proven otherwise. It is known by its bytes (`containers`),
read first by a probe and then by ffmpeg, each in a process of its own under limits,
as the format that it was recognised as and as no other, from an open file and from
nowhere else. ffmpeg exits with 0 over a truncated or corrupt file, so what it made is
measured and compared with what was declared and found.
"""

import json
import re
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from . import commands, containers
from .engine import Cancelled, Reason, TranscodingError, run

__all__ = [
    "Cancelled",
    "Facts",
    "Reason",
    "TranscodingError",
    "examine",
    "poster",
    "transcode",
]

# The recorder stops at the limit, and a last frame may stand a little longer.
GRACE_SECONDS = 1

# Few bytes can describe millions of pictures, and whoever sends them has the server
# itself look: so it looks with little memory, and at few files at once.
PROBE_LIMITS = {"memory_mb": 600, "cpu_seconds": 20, "file_mb": 1, "nice": 5}
PROBES = threading.BoundedSemaphore(2)
FFMPEG_LIMITS = {"memory_mb": 2500, "cpu_seconds": 600, "file_mb": 100, "nice": 10}
PROBE_TIMEOUT, FFMPEG_TIMEOUT = 60, 900
# How long a file waits for those before it.
PROBE_PATIENCE = 60

# How loud a clip is to be (EBU R 128), and how far that may be helped, in dB: what is
# fainter by more is mostly noise.
LOUDNESS = -16
MOST_LIFT = 24
MEASURED = re.compile(rb"lavfi\.r128\.I=(-?[\d.]+)")


@dataclass(frozen=True)
class Facts:
    """What a file holds; `hdr` is its transfer function, or "" for ordinary video.

    Width and height are as seen: upright, with square points. `picture` and `sound`
    are the numbers of the streams to show. `is_quiet`: even lifted as far as is
    allowed, it can hardly be heard.
    """

    demuxer: str
    seconds: float
    width: int
    height: int
    picture: int = 0
    sound: int | None = None
    hdr: str = ""
    is_quiet: bool = False

    @property
    def has_sound(self):
        return self.sound is not None


def examine(path, max_seconds):
    """The facts of a clip that is fit to be transcoded; TranscodingError if not."""
    path = Path(path)
    if not path.stat().st_size:
        raise TranscodingError(Reason.EMPTY)
    demuxer = containers.demuxer_of(path)
    if demuxer is None:
        raise TranscodingError(Reason.NOT_A_VIDEO)
    if demuxer == "mov":
        _check_whole(path)
    facts = _probe(path, demuxer)
    if facts.seconds > max_seconds + GRACE_SECONDS:
        raise TranscodingError(Reason.TOO_LONG, f"{facts.seconds:.1f} s")
    return facts


def transcode(path, facts, out_path, cancelled=None):
    """Write the MP4 for the page and return its facts.

    `cancelled` is a threading.Event that ends the work with Cancelled.
    """
    wanted = _wanted_lift(path, facts, cancelled)
    lift = min(wanted, MOST_LIFT)
    _ffmpeg(commands.clip(facts, lift, out_path), path, cancelled)
    made = _probe(out_path, "mov")
    lost = abs(made.seconds - facts.seconds)
    if lost > _tolerance(facts.seconds) or made.has_sound != facts.has_sound:
        raise TranscodingError(
            Reason.DAMAGED, f"{made.seconds:.1f} s out of {facts.seconds:.1f} s"
        )
    return replace(made, is_quiet=wanted > lift)


def poster(clip_path, facts, out_path, cancelled=None):
    """Write a JPEG of a telling moment of a clip that `transcode` has made."""
    # The first pictures are often dark or blurred, and sometimes all there are.
    for begin in (min(0.5, facts.seconds / 2), 0):
        _ffmpeg(commands.poster(facts, begin, out_path), clip_path, cancelled)
        if Path(out_path).is_file():
            return
    raise TranscodingError(Reason.NO_PICTURE)


def _check_whole(path):
    try:
        containers.check_whole(path)
    except containers.Incomplete:
        raise TranscodingError(Reason.TRUNCATED) from None


def _probe(path, demuxer):
    wish = {
        "demuxer": demuxer,
        "formats": commands.FORMATS,
        "codecs": commands.DECODERS,
        "canonical": commands.CODECS,
        "max_pixels": commands.MAX_PIXELS,
        "max_streams": commands.MAX_STREAMS,
    }
    script = Path(__file__).with_name("probe.py")
    command = [sys.executable, "-I", script, json.dumps(wish)]
    with _place_among_probes():
        found = json.loads(run(command, path, PROBE_LIMITS, PROBE_TIMEOUT))
    if "reason" in found:
        raise TranscodingError(Reason(found["reason"]))
    declared, end = found.pop("declared"), found.pop("end")
    if max(end, found["seconds"]) < declared - _tolerance(declared):
        raise TranscodingError(Reason.TRUNCATED, f"{end:.1f} s out of {declared:.1f} s")
    return Facts(demuxer, **found)


@contextmanager
def _place_among_probes():
    if not PROBES.acquire(timeout=PROBE_PATIENCE):
        raise TranscodingError(Reason.ENGINE_FAILED, "others are looked at")
    try:
        yield
    finally:
        PROBES.release()


def _tolerance(seconds):
    return 0.5 + 0.02 * seconds


def _wanted_lift(path, facts, cancelled):
    """How many dB its sound is away from LOUDNESS."""
    if not facts.has_sound:
        return 0
    said = _ffmpeg(commands.loudness(facts), path, cancelled)
    measured = MEASURED.findall(said)
    # The meter's own end of the scale, where there was too little to measure.
    return LOUDNESS - float(measured[-1] if measured else -70)


def _ffmpeg(command, path, cancelled):
    return run(command, path, FFMPEG_LIMITS, FFMPEG_TIMEOUT, cancelled)
