"""Waiting for another process, for as long as it takes and no longer than allowed."""

import time


def wait_until(condition, seconds):
    """What `condition` answers as soon as that is true; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        time.sleep(0.05)
    return answer
