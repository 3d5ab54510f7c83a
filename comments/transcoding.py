"""A viewer's file in, a clip for the page out: paths and small values, no Django.

Every file is hostile until proven otherwise. It is known by its bytes (`containers`),
read first by a probe and then by ffmpeg, each in a process of its own under limits,
as the format that it was recognised as and as no other, from an open file and from
nowhere else. ffmpeg exits with 0 over a truncated or corrupt file, so what it made is
measured and compared with what was declared and found.
"""

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

from . import containers
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

FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
DECODERS = (
    "h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,h263,mjpeg,"
    "aac,opus,vorbis,mp3float,mp3,amrnb,amrwb,pcm_s16le,pcm_s16be,alac,flac"
)
# The same by the codecs' own names, whichever library decodes them.
CODECS = [*DECODERS.split(","), "amr_nb", "amr_wb"]
MAX_PIXELS = 9437184
MAX_STREAMS = "16"
PROBE_LIMITS = {"memory_mb": 2500, "cpu_seconds": 20, "file_mb": 1, "nice": 5}
FFMPEG_LIMITS = {"memory_mb": 2500, "cpu_seconds": 600, "file_mb": 100, "nice": 10}
PROBE_TIMEOUT, FFMPEG_TIMEOUT = 60, 900

FIT = (
    "scale=w='max(2,trunc(iw*sar/2)*2)':h=ih,setsar=1,"
    "scale=w='min(iw,if(gte(iw,ih),1280,720))':h='min(ih,if(gte(iw,ih),720,1280))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2"
)
# After scaling: in floating point each pixel is dear.
TONE_MAP = (
    ",zscale=tin={hdr}:min=bt2020nc:pin=bt2020:t=linear:npl=100,format=gbrpf32le"
    ",zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=limited"
)
# loudnorm divides by nothing where there are less than 3 s and all of them are silent.
EVEN_LOUDNESS = (
    "aresample=48000:async=1:first_pts=0,apad=whole_dur=4"
    ",loudnorm=I=-16:TP=-1.5:LRA=11,aresample=48000,atrim=end={seconds:.3f}"
)


@dataclass(frozen=True)
class Facts:
    """What a file holds; `hdr` is its transfer function, or "" for ordinary video.

    Width and height are as stored, before any rotation.
    """

    demuxer: str
    seconds: float
    width: int
    height: int
    has_sound: bool
    hdr: str = ""


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
    _ffmpeg(_clip_command(facts, out_path), path, cancelled)
    made = _probe(out_path, "mov")
    lost = abs(made.seconds - facts.seconds)
    if lost > _tolerance(facts.seconds) or made.has_sound != facts.has_sound:
        raise TranscodingError(
            Reason.DAMAGED, f"{made.seconds:.1f} s out of {facts.seconds:.1f} s"
        )
    return made


def poster(clip_path, facts, out_path, cancelled=None):
    """Write a JPEG of a telling moment of a clip that `transcode` has made."""
    begin = min(0.5, facts.seconds / 2)
    command = [
        *_read_as(facts, "-ss", f"{begin:.2f}"),
        *("-vf", "thumbnail=n=50", "-frames:v", "1", "-update", "1", "-q:v", "4"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-f", "image2", "-c:v", "mjpeg", str(out_path)),
    ]
    _ffmpeg(command, clip_path, cancelled)
    if not Path(out_path).is_file():
        raise TranscodingError(Reason.NO_PICTURE)


def _check_whole(path):
    try:
        containers.check_whole(path)
    except containers.Incomplete:
        raise TranscodingError(Reason.TRUNCATED) from None


def _probe(path, demuxer):
    wish = {
        "demuxer": demuxer,
        "formats": FORMATS,
        "codecs": DECODERS,
        "canonical": CODECS,
        "max_pixels": MAX_PIXELS,
        "max_streams": MAX_STREAMS,
    }
    script = Path(__file__).with_name("probe.py")
    command = [sys.executable, "-I", script, json.dumps(wish)]
    found = json.loads(run(command, path, PROBE_LIMITS, PROBE_TIMEOUT))
    if "reason" in found:
        raise TranscodingError(Reason(found["reason"]))
    declared, end = found.pop("declared") or 0, found.pop("end")
    if max(end, found["seconds"]) < declared - _tolerance(declared):
        raise TranscodingError(Reason.TRUNCATED, f"{end:.1f} s out of {declared:.1f} s")
    return Facts(demuxer, **found)


def _tolerance(seconds):
    return 0.5 + 0.02 * seconds


def _ffmpeg(command, path, cancelled):
    run(command, path, FFMPEG_LIMITS, FFMPEG_TIMEOUT, cancelled)


def _read_as(facts, *input_options):
    """ffmpeg, reading standard input as what it was recognised as, and no other."""
    return [
        *(get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-protocol_whitelist", "fd", "-format_whitelist", FORMATS),
        *("-codec_whitelist", DECODERS, "-max_pixels", str(MAX_PIXELS)),
        *("-max_streams", MAX_STREAMS, "-probesize", "10M"),
        *("-analyzeduration", "10M", "-threads", "2", "-max_error_rate", "0.1"),
        *("-f", facts.demuxer, *input_options, "-fd", "0", "-i", "fd:"),
    ]


def _clip_command(facts, out_path):
    # Two frames ten hours apart would be filled up: the output is limited as well.
    most = str(math.ceil(facts.seconds) + 2)
    tone_map = TONE_MAP.format(hdr=facts.hdr) if facts.hdr else ""
    picture = f"{FIT}{tone_map},format=yuv420p,fps=30"
    sound = EVEN_LOUDNESS.format(seconds=facts.seconds)
    return [
        *_read_as(facts, "-t", most),
        *("-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn"),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
        *("-filter_threads", "1", "-vf", picture, "-t", most),
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high"),
        *("-crf", "23", "-maxrate", "2500k", "-bufsize", "5000k"),
        *("-g", "60", "-threads", "2", "-a53cc", "0"),
        # The encoder's own remarks (SEI) about itself.
        *("-bsf:v", "filter_units=remove_types=6"),
        *("-af", sound, "-c:a", "aac", "-b:a", "128k"),
        *("-ac", "2", "-ar", "48000", "-fflags", "+bitexact"),
        *("-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", "-fs", "80M", "-f", "mp4", str(out_path)),
    ]
