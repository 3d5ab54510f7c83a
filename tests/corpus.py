"""Every kind of file that viewers, and those who only look like viewers, may send.

A row is a file, how it is made, and what is to become of it; `test_corpus` has each of
them made into a clip, or hears why not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from comments.transcoding import Reason

from . import clips
from .clips import AAC, H264
from .samples import (
    VP8,
    X265,
    camera_off,
    copied,
    crumbs,
    endless_index,
    hdr,
    holding,
    larger_inside,
    late_sound,
    made,
    named_in_latin_1,
    one_picture,
    patched,
    plain,
    turned,
    two_sizes,
    webm_of_an_hour,
    with_chapters,
    with_cover,
    with_metadata_track,
    with_trailer,
    with_unknown_track,
)


@dataclass(frozen=True)
class Sample:
    """What the file is, how it is made, and what is expected of it."""

    name: str
    make: Callable[[], Path]
    reason: Reason | None = None
    size: tuple = (160, 120)
    seconds: float = 1
    has_sound: bool = True
    # Its picture is that which any player shows; not so where colours are mapped.
    looks_alike: bool = True

    def __str__(self):
        return self.name


PHONES = [
    Sample("a phone's, place and maker inside", clips.mov, None, (320, 240), 2),
    Sample("held upright", turned(90), size=(96, 160)),
    Sample("held upright the other way", turned(270), size=(96, 160)),
    Sample("upside down", turned(180), size=(160, 96)),
    Sample("HEVC", made(".mov", X265, "log-level=none -pix_fmt yuv420p", AAC)),
    Sample(
        "HEVC of 10 bits", made(".mov", X265, "log-level=none -pix_fmt yuv420p10le")
    ),
    Sample("HDR as phones film it, HLG", hdr("arib-std-b67"), looks_alike=False),
    Sample("HDR as televisions want it, PQ", hdr("smpte2084"), looks_alike=False),
    Sample(
        "HDR that says nothing of its colours",
        made(".mp4", "-vf setparams=color_trc=arib-std-b67", H264, AAC),
        looks_alike=False,
    ),
    Sample("a track of metadata", with_metadata_track),
    Sample("a track that is not read", with_unknown_track),
    Sample("something behind its end", with_trailer),
    Sample(
        "an old phone's",
        made(
            ".3gp",
            "-c:v h263 -s 176x144 -c:a libopencore_amrnb -ar 8000 -ac 1 -b:a 12.2k",
        ),
        size=(192, 144),
    ),
    Sample(
        "an old camera's", made(".mov", "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le")
    ),
    Sample("names that are not in UTF-8", named_in_latin_1),
    Sample("QuickTime from before ftyp", clips.mov_of_old, None, (320, 240), 2),
]
BROWSERS = [
    Sample(
        "a browser's, without duration",
        clips.webm_without_duration,
        None,
        (320, 240),
        2,
    ),
    Sample("WebM", clips.webm, None, (320, 240), 2),
    Sample(
        "VP9",
        made(".webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus"),
    ),
    Sample(
        "AV1",
        made(
            ".webm",
            "-c:v libsvtav1 -preset 12 -c:a libopus",
            [*("-svtav1-params", "log-level=-1")],
        ),
    ),
    Sample("H.264 in Matroska", made(".mkv", H264, "-c:a libopus")),
    Sample("fragmented", clips.mp4_fragmented, None, (320, 240), 2),
    Sample("turned while recording", two_sizes, seconds=2, has_sound=False),
    Sample(
        "pictures when there are some",
        made(
            ".webm",
            "-vf",
            ["setpts='PTS+0.03*random(1)/TB'"],
            "-fps_mode vfr",
            VP8,
            "-c:a libopus",
            "-enc_time_base 1/1000",
        ),
    ),
]
PICTURES = [
    Sample("ordinary", clips.mp4, None, (320, 240), 2),
    Sample("its index last", clips.mp4_index_last, None, (320, 240), 2),
    Sample(
        "odd by a point",
        made(
            ".mp4",
            "-c:v libx264 -preset ultrafast -pix_fmt yuv444p",
            AAC,
            size="161x121",
        ),
        size=(160, 120),
    ),
    Sample(
        "points twice as wide as high",
        made(".mp4", "-vf setsar=2", H264, AAC),
        size=(320, 120),
    ),
    Sample(
        "points a hundred times as wide",
        made(".mp4", "-vf setsar=100", H264, AAC),
        size=(1280, 8),
        looks_alike=False,
    ),
    Sample("4K", made(".mp4", H264, AAC, size="3840x2160", rate=5), size=(1280, 720)),
    Sample(
        "1080p upright",
        made(".mp4", H264, AAC, size="1080x1920", rate=5),
        size=(720, 1280),
    ),
    Sample(
        "a ribbon", made(".mp4", H264, AAC, size="2000x20", rate=5), size=(1280, 12)
    ),
    Sample("16 by 16", made(".mp4", H264, AAC, size="16x16"), size=(16, 16)),
    Sample("interlaced", made(".mp4", H264, AAC, "-flags +ilme+ildct")),
    Sample(
        "of full range",
        made(".mp4", "-c:v libx264 -preset ultrafast -pix_fmt yuvj420p", AAC),
    ),
    Sample(
        "one picture a second", made(".mp4", H264, AAC, rate=1, seconds=2), seconds=2
    ),
    Sample("240 a second", made(".mp4", H264, AAC, rate=240)),
    Sample(
        "1000 a second", made(".mp4", H264, AAC, rate=1000, size="64x48"), size=(64, 48)
    ),
    Sample("a single picture", one_picture, has_sound=False),
    Sample(
        "a single picture, gone at once",
        made(".mp4", H264, seconds=0.04, sound=0),
        seconds=0.04,
        has_sound=False,
    ),
    Sample(
        "an edit list",
        copied(".mp4", clips.mp4, before="-ss 0.7"),
        size=(320, 240),
        seconds=1.3,
    ),
    Sample("cover art", with_cover),
    Sample("chapters and subtitles", with_chapters),
    Sample("MPEG-4 with MP3", made(".mp4", "-c:v mpeg4 -c:a libmp3lame")),
    Sample(
        "says of the whole that it is an hour long",
        patched(plain, b"mvhd", 16, 3_600_000),
    ),
    Sample(
        "says of its track that it is an hour long",
        patched(plain, b"mdhd", 16, 3600 * 12800),
    ),
    Sample("a page in a free box", clips.html_in_box, None, (320, 240), 2),
]
SOUNDS = [
    Sample("silent", made(".mp4", H264, sound=0), has_sound=False),
    Sample("mono of 8 kHz", made(".mp4", H264, AAC, "-ac 1 -ar 8000")),
    Sample("5.1", made(".mp4", H264, "-c:a aac -ac 6")),
    Sample("12 channels", made(".mov", H264, "-c:a pcm_s16le -ac 12")),
    Sample("96 kHz", made(".mkv", H264, "-c:a flac -ar 96000")),
    Sample("lossless", made(".mov", H264, "-c:a alac")),
    Sample("Vorbis", made(".webm", VP8, "-c:a libvorbis")),
    Sample("longer than the picture", made(".mp4", H264, AAC, sound=2.5), seconds=2.5),
    Sample(
        "shorter than the picture",
        made(".mp4", H264, AAC, seconds=2, sound=0.5),
        seconds=2,
    ),
    Sample(
        "much longer than the picture",
        made(".mp4", H264, AAC, seconds=0.3, sound=2),
        seconds=2,
    ),
    Sample("begins late", late_sound, seconds=1.4),
]
HOSTILE = [
    Sample("nothing", clips.empty, Reason.EMPTY),
    Sample("text", clips.text, Reason.NOT_A_VIDEO),
    Sample("a page", clips.html, Reason.NOT_A_VIDEO),
    Sample("a list of files", clips.ffconcat, Reason.NOT_A_VIDEO),
    Sample("a playlist", clips.m3u8, Reason.NOT_A_VIDEO),
    Sample("a playlist that says ftyp", clips.m3u8_behind_ftyp, Reason.NOT_A_VIDEO),
    Sample("a manifest", clips.dash, Reason.NOT_A_VIDEO),
    Sample("AVI", clips.avi, Reason.NOT_A_VIDEO),
    Sample("a drawing", clips.svg, Reason.NOT_A_VIDEO),
    Sample("a GIF", made(".gif", sound=0), Reason.NOT_A_VIDEO),
    Sample("an archive", holding(b"PK\x03\x04" + bytes(99)), Reason.NOT_A_VIDEO),
    Sample("PNG as a film", clips.png_in_mov, Reason.UNSUPPORTED),
    Sample("ProRes", made(".mov", "-c:v prores -profile:v 0", AAC), Reason.UNSUPPORTED),
    Sample(
        "sound that is not read",
        made(".mkv", H264, "-c:a dca -strict -2"),
        Reason.UNSUPPORTED,
    ),
    Sample("sound alone", clips.sound_only, Reason.NO_PICTURE),
    Sample(
        "a cover and sound",
        lambda: clips.written_by_ffmpeg(
            ".mp4",
            "-i",
            [with_cover()],
            "-map 0:v:1 -map 0:a -c copy -disposition:v:0 attached_pic",
        ),
        Reason.NO_PICTURE,
    ),
    Sample("the camera off", camera_off(".mp4", plain), Reason.NO_PICTURE),
    Sample("the camera off, WebM", camera_off(".webm", clips.webm), Reason.NO_PICTURE),
    Sample("16384 x 8192", clips.enormous, Reason.TOO_COMPLEX),
    Sample("larger inside than outside", larger_inside, Reason.DAMAGED),
    Sample("forty streams", clips.many_streams, Reason.TOO_COMPLEX),
    Sample("two pictures, ten hours apart", clips.ten_hours_apart, Reason.TOO_LONG),
    Sample("too long", clips.too_long, Reason.TOO_LONG),
    Sample("half", clips.truncated, Reason.TRUNCATED),
    Sample("half, its index lost", clips.truncated_index_lost, Reason.TRUNCATED),
    Sample("half a WebM", clips.truncated_webm, Reason.TRUNCATED),
    Sample(
        "says that each picture stands for minutes",
        patched(plain, b"stts", 12, 3600 * 512),
        Reason.TOO_LONG,
    ),
    Sample("a WebM that says it is an hour long", webm_of_an_hour, Reason.TRUNCATED),
    Sample(
        "a box with no end", patched(plain, b"mdat", -8, 0x7FFFFFFF), Reason.TRUNCATED
    ),
    Sample("an index of millions", endless_index, Reason.DAMAGED),
    Sample("pictures of a byte without end", crumbs, Reason.TOO_COMPLEX),
    Sample("an index of noise", patched(plain, b"stsd", 4, 0xFFFFFFFF), Reason.DAMAGED),
    Sample(
        "samples beyond the end", patched(plain, b"stco", 8, 0x7FFFFFFF), Reason.DAMAGED
    ),
    Sample("pictures of noise", clips.damaged, Reason.DAMAGED),
    Sample(
        "encrypted",
        copied(
            ".mp4",
            plain,
            "-encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8",
        ),
        Reason.DAMAGED,
    ),
]
GOOD = [*PHONES, *BROWSERS, *PICTURES, *SOUNDS]
ALL = [*GOOD, *HOSTILE]
# What runs each time; the rest in full mode.
REPRESENTATIVE = {
    "a phone's, place and maker inside",
    "held upright",
    "names that are not in UTF-8",
    "HDR as phones film it, HLG",
    "a browser's, without duration",
    "odd by a point",
    "5.1",
    "longer than the picture",
    *(sample.name for sample in HOSTILE if sample.reason is Reason.NOT_A_VIDEO),
    "PNG as a film",
    "the camera off",
    "16384 x 8192",
    "half",
    "an index of millions",
    "pictures of noise",
}
