"""Tiny real clips, made by ffmpeg when first asked for and kept for the session.

Each function returns a path that is shared: copy the file before changing it.
"""

import atexit
import shutil
import struct
import subprocess
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from imageio_ffmpeg import get_ffmpeg_exe

ROOM = Path(tempfile.mkdtemp(prefix="stream-clips-"))
atexit.register(shutil.rmtree, ROOM, ignore_errors=True)

SECONDS = 2
PICTURE = "-f lavfi -i testsrc2=size={size}:rate=25:duration={seconds}"
SOUND = "-f lavfi -i sine=frequency=440:duration={seconds}"
H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
AAC = "-c:a aac -b:a 48k"
AVI = "-map 0:v -map 1:a -c:v mpeg4 -c:a pcm_u8 -f avi"
# What a phone writes down about its owner.
PLACE = "+51.5033-000.1195/"
MAKER = "Nosyphone 12"
TELLTALES = [
    *("-metadata", f"location={PLACE}", "-metadata", f"comment={MAKER}"),
    *("-metadata", f"title={MAKER}", "-metadata", "creation_time=2019-03-04T05:06:07Z"),
    *("-metadata:s:v", f"title={MAKER}", "-metadata:s:a", f"title={MAKER}"),
]


def ffmpeg(*arguments):
    """Run ffmpeg as any user would, without the site's defences."""
    command = [get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y"]
    words = [w for a in arguments for w in (a.split() if isinstance(a, str) else a)]
    subprocess.run([*command, *map(str, words)], check=True, capture_output=True)


def uploaded(path, name="clip.mp4", content_type="video/mp4"):
    """The file as the upload handler hands it to a view: on disk, ours to take."""
    file = TemporaryUploadedFile(name, content_type, path.stat().st_size, None)
    with open(path, "rb") as source:
        shutil.copyfileobj(source, file)
    file.seek(0)
    return file


def posted(path, name=None, content_type="video/mp4"):
    """The file as the test client sends it."""
    return SimpleUploadedFile(name or path.name, path.read_bytes(), content_type)


def left_on_disk():
    """What uploads and their processing have left in the temporary folder."""
    return sorted(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


# Good ones


@cache
def mp4(seconds=SECONDS, size="320x240"):
    """H.264 and AAC, its index in front."""
    path = ROOM / f"good-{seconds}-{size}.mp4"
    picture, sound = _inputs(seconds, size)
    ffmpeg(picture, sound, H264, AAC, TELLTALES, "-movflags +faststart", [path])
    return path


@cache
def mp4_index_last():
    path = ROOM / "index-last.mp4"
    ffmpeg("-i", [mp4()], "-c copy", [path])
    return path


@cache
def mp4_fragmented():
    path = ROOM / "fragmented.mp4"
    ffmpeg("-i", [mp4()], "-c copy -movflags frag_keyframe+empty_moov", [path])
    return path


@cache
def webm():
    path = ROOM / "good.webm"
    picture, sound = _inputs(SECONDS, "320x240")
    codecs = "-c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus"
    ffmpeg(picture, sound, codecs, TELLTALES, [path])
    return path


@cache
def webm_without_duration():
    """As a browser's recorder writes it."""
    path = ROOM / "recorded.webm"
    ffmpeg("-i", [webm()], "-c copy -f webm -live 1", [path])
    return path


@cache
def mov():
    """As a phone writes it, with place, maker and date."""
    path = ROOM / "good.mov"
    ffmpeg("-i", [mp4()], "-c copy", TELLTALES, [path])
    return path


@cache
def mov_of_old():
    """QuickTime from before `ftyp`: the file begins with `wide` and `mdat`."""
    path = ROOM / "old.mov"
    data = mov().read_bytes()
    path.write_bytes(_without_ftyp(data))
    return path


@cache
def portrait():
    """Held upright: stored lying, to be turned by 90 degrees."""
    path = ROOM / "portrait.mp4"
    ffmpeg("-display_rotation 90 -i", [mp4()], "-c copy", [path])
    return path


@cache
def silent():
    path = ROOM / "silent.mp4"
    picture, _sound = _inputs(SECONDS, "320x240")
    ffmpeg(picture, H264, [path])
    return path


def hdr(transfer, colour, more=""):
    """One colour, as HDR holds it that has white on paper at 203 cd/m2."""
    picture = "-f lavfi -i color=0x{:02x}{:02x}{:02x}:size=64x64:rate=5:duration=0.4"
    brighter = (
        "format=yuv444p,scale=out_color_matrix=bt709"
        ",zscale=tin=bt709:pin=bt709:min=bt709:rin=limited:npl=203"
        f":t={transfer}:p=bt2020:m=bt2020nc:r=limited"
    )
    tags = f"colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc{more}"
    x265 = f"-c:v libx265 -preset ultrafast -x265-params log-level=none:{tags}"
    return written_by_ffmpeg(
        *(".mp4", picture.format(*colour), "-vf", [brighter], x265),
        f"-pix_fmt yuv420p10le -color_primaries bt2020 -color_trc {transfer}",
        "-colorspace bt2020nc -tag:v hvc1",
    )


def hdr_of_a_screen():
    """It says which screen it was made for, and how bright its pictures are."""
    screen = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)"
    said = f":hdr10=1:master-display={screen}:max-cll=1000,400"
    return hdr("smpte2084", (128, 128, 128), said)


def largest():
    """HEVC in HDR, 4096 x 2304, to be turned upright."""
    tags = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    lying = written_by_ffmpeg(
        *(".mp4", PICTURE.format(size="4096x2304", seconds=1), "-c:v libx265"),
        f"-preset ultrafast -pix_fmt yuv420p10le -x265-params log-level=none:{tags}",
        "-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc",
    )
    return written_by_ffmpeg(".mp4", "-display_rotation 90 -i", [lying], "-c copy")


def voice(volume):
    inputs = _inputs(4, "64x64")
    return written_by_ffmpeg(".mp4", *inputs, H264, f"-af volume={volume}", AAC)


def mute():
    """Recorded with the microphone off: there is sound, of nothing."""
    picture, _sound = _inputs(1, "64x64")
    silence = "-f lavfi -t 1 -i anullsrc=r=44100:cl=mono"
    return written_by_ffmpeg(".mp4", picture, silence, H264, AAC)


# Not so good ones


@cache
def too_long(seconds=95):
    """Cheap to make: one small picture a second."""
    path = ROOM / f"long-{seconds}.mp4"
    picture = f"-f lavfi -i color=size=64x64:rate=1:duration={seconds}"
    ffmpeg(picture, SOUND.format(seconds=seconds), H264, "-c:a aac -b:a 16k", [path])
    return path


@cache
def truncated():
    """Cut in the middle with its index in front: ffmpeg itself doesn't mind."""
    return _part_of(mp4(), "truncated.mp4")


@cache
def truncated_index_lost():
    return _part_of(mp4_index_last(), "index-lost.mp4")


@cache
def truncated_webm():
    return _part_of(webm(), "truncated.webm")


@cache
def damaged():
    """Whole by its length, noise by its content."""
    return _noisy("damaged.mp4", lambda start, end: start + 200)


@cache
def half_noise():
    return _noisy("half-noise.mp4", lambda start, end: (start + end) // 2)


@cache
def empty():
    return _written("empty.mp4", b"")


@cache
def text():
    return _written(
        "text.mp4", b"This is no clip at all, whatever it is called.\n" * 40
    )


@cache
def html():
    """A page that also starts like a video."""
    page = b"<!--ftypisom--><script>alert(document.domain)</script>" + b" " * 2000
    return _written("page.mp4", page)


@cache
def html_in_box():
    """A real clip with a page in a `free` box at its end."""
    page = b"<html><script>alert(1)</script></html>"
    box = struct.pack(">I", 8 + len(page)) + b"free" + page
    return _written("page-in-box.mp4", mp4().read_bytes() + box)


@cache
def sound_only():
    path = ROOM / "sound.mp4"
    ffmpeg(SOUND.format(seconds=SECONDS), AAC, [path])
    return path


@cache
def secret():
    """Another viewer's clip, which no other file may bring to light."""
    path = ROOM / "secret.mp4"
    ffmpeg("-f lavfi -i color=red:size=64x64:duration=1", H264, [path])
    return path


@cache
def ffconcat():
    """It names the other file as one beside it, as any safe script may."""
    script = f"ffconcat version 1.0\nfile {secret().name}\n"
    return _written("concat.mp4", script.encode())


@cache
def m3u8(address=None):
    """A playlist under its own name: as such alone is it recognised."""
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:1", "#EXTINF:1,"]
    playlist = "\n".join([*lines, str(address or secret()), "#EXT-X-ENDLIST\n"])
    return _written(f"playlist-{bool(address)}.m3u8", playlist.encode())


@cache
def m3u8_behind_ftyp():
    """A playlist that starts like a video, as far as four letters go."""
    return _written("playlist-ftyp.mp4", b"#EXTftypM3U\n" + m3u8().read_bytes())


@cache
def dash():
    manifest = f"""<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"
 mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:full:2011"><Period>
<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1" width="64"
 height="64"><BaseURL>{secret()}</BaseURL></Representation></AdaptationSet></Period></MPD>
"""
    return _written("manifest.mp4", manifest.encode())


@cache
def avi():
    """With a playlist that names the other file, where subtitles should be."""
    return avi_with(m3u8().read_bytes())


def avi_with(subtitles):
    """An AVI with a file of subtitles inside (GAB2), which a reader of its own reads."""
    gab2 = struct.pack("<5sHIHI", b"GAB2", 2, 0, 4, len(subtitles)) + subtitles
    # ffmpeg writes no such track: it is written as sound, and then called what it is.
    inside = ["-f", "u8", "-ar", 8000, "-ac", 1, "-i", written(".raw", gab2)]
    path = written_by_ffmpeg(".avi", "-i", [mp4()], inside, AVI)
    data = path.read_bytes()
    assert gab2 in data
    data = data.replace(b"auds", b"txts").replace(b"01wb", b"01tx")
    return written(".mp4", data)


@cache
def svg():
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">'
        b'<rect width="64" height="64" fill="red"/></svg>'
    )
    return _written("drawing.mp4", drawing)


@cache
def png_in_mov():
    path = ROOM / "png.mov"
    ffmpeg("-i", [mp4()], "-c:v png -an -t 0.2 -f mov", [path])
    return path


@cache
def enormous():
    """16384 x 8192 points in a small file."""
    path = ROOM / "enormous.mp4"
    picture = "-f lavfi -i color=size=16384x8192:rate=1:duration=1"
    ffmpeg(picture, "-c:v mjpeg -q:v 31 -pix_fmt yuvj420p", [path])
    return path


def ten_hours_apart():
    return apart(36_000)


@cache
def apart(seconds):
    """Two pictures with so much time between them."""
    path = ROOM / f"apart-{seconds}.mp4"
    picture = "-f lavfi -i color=size=64x64:rate=1:duration=2"
    ffmpeg(picture, f"-vf setpts=N*{seconds}/TB", H264, "-fps_mode passthrough", [path])
    return path


@cache
def many_streams():
    path = ROOM / "streams.mp4"
    maps = "-map 0:v " + "-map 0:v " * 40
    ffmpeg("-i", [mp4(1, "64x64")], maps, "-c copy", [path])
    return path


def _inputs(seconds, size):
    return PICTURE.format(seconds=seconds, size=size), SOUND.format(seconds=seconds)


@cache
def written(suffix, data):
    """A file of these bytes."""
    return _written(f"{sha256(data).hexdigest()[:16]}{suffix}", data)


def written_by_ffmpeg(suffix, *arguments):
    """A file that ffmpeg makes of these arguments, once."""
    name = sha256(repr(arguments).encode()).hexdigest()[:16]
    path = ROOM / f"{name}{suffix}"
    if not path.is_file():
        ffmpeg(*arguments, [path])
    return path


def _written(name, data):
    path = ROOM / name
    path.write_bytes(data)
    return path


def _noisy(name, begin):
    data = bytearray(mp4().read_bytes())
    start = begin(data.index(b"mdat"), len(data))
    data[start:-10] = bytes(n * 167 % 251 for n in range(len(data) - start - 10))
    return _written(name, data)


def _part_of(whole, name):
    data = whole.read_bytes()
    return _written(name, data[: len(data) * 6 // 10])


def _without_ftyp(data):
    """Its `ftyp` box turned into `wide` and empty space, so that nothing moves."""
    size = struct.unpack(">I", data[:4])[0]
    filler = struct.pack(">I", size - 8) + b"skip" + bytes(size - 16)
    return struct.pack(">I", 8) + b"wide" + filler + data[size:]
