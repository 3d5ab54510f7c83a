"""Each attack once without its defence, where it works, and once against all of it.

The defences are layers: most of these files are refused before ffmpeg is started. So
that no layer only seems to hold, ffmpeg's own flags are taken out one at a time.
"""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from PIL import Image

from comments import commands, containers, transcoding
from comments.limits import limited
from comments.transcoding import Facts, Reason, TranscodingError

from . import clips
from .waiting import is_alive, wait_until

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


def test_a_playlist_would_bring_out_another_viewers_clip(tmp_path):
    out = tmp_path / "out.mp4"

    clips.ffmpeg("-safe 0 -i", [clips.ffconcat()], "-c copy", [out])

    assert is_red(out, tmp_path)


@pytest.mark.parametrize("make", [clips.ffconcat, clips.m3u8, clips.dash, clips.avi])
def test_ffmpeg_reads_nothing_but_what_it_was_told_to(make, tmp_path):
    out = tmp_path / "out.mp4"

    result = run(command_for(out), make())

    assert result.returncode
    assert not came_out(out)


def test_the_format_whitelist_alone_refuses_an_avi(tmp_path):
    out = tmp_path / "out.mp4"
    guessing = without(command_for(out), "-f")
    assert run(guessing, clips.avi()).returncode
    assert not came_out(out)

    result = run(
        without(guessing, "-format_whitelist", "-codec_whitelist"), clips.avi()
    )

    assert result.returncode == 0
    assert came_out(out)


def test_the_codec_whitelist_refuses_pictures_in_a_clips_clothes(tmp_path):
    out = tmp_path / "out.mp4"
    assert run(command_for(out), clips.png_in_mov()).returncode
    assert not came_out(out)

    result = run(without(command_for(out), "-codec_whitelist"), clips.png_in_mov())

    assert result.returncode == 0
    assert came_out(out)


def test_the_protocol_whitelist_leaves_no_way_to_other_files(tmp_path):
    out = tmp_path / "out.mp4"
    from_a_path = [
        str(clips.secret()) if word == "fd:" else word
        for word in without(command_for(out), "-fd")
    ]
    assert run(from_a_path, clips.mp4()).returncode
    assert not came_out(out)

    result = run(without(from_a_path, "-protocol_whitelist"), clips.mp4())

    assert result.returncode == 0
    assert is_red(out, tmp_path)


def test_enormous_pictures_are_refused_before_they_take_memory(tmp_path):
    out = tmp_path / "out.mp4"
    assert run(command_for(out), clips.enormous()).returncode
    assert not came_out(out)

    with pytest.raises(TranscodingError) as refusal:
        transcoding.examine(clips.enormous(), max_seconds=90)

    assert refusal.value.reason == Reason.TOO_COMPLEX
    result = run(without(command_for(out), "-max_pixels"), clips.enormous())
    assert result.returncode == 0


def test_two_pictures_ten_hours_apart_do_not_fill_the_time_between(tmp_path):
    with pytest.raises(TranscodingError) as refusal:
        transcoding.examine(clips.ten_hours_apart(), max_seconds=90)
    assert refusal.value.reason == Reason.TOO_LONG

    out = tmp_path / "out.mp4"
    result = run(command_for(out), clips.ten_hours_apart())

    assert result.returncode == 0
    assert transcoding._probe(out, "mov").seconds <= ANY_MOV.seconds + 2


def test_forty_streams_are_too_many(tmp_path):
    with pytest.raises(TranscodingError) as refusal:
        transcoding.examine(clips.many_streams(), max_seconds=90)

    assert refusal.value.reason == Reason.TOO_COMPLEX
    out = tmp_path / "out.mp4"
    assert run(command_for(out), clips.many_streams()).returncode
    assert run(without(command_for(out), "-max_streams"), clips.many_streams())


def test_a_page_hidden_in_a_clip_does_not_come_through(tmp_path):
    assert b"<script>" in clips.html_in_box().read_bytes()
    facts = transcoding.examine(clips.html_in_box(), max_seconds=90)

    transcoding.transcode(clips.html_in_box(), facts, tmp_path / "clip.mp4")

    assert b"<script>" not in (tmp_path / "clip.mp4").read_bytes()


def test_ffmpeg_itself_finds_nothing_wrong_with_a_truncated_clip(tmp_path):
    """Why what comes out is measured: there is no error to go by."""
    out = tmp_path / "out.mp4"

    result = run(command_for(out), clips.truncated())

    assert result.returncode == 0
    assert transcoding._probe(out, "mov").seconds < clips.SECONDS - 0.5


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


def test_boxes_without_end_are_walked_to_an_end(tmp_path):
    path = tmp_path / "boxes.mp4"
    path.write_bytes(b"\0\0\0\x08ftyp" + b"\0\0\0\x08free" * 50_000)

    with pytest.raises(containers.Incomplete):
        containers.check_whole(path)


# The launcher


def python(code):
    return [sys.executable, "-c", code]


def test_memory_is_limited():
    greedy = python("x = bytearray(600 * 2**20)")
    assert run(greedy, os.devnull).returncode == 0

    result = run(limited(greedy, memory_mb=500), os.devnull)

    assert b"MemoryError" in result.stderr


def test_processor_time_is_limited(tmp_path):
    path = clips.mp4()
    endless = python("while True: pass")

    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(endless, path, {"cpu_seconds": 1}, timeout=30)

    assert refusal.value.reason == Reason.TOO_COMPLEX


def test_time_is_limited():
    idle = python("import time; time.sleep(60)")

    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(idle, clips.mp4(), {}, timeout=0.5)

    assert refusal.value.reason == Reason.TOO_COMPLEX


def test_the_size_of_a_written_file_is_limited(tmp_path):
    code = f"open({str(tmp_path / 'big')!r}, 'wb').write(bytes(3 * 2**20))"
    restored = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); "

    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(python(restored + code), clips.mp4(), {"file_mb": 1}, 30)

    assert refusal.value.reason == Reason.TOO_COMPLEX
    assert (tmp_path / "big").stat().st_size <= 2**20


def test_a_confined_program_gets_nothing_of_our_surroundings(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for ffmpeg")
    code = "import json, os; print(json.dumps([dict(os.environ), os.getsid(0)]))"

    environment, session = json.loads(
        transcoding.run(python(code), clips.mp4(), {}, timeout=30)
    )

    assert "SECRET_KEY" not in environment
    assert session != os.getsid(0)


def test_a_program_that_is_missing_is_our_own_failure():
    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(["/nowhere/ffmpeg"], clips.mp4(), {}, timeout=30)

    assert refusal.value.reason == Reason.ENGINE_FAILED
    assert refusal.value.retryable


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone can")
def test_a_confined_program_dies_with_whoever_started_it():
    middle = (
        "import subprocess, sys\n"
        "from comments.limits import limited\n"
        "command = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "child = subprocess.Popen(limited(command))\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with subprocess.Popen(
        python(middle), stdout=subprocess.PIPE, cwd=settings.BASE_DIR
    ) as parent:
        innermost = int(parent.stdout.readline())
        wait_until(lambda: has_become(innermost, b"time.sleep(60)"), 20)
        assert is_alive(innermost)

        parent.kill()

    wait_until(lambda: not is_alive(innermost), 10)


def has_become(pid, word):
    """Whether the launcher has turned into the program that says `word`."""
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        arguments = file.read()
    return word in arguments and b"limits.py" not in arguments
