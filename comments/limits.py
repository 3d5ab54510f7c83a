"""Run another program under limits, so that no input can take the machine along.

The limits are set by this file, run as a program that then becomes the other one:
`preexec_fn` is not safe in a process with threads. It needs nothing but the standard
library, because it starts anew for every clip.
"""

import json
import os
import signal
import sys
from pathlib import Path

MB = 2**20
PR_SET_PDEATHSIG = 1
# Python ignores these, and what is ignored stays so in the program that follows.
IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)


def limited(command, *, memory_mb=None, cpu_seconds=None, file_mb=None, nice=0):
    """The argument list that runs `command` under these limits.

    On Linux it is killed as soon as the thread that started it ends.
    """
    limits = {
        "RLIMIT_AS": memory_mb and memory_mb * MB,
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_FSIZE": file_mb and file_mb * MB,
    }
    wish = {"limits": limits, "nice": nice, "parent": os.getpid()}
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
    return [*launcher, json.dumps(wish), *map(str, command)]


def _die_with(parent):
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It ended before it could be watched.
        os.kill(os.getpid(), signal.SIGKILL)


def _become(wish, command):
    import resource

    for name, most in wish["limits"].items():
        if most is not None:
            # A little more for the hard limit: the soft one says which it was.
            resource.setrlimit(getattr(resource, name), (most, most + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for ignored in IGNORED_BY_PYTHON:
        signal.signal(ignored, signal.SIG_DFL)
    os.nice(wish["nice"])
    _die_with(wish["parent"])
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    _become(json.loads(sys.argv[1]), sys.argv[2:])
