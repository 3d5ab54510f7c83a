"""How the files of the corpus are made: by ffmpeg, and by hand where it refuses."""

import struct

from comments.probe import MOST_PACKETS

from . import clips
from .clips import AAC, H264

X265 = "-c:v libx265 -preset ultrafast -tag:v hvc1 -x265-params"
WIDE = "-color_primaries bt2020 -colorspace bt2020nc"
TESTSRC = "-f lavfi -i testsrc2=size={size}:rate={rate}:duration={seconds}"
SINE = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration={seconds}"
VP8 = "-c:v libvpx -deadline realtime -cpu-used 8"


def made(suffix, *arguments, size="160x120", rate=25, seconds=1, sound=None):
    """Makes a moving picture with a tone, as these arguments say."""
    inputs = [TESTSRC.format(size=size, rate=rate, seconds=seconds)]
    if sound != 0:
        inputs.append(SINE.format(seconds=sound or seconds))
    return lambda: clips.written_by_ffmpeg(suffix, *inputs, *arguments)


def copied(suffix, source, *arguments, before=""):
    """Makes another clip of a clip, without encoding it anew."""
    return lambda: clips.written_by_ffmpeg(
        suffix, before, "-i", [source()], "-c copy", *arguments
    )


plain = made(".mp4", H264, AAC)
asymmetric = made(".mp4", H264, AAC, size="160x96")


def turned(degrees):
    return copied(".mp4", asymmetric, before=f"-display_rotation {degrees}")


def hdr(transfer):
    """The same picture in more light and more colours than screens used to show."""
    brighter = (
        "zscale=tin=bt709:pin=bt709:min=bt709:rin=limited:npl=203"
        f":t={transfer}:p=bt2020:m=bt2020nc:r=limited"
    )
    params = f"log-level=none:transfer={transfer}:colorprim=bt2020:colormatrix=bt2020nc"
    tags = f"{WIDE} -color_trc {transfer} -pix_fmt yuv420p10le"
    return made(".mov", "-vf", [brighter], X265, params, tags, AAC)


def two_sizes():
    """A browser's recording of a phone that was turned."""
    upright = made(".webm", VP8, size="120x160", sound=0)()
    lying = made(".webm", VP8, sound=0)()
    script = clips.written(".txt", f"file '{lying}'\nfile '{upright}'\n".encode())
    return clips.written_by_ffmpeg(".webm", "-f concat -safe 0 -i", [script], "-c copy")


def with_cover():
    cover = clips.written_by_ffmpeg(
        ".jpg", "-f lavfi -i color=red:size=64x64", "-frames:v 1"
    )
    return clips.written_by_ffmpeg(
        *(".mp4", "-i", [cover], "-i", [plain()], "-map 0 -map 1 -c copy"),
        "-disposition:v:0 attached_pic",
    )


def with_chapters():
    chapters = b";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\n"
    chapters += f"title={clips.MAKER}\n".encode()
    words = b"1\n00:00:00,000 --> 00:00:00,500\nHello\n"
    return clips.written_by_ffmpeg(
        *(".mp4", "-i", [plain()], "-i", [clips.written(".srt", words)]),
        *("-i", [clips.written(".txt", chapters)], "-map 0 -map 1"),
        "-c copy -c:s mov_text -map_chapters 2",
    )


def with_unknown_track():
    """A first track of pictures that is not read, and a second one that is."""
    maps = "-map 0:v -map 0:v -map 0:a -c:v:0 png -c:v:1 libx264 -c:a aac"
    return clips.written_by_ffmpeg(
        ".mov", "-i", [plain()], maps, "-pix_fmt:v:1 yuv420p -preset ultrafast"
    )


def with_metadata_track():
    """A phone's `mebx`: where it was and how it was held, 25 times a second."""
    data = plain_mov().read_bytes()
    assert data.count(b"tmcd") >= 3
    return clips.written(".mov", data.replace(b"tmcd", b"mebx"))


plain_mov = made(".mov", H264, AAC, "-timecode 01:02:03:04")


def with_trailer():
    """What a camera measures meanwhile, behind the last box and in none of its own."""
    return clips.written(".mp4", plain().read_bytes() + b"\x8d\xb4\x2d\x69" * 500)


def named_in_latin_1():
    named = plain().read_bytes().replace(b"VideoHandler", b"Vid\xe9oHandler")
    return clips.written(".mp4", named)


def camera_off(suffix, source):
    """A track of pictures that none was ever written to, and sound."""
    return copied(suffix, source, "-bsf:v noise=drop=1")


def late_sound():
    source = plain()
    return clips.written_by_ffmpeg(
        *(".mp4", "-i", [source], "-itsoffset 0.4 -i", [source]),
        "-map 0:v -map 1:a -c copy",
    )


def one_picture():
    return clips.written_by_ffmpeg(
        ".mp4", TESTSRC.format(size="160x120", rate=1, seconds=1), H264, "-frames:v 1"
    )


def patched(make, box, offset, value):
    """The file with a number inside of its first box of that kind replaced."""

    def patch():
        data = bytearray(make().read_bytes())
        at = data.index(box) + len(box) + offset
        data[at : at + 4] = struct.pack(">I", value)
        return clips.written(".mp4", bytes(data))

    return patch


def endless_index():
    """A few bytes that say of themselves to be millions of pictures, of a byte each."""
    many = 20_000_000
    small = patched(patched(plain, b"stsz", 4, 1), b"stsz", 8, many)
    return patched(small, b"stsc", 12, many)()


def crumbs():
    """More pictures than can be counted in a while, of a byte each, and all there."""
    many = MOST_PACKETS + 1
    small = patched(patched(plain, b"stsz", 4, 1), b"stsz", 8, many)
    data = patched(small, b"stsc", 12, many)().read_bytes()
    free = struct.pack(">I4s", many + 8, b"free") + bytes(many)
    return clips.written(".mp4", data + free)


def webm_of_an_hour():
    data = clips.webm().read_bytes()
    duration = b"\x44\x89\x88"
    at = data.index(duration) + len(duration)
    hour = struct.pack(">d", 3_600_000)
    return clips.written(".webm", data[:at] + hour + data[at + len(hour) :])


def larger_inside():
    """A WebM whose pictures say that they are 16383 points wide and high."""
    data = made(".webm", VP8, sound=0)().read_bytes()
    start = b"\x9d\x01\x2a"
    before, _size, after = data.partition(start + struct.pack("<HH", 160, 120))
    return clips.written(".webm", before + start + b"\xff\x3f\xff\x3f" + after)


def holding(data):
    return lambda: clips.written(".mp4", data)
