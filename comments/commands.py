"""The command lines of ffmpeg, reading standard input as one format and no other."""

import math

from imageio_ffmpeg import get_ffmpeg_exe

FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
DECODERS = (
    "h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,h263,mjpeg,"
    "aac,opus,vorbis,mp3float,mp3,amrnb,amrwb,pcm_s16le,pcm_s16be,alac,flac"
)
# The same by the codecs' own names, whichever library decodes them.
CODECS = [*DECODERS.split(","), "amr_nb", "amr_wb"]
MAX_PIXELS = 9437184
MAX_STREAMS = "16"

LONG_SIDE, SHORT_SIDE = 1280, 720
# A browser's recording changes its size when the phone is turned: what then has other
# proportions gets bars at its sides, as the picture's own size is settled by its start.
FIT = (
    "scale=w='if({same},{w},2*max(1,trunc(min({w},{h}*dar)/2)))'"
    ":h='if({same},{h},2*max(1,trunc(min({h},{w}/dar)/2)))':out_range=tv"
    ",setsar=1,pad={w}:{h}:-1:-1"
)
# After scaling: in floating point each pixel is dear. White on paper has 203 cd/m2 in
# HDR (ITU-R BT.2408); what is darker keeps its brightness and highlights are pressed.
TONE_MAP = (
    ",format=yuv420p10le,zscale=tin={hdr}:min=bt2020nc:pin=bt2020:t=linear:p=bt709"
    ":npl=203,format=gbrpf32le,tonemap=mobius:param=0.6:desat=0"
    ",zscale=t=bt709:m=bt709:r=limited"
)
# JPEG knows one way to store colours (ITU-T T.871), films have several.
AS_JPEG = "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p"
# As it will be heard, so that loudness is measured of the same sound that is lifted.
HEARD = "aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo"
# In dB below full scale, so that the encoder's own ripples stay below it too.
CEILING = "-2dB"


def loudness(facts):
    """Prints `lavfi.r128.I=` with the loudness so far (EBU R 128, LUFS), many times."""
    meter = "ebur128=metadata=1,ametadata=print:key=lavfi.r128.I:file=-"
    return [
        *_read_as(facts.demuxer, "-t", _most_seconds(facts)),
        *("-map", f"0:{facts.sound}", "-vn", "-sn", "-dn"),
        *("-af", f"{HEARD},{meter}", "-t", _most_seconds(facts), "-f", "null", "-"),
    ]


def clip(facts, lift, out_path):
    """Writes the MP4 for the page, with its sound lifted by so many dB."""
    # Two frames ten hours apart would be filled up: the output is limited as well.
    most = _most_seconds(facts)
    return [
        *_read_as(facts.demuxer, "-t", most),
        *("-map", f"0:{facts.picture}", "-sn", "-dn"),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
        *("-filter_threads", "1", "-vf", _picture(facts), "-t", most),
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high"),
        *("-crf", "23", "-maxrate", "2500k", "-bufsize", "5000k"),
        *("-g", "60", "-threads", "2", "-a53cc", "0"),
        # The encoder's own remarks (SEI) about itself.
        *("-bsf:v", "filter_units=remove_types=6"),
        *(_sound(facts, lift) if facts.has_sound else ["-an"]),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", "-fs", "80M", "-f", "mp4", str(out_path)),
    ]


def poster(facts, begin, out_path):
    """Writes a JPEG of a telling moment of a clip that was made here.

    Of what comes after `begin`, in seconds; nothing if there are no more pictures.
    """
    return [
        *_read_as(facts.demuxer, "-ss", f"{begin:.2f}"),
        *("-vf", f"thumbnail=n=50,{AS_JPEG}", "-frames:v", "1", "-update", "1"),
        *("-q:v", "4"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-f", "image2", "-c:v", "mjpeg", str(out_path)),
    ]


def fitted(width, height):
    """The size of a picture for the page: even, 720p at most, never enlarged."""
    bounds = (LONG_SIDE, SHORT_SIDE) if width >= height else (SHORT_SIDE, LONG_SIDE)
    factor = min(1, bounds[0] / width, bounds[1] / height)
    return _even(width * factor), _even(height * factor)


def _even(points):
    return max(2, int(points / 2 + 1e-6) * 2)


def _most_seconds(facts):
    return str(math.ceil(facts.seconds) + 2)


def _read_as(demuxer, *input_options):
    return [
        *(get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-protocol_whitelist", "fd", "-format_whitelist", FORMATS),
        *("-codec_whitelist", DECODERS, "-max_pixels", str(MAX_PIXELS)),
        *("-max_streams", MAX_STREAMS, "-probesize", "10M"),
        *("-analyzeduration", "10M", "-threads", "2", "-max_error_rate", "0.1"),
        *("-f", demuxer, *input_options, "-fd", "0", "-i", "fd:"),
    ]


def _picture(facts):
    width, height = fitted(facts.width, facts.height)
    same = f"lt(abs(dar*{facts.height}/{facts.width}-1),0.01)"
    fit = FIT.format(same=same, w=width, h=height)
    tone_map = TONE_MAP.format(hdr=facts.hdr) if facts.hdr else ""
    # What was said beside the pictures, such as the screen that HDR was mastered for, is
    # no longer true of them.
    return f"{fit}{tone_map},sidedata=delete,format=yuv420p,fps=30"


def _sound(facts, lift):
    limiter = f"alimiter=limit={CEILING}:level=false:latency=true"
    return [
        *("-map", f"0:{facts.sound}"),
        *("-af", f"{HEARD},volume={lift:.1f}dB,{limiter}"),
        *("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"),
    ]
