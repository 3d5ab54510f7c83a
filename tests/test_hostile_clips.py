"""Each attack once without its defence, where it works, and once against all of it.

The defences are layers: most of these files are refused before ffmpeg is started. So
that no layer only seems to hold, ffmpeg's own flags are taken out one at a time.
"""

import json
import math
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import pytest
from django.conf import settings
from PIL import Image

from comments import commands, containers, probe, transcoding
from comments.limits import limited
from comments.transcoding import Facts, Reason, TranscodingError

from . import clips
from .samples import endless_index

ANY_MOV = Facts("mov", seconds=1, width=64, height=64)


def run(command, path, **options):
    with open(path, "rb") as file:
        return subprocess.run(command, stdin=file, capture_output=True, **options)


def without(command, *flags):
    """The command without these flags and their values."""
    command = [*command]
    for flag in flags:
        at = command.index(flag)
        del command[at : at + 2]
    return command


def command_for(out):
    """The command that prepares a clip, with a picture alone to save time."""
    return commands.clip(ANY_MOV, 0, out)


def stripped(out, path, kept=()):
    """The same with no more than these of its layers of defence.

    Without an open file it is given the path, as most would do it.
    """
    command = without(command_for(out), *(flag for flag in LAYERS if flag not in kept))
    return [
        str(path) if word == "fd:" and "-fd" not in kept else word for word in command
    ]


def came_out(out):
    return out.is_file() and out.stat().st_size > 0


def is_red(clip, folder):
    picture = folder / "frame.png"
    clips.ffmpeg("-i", [clip], "-frames:v 1", [picture])
    with Image.open(picture) as image:
        red, green, blue = image.convert("RGB").getpixel((8, 8))
    return red > 180 > 60 > max(green, blue)


@pytest.mark.parametrize(
    "make",
    [
        clips.ffconcat,
        clips.m3u8,
        clips.m3u8_behind_ftyp,
        clips.dash,
        clips.avi,
        clips.svg,
        clips.html,
        clips.text,
    ],
)
def test_what_is_no_clip_by_its_bytes_is_never_opened(make, monkeypatch):
    monkeypatch.setattr(transcoding, "run", None)

    with pytest.raises(TranscodingError) as refusal:
        transcoding.examine(make(), max_seconds=90)

    assert refusal.value.reason == Reason.NOT_A_VIDEO


LAYERS = (
    "-f",
    "-format_whitelist",
    "-codec_whitelist",
    "-protocol_whitelist",
    "-fd",
)
TO_OTHER_FILES = {"-f", "-format_whitelist", "-protocol_whitelist", "-fd"}
# Which layers stop it, each by itself. A path is no protocol of the whitelist's.
ATTACKS = [
    (clips.ffconcat, TO_OTHER_FILES),
    (clips.m3u8, TO_OTHER_FILES),
    (clips.dash, TO_OTHER_FILES),
    (clips.avi, {"-f", "-format_whitelist", "-protocol_whitelist"}),
    (clips.svg, {"-f", "-format_whitelist", "-codec_whitelist", "-protocol_whitelist"}),
    (clips.png_in_mov, {"-codec_whitelist", "-protocol_whitelist"}),
]


@pytest.mark.parametrize("make", [make for make, _layers in ATTACKS])
def test_without_defence_the_attack_works(make, tmp_path):
    out = tmp_path / "out.mp4"

    result = run(stripped(out, make()), make())

    assert result.returncode == 0
    assert came_out(out)
    if make in {clips.ffconcat, clips.m3u8, clips.dash, clips.svg}:
        assert is_red(out, tmp_path)


@pytest.mark.parametrize(("make", "layers"), ATTACKS)
def test_each_layer_stops_the_attack_by_itself(make, layers, tmp_path):
    out = tmp_path / "out.mp4"

    assert {layer for layer in LAYERS if stops(layer, make(), out)} == layers


def stops(layer, path, out):
    failed = run(stripped(out, path, [layer]), path).returncode != 0
    assert came_out(out) != failed
    out.unlink(missing_ok=True)
    return failed


@pytest.mark.parametrize("make", [make for make, _layers in ATTACKS])
def test_all_layers_together_stop_the_attack(make, tmp_path):
    out = tmp_path / "out.mp4"

    result = run(command_for(out), make())

    assert result.returncode
    assert not came_out(out)


