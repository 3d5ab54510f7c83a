"""Waiting for other processes, as long as it takes and no longer than allowed."""

import os
import socket
import time
from pathlib import Path

# How much longer than usual anything may take on a machine that is busy.
BUSY = 6


def wait_until(condition, seconds):
    """What `condition` answers as soon as that is true.

    Fails if it isn't in `seconds`, which are more than plenty on a machine at rest.
    """
    seconds *= BUSY
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        time.sleep(0.05)
    return answer


def is_alive(pid):
    """Whether it still runs; one that has ended but that nobody asked about doesn't."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        # It has just ended, or there is no /proc.
        return not Path("/proc/self").exists()
    return state != "Z"


def accepts(port):
    """Whether somebody listens on that port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
