"""One program, confined, on one open file; and what can be wrong with a clip."""

import errno
import signal
import subprocess
import tempfile
import threading
import time
from enum import StrEnum

from .limits import limited


class Reason(StrEnum):
    NOT_A_VIDEO = "not_a_video"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    NO_PICTURE = "no_picture"
    UNSUPPORTED = "unsupported"
    TOO_COMPLEX = "too_complex"
    ENGINE_FAILED = "engine_failed"


class TranscodingError(Exception):
    """The clip can't be used; `retryable` if that is no fault of its own."""

    def __init__(self, reason, detail=""):
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.retryable = reason == Reason.ENGINE_FAILED


class Cancelled(Exception):
    """Whoever asked for the clip no longer wants it."""


def run(command, path, limits, timeout, cancelled=None):
    """What `command` says about the file at `path`, its standard input.

    It has a session, limits and no environment of its own. `cancelled` is a
    threading.Event that ends it.
    """
    with open(path, "rb") as clip, tempfile.TemporaryFile() as answer:
        process = _start(limited(command, **limits), clip, answer)
        complaint = _Complaint(process.stderr)
        try:
            _wait(process, timeout, cancelled or threading.Event())
        finally:
            complaint.join()
        if process.returncode:
            raise TranscodingError(_reason_of(process.returncode), str(complaint))
        answer.seek(0)
        return answer.read()


class _Complaint(threading.Thread):
    """The end of what a program complains of, however much that is."""

    MOST_BYTES = 500

    def __init__(self, pipe):
        super().__init__()
        self._pipe, self._end = pipe, b""
        self.start()

    def __str__(self):
        return " ".join(self._end.decode(errors="replace").split())

    def run(self):
        with self._pipe:
            while part := self._pipe.read1(2**16):
                self._end = (self._end + part)[-self.MOST_BYTES :]


def _start(command, clip, answer):
    try:
        return subprocess.Popen(
            command,
            stdin=clip,
            stdout=answer,
            stderr=subprocess.PIPE,
            env={},
            start_new_session=True,
        )
    except OSError as error:
        raise TranscodingError(Reason.ENGINE_FAILED, str(error)) from error


def _wait(process, timeout, cancelled):
    deadline = time.monotonic() + timeout
    try:
        while process.poll() is None:
            if cancelled.wait(0.05):
                raise Cancelled
            if time.monotonic() > deadline:
                # No fault of the file's, which has used less of the processor than it
                # may: something else keeps the machine busy.
                raise TranscodingError(Reason.ENGINE_FAILED, "out of time")
    finally:
        process.kill()
        process.wait()


def _reason_of(code):
    """What an exit code means: ffmpeg exits with the low byte of its AVERROR."""
    if code in {-signal.SIGXCPU, -signal.SIGXFSZ, 256 - errno.ENOMEM}:
        return Reason.TOO_COMPLEX
    if code in {1, -signal.SIGKILL, -signal.SIGTERM, 256 - errno.ENOSPC}:
        return Reason.ENGINE_FAILED
    return Reason.DAMAGED