@pytest.fixture
def told(monkeypatch):
    """What the probe tells PyAV of how to open a file."""
    told = {}

    def note(file, *, options, **kwargs):
        told.update(options, **kwargs)
        raise probe.Refused("damaged")

    def here(command, path, *limits):
        with open(path, "rb") as file:
            probe.facts_of(file, json.loads(command[-1]))

    with monkeypatch.context() as moment:
        moment.setattr(transcoding, "run", here)
        moment.setattr(probe.av, "open", note)
        with pytest.raises(probe.Refused):
            transcoding.examine(clips.mp4(), max_seconds=90)
    return told


@pytest.mark.parametrize(
    ("make", "layers"),
    [
        (clips.ffconcat, {"format", "format_whitelist", "protocol_whitelist"}),
        (clips.m3u8, {"format", "format_whitelist", "protocol_whitelist"}),
        (clips.avi, {"format", "format_whitelist"}),
    ],
)
def test_each_layer_of_the_probe_stops_the_attack_by_itself(make, layers, told):
    assert shows_a_picture(make())

    assert {n for n in told if not shows_a_picture(make(), **{n: told[n]})} == layers


def shows_a_picture(path, format=None, metadata_errors="strict", **options):
    how = {"format": format, "metadata_errors": metadata_errors, "options": options}
    try:
        with open(path, "rb") as file, av.open(file, **how) as container:
            return bool(next(container.decode(video=0)))
    except av.error.FFmpegError:
        return False


def words_in(path, *flags):
    """The subtitles that ffmpeg finds in the file, or "" if it refuses it."""
    command = [commands.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *flags]
    said = subprocess.run(
        [*command, "-i", path, "-map", "0:s", "-f", "srt", "-"], capture_output=True
    )
    return said.stdout.decode()


def test_the_reader_within_an_avi_minds_the_whitelist_too():
    """ffmpeg starts another reader for what an AVI calls its subtitles.

    Up to 3.3.1 that was any reader, one of playlists too, and other files came out
    (CVE-2017-9993). Now it is one of subtitles, which open nothing: so a playlist is
    accepted with the film around it, as above, but leads nowhere. What can still be
    shown is that the whitelist holds the inner reader as well as the outer one.
    """
    film = clips.avi_with(b"1\n00:00:00,000 --> 00:00:01,000\nHello inside\n")
    assert "Hello inside" in words_in(film)
    assert "Hello inside" in words_in(film, "-format_whitelist", "avi,srt")

    assert not words_in(film, "-format_whitelist", "avi")
    assert not words_in(film, "-format_whitelist", commands.FORMATS)


