"""What holds a program that reads a viewer's file, each limit with and without."""

import json
import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from comments import transcoding
from comments.limits import limited
from comments.transcoding import Reason, TranscodingError

from . import clips
from .waiting import is_alive, wait_until


def run(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)


def python(code):
    return [sys.executable, "-c", code]


def test_memory_is_limited():
    greedy = python("x = bytearray(600 * 2**20)")
    assert run(greedy).returncode == 0

    result = run(limited(greedy, memory_mb=500))

    assert b"MemoryError" in result.stderr


def test_processor_time_is_limited(tmp_path):
    path = clips.mp4()
    endless = python("while True: pass")
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(endless, timeout=3)

    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(endless, path, {"cpu_seconds": 1}, timeout=300)

    assert refusal.value.reason == Reason.TOO_COMPLEX


def test_time_is_limited_and_running_out_of_it_is_no_fault_of_the_file():
    idle = python("import time; time.sleep(3600)")

    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(idle, clips.mp4(), {}, timeout=0.5)

    assert refusal.value.retryable
    assert transcoding.PROBE_LIMITS["cpu_seconds"] < transcoding.PROBE_TIMEOUT
    assert transcoding.FFMPEG_LIMITS["cpu_seconds"] < transcoding.FFMPEG_TIMEOUT


def test_the_size_of_a_written_file_is_limited(tmp_path):
    code = f"open({str(tmp_path / 'big')!r}, 'wb').write(bytes(3 * 2**20))"
    restored = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); "
    assert run(python(code)).returncode == 0
    assert (tmp_path / "big").stat().st_size == 3 * 2**20

    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(python(restored + code), clips.mp4(), {"file_mb": 1}, 300)

    assert refusal.value.reason == Reason.TOO_COMPLEX
    assert (tmp_path / "big").stat().st_size <= 2**20


def test_a_confined_program_gets_nothing_of_our_surroundings(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for ffmpeg")
    code = "import json, os; print(json.dumps([dict(os.environ), os.getsid(0)]))"

    environment, session = json.loads(
        transcoding.run(python(code), clips.mp4(), {}, timeout=300)
    )

    assert "SECRET_KEY" not in environment
    assert session != os.getsid(0)


def test_a_program_that_is_missing_is_our_own_failure():
    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(["/nowhere/ffmpeg"], clips.mp4(), {}, timeout=300)

    assert refusal.value.reason == Reason.ENGINE_FAILED
    assert refusal.value.retryable


@pytest.mark.parametrize("name", ["memory_mb", "file_mb"])
def test_the_limits_hold_ffmpeg_itself(name, monkeypatch, tmp_path):
    facts = transcoding.examine(clips.mp4(), max_seconds=90)
    assert transcoding.transcode(clips.mp4(), facts, tmp_path / "clip.mp4")
    monkeypatch.setitem(
        transcoding.FFMPEG_LIMITS, name, {"memory_mb": 250}.get(name, 0)
    )

    with pytest.raises(TranscodingError):
        transcoding.transcode(clips.mp4(), facts, tmp_path / "clip.mp4")


def test_a_program_that_never_stops_complaining_is_heard_to_the_end(tmp_path):
    noisy = python("import sys; sys.stderr.write('no ' * 10**7 + 'end'); sys.exit(9)")

    with pytest.raises(TranscodingError) as refusal:
        transcoding.run(noisy, clips.mp4(), {}, timeout=300)

    assert str(refusal.value).endswith("no end")
    assert len(str(refusal.value)) < 600


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone can")
def test_a_confined_program_dies_with_whoever_started_it():
    confined = started_by_another("limited(command)")
    wait_until(lambda: not is_alive(confined), 10)

    orphan = started_by_another("command")
    try:
        assert is_alive(orphan)
    finally:
        os.kill(orphan, signal.SIGKILL)


def started_by_another(command):
    """A program's id, after the process that started it was killed with -9."""
    code = (
        "import subprocess, sys\n"
        "from comments.limits import limited\n"
        "command = [sys.executable, '-c', 'import time; time.sleep(3600)']\n"
        f"child = subprocess.Popen({command})\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with subprocess.Popen(
        python(code), stdout=subprocess.PIPE, cwd=settings.BASE_DIR
    ) as parent:
        innermost = int(parent.stdout.readline())
        wait_until(lambda: has_become(innermost, b"time.sleep(3600)"), 20)
        assert is_alive(innermost)
        parent.kill()
    return innermost


def has_become(pid, word):
    """Whether the launcher has turned into the program that says `word`."""
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        arguments = file.read()
    return word in arguments and b"limits.py" not in arguments