@pytest.fixture
def far_away():
    """A server of somebody else's, and what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/piece.ts", asked
        server.shutdown()
        thread.join()


def test_no_request_leaves_the_machine(far_away, tmp_path):
    address, asked = far_away
    playlist, out = clips.m3u8(address), tmp_path / "out.mp4"
    generous = ["-protocol_whitelist", "file,http,tcp"]

    for layer in TO_OTHER_FILES:
        kept = stripped(out, playlist, [layer])
        more = [] if layer == "-protocol_whitelist" else generous
        assert run([*kept[:1], *more, *kept[1:]], playlist).returncode
    assert not asked

    # Within an AVI it leads nowhere, even without a defence; but see there.
    film = clips.avi_with(playlist.read_bytes())
    bare = stripped(out, film)
    assert run([*bare[:1], *generous, *bare[1:]], film).returncode == 0
    assert not asked

    bare = stripped(out, playlist)
    run([*bare[:1], *generous, *bare[1:]], playlist)
    assert asked


@pytest.mark.long
def test_enormous_pictures_are_refused_before_they_take_memory(tmp_path):
    out = tmp_path / "out.mp4"
    assert run(command_for(out), clips.enormous()).returncode
    assert not came_out(out)

    unbounded = without(command_for(out), "-max_pixels")
    assert run(unbounded, clips.enormous()).returncode == 0
    assert came_out(out)
    # Whatever gets past that is stopped by the limit of its memory.
    assert run(limited(unbounded, memory_mb=400), clips.enormous()).returncode


@pytest.mark.long
def test_an_endless_index_does_not_take_the_memory_of_the_server():
    most = "transcoding.PROBE_LIMITS['memory_mb'] = 2500"

    assert memory_to_examine(endless_index(), most) > 500
    assert memory_to_examine(endless_index()) < 200


def memory_to_examine(path, before=""):
    """In MB."""
    code = (
        "import resource, sys\n"
        "from comments import transcoding\n"
        f"{before}\n"
        "try:\n"
        "    transcoding.examine(sys.argv[1], 90)\n"
        "except transcoding.TranscodingError:\n"
        "    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, path],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )
    return int(said.stdout)


def test_a_file_does_not_wait_for_ever_while_others_are_looked_at(monkeypatch):
    monkeypatch.setattr(transcoding, "PROBES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(transcoding, "PROBE_PATIENCE", 0.1)

    with transcoding.PROBES, pytest.raises(TranscodingError) as refusal:
        transcoding.examine(clips.mp4(), max_seconds=90)

    assert refusal.value.retryable
    # It holds no place that it was not given.
    assert transcoding.examine(clips.mp4(), max_seconds=90).seconds == 2
    assert transcoding.examine(clips.mp4(), max_seconds=90).seconds == 2


def test_two_pictures_far_apart_do_not_fill_the_time_between(tmp_path):
    out = tmp_path / "out.mp4"
    command = command_for(out)
    assert run(command, clips.apart(600)).returncode == 0
    assert seconds_of(out) <= ANY_MOV.seconds + 2

    # To limit what is read is not enough.
    at = len(command) - 1 - command[::-1].index("-t")
    result = run([*command[:at], *command[at + 2 :]], clips.apart(600))

    assert result.returncode == 0
    assert seconds_of(out) > 500


def seconds_of(path):
    return transcoding._probe(path, "mov").seconds


def test_forty_streams_are_too_many(tmp_path):
    with pytest.raises(TranscodingError) as refusal:
        transcoding.examine(clips.many_streams(), max_seconds=90)

    assert refusal.value.reason == Reason.TOO_COMPLEX
    out = tmp_path / "out.mp4"
    assert run(command_for(out), clips.many_streams()).returncode
    unbounded = without(command_for(out), "-max_streams")
    assert run(unbounded, clips.many_streams()).returncode == 0


def test_a_page_hidden_in_a_clip_does_not_come_through(tmp_path):
    assert b"<script>" in clips.html_in_box().read_bytes()
    facts = transcoding.examine(clips.html_in_box(), max_seconds=90)

    transcoding.transcode(clips.html_in_box(), facts, tmp_path / "clip.mp4")

    assert b"<script>" not in (tmp_path / "clip.mp4").read_bytes()


def test_ffmpeg_itself_finds_nothing_wrong_with_a_truncated_clip(tmp_path, monkeypatch):
    out = tmp_path / "out.mp4"
    whole = transcoding.examine(clips.mp4(), max_seconds=90)
    assert run(command_for(out), clips.truncated()).returncode == 0
    assert seconds_of(out) < clips.SECONDS - 0.5
    with pytest.raises(TranscodingError):
        transcoding.transcode(clips.truncated(), whole, out)

    monkeypatch.setattr(transcoding, "_tolerance", lambda seconds: math.inf)

    assert transcoding.transcode(clips.truncated(), whole, out)


def test_ffmpeg_itself_makes_a_clip_of_noise(tmp_path):
    out = tmp_path / "out.mp4"
    assert run(command_for(out), clips.half_noise()).returncode

    result = run(without(command_for(out), "-max_error_rate"), clips.half_noise())

    assert result.returncode == 0
    assert came_out(out)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\0",
        b"\0\0\0\x08ftyp",
        b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
        b"\0\0\0\0moov",
        b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\0\0\x01mdat\0\0\0\0\0\0\0\0moov",
        b"\0\0\0\x07moov" * 9,
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3" + b"\xff" * 64,
        b"\0\0\0\x08wide" + b"\0\0\0\x08moov" * 1000,
    ],
)
def test_beginnings_of_clips_are_refused_in_words(head, tmp_path):
    path = tmp_path / "beginning.mp4"
    path.write_bytes(head)

    with pytest.raises(TranscodingError) as refusal:
        transcoding.examine(path, max_seconds=90)

    assert not refusal.value.retryable


def test_a_box_of_an_odd_name_hides_nothing_that_comes_after_it(tmp_path):
    path, odd = tmp_path / "odd.mp4", b"\0\0\0\x08ftyp\0\0\0\x08a-b "
    path.write_bytes(odd + b"\0\0\0\x08moov\x8d\xb4\x2d\x69\x8d\xb4\x2d\x69")
    containers.check_whole(path)

    path.write_bytes(odd + b"\0\0\0\x08mdat")

    with pytest.raises(containers.Incomplete):
        containers.check_whole(path)


def test_boxes_without_end_are_not_walked_to_their_end(tmp_path):
    path, boxes = tmp_path / "boxes.mp4", b"\0\0\0\x08ftyp\0\0\0\x08moov"
    path.write_bytes(boxes + b"\0\0\0\x08free" * 1000)
    containers.check_whole(path)

    path.write_bytes(boxes + b"\0\0\0\x08free" * (containers.MOST_BOXES + 1))

    with pytest.raises(containers.Incomplete):
        containers.check_whole(path)
