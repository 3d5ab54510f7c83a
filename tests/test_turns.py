"""Writers wait for each other in a queue, and are woken."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from comments.models import turns
from comments.models.turns import one_at_a_time, queue

from .waiting import wait_until


def is_waited_for(file):
    """Whether the system has somebody wait for this file's lock."""
    inode = f":{Path(file.name).stat().st_ino} "
    locks = Path("/proc/locks").read_text().splitlines()
    return any("-> FLOCK" in lock and inode in lock for lock in locks)


def test_who_finds_another_process_writing_goes_on_once_that_has_written(tmp_path):
    database, steps = tmp_path / "db.sqlite3", []

    def write():
        with queue(database):
            steps.append("written")

    with open(f"{database}-turn", "w") as other, ThreadPoolExecutor() as pool:
        fcntl.flock(other, fcntl.LOCK_EX)
        writing = pool.submit(write)
        wait_until(lambda: is_waited_for(other), seconds=10)
        steps.append("let go")
        fcntl.flock(other, fcntl.LOCK_UN)
        writing.result(60)

    assert steps == ["let go", "written"]


@pytest.mark.parametrize("database", [None, "/nowhere/db.sqlite3"])
def test_threads_wait_for_each_other_even_where_processes_cannot(database):
    both_inside, met = Barrier(2), []

    def write():
        with queue(database), suppress(BrokenBarrierError):
            both_inside.wait(0.2)
            met.append(True)

    with ThreadPoolExecutor(2) as pool:
        for writing in [pool.submit(write) for _ in range(2)]:
            writing.result(60)

    assert not met


def test_one_whose_writing_fails_lets_the_next_one_in(tmp_path):
    database = tmp_path / "db.sqlite3"
    with pytest.raises(ValueError, match="mine"), queue(database):
        raise ValueError("mine")

    with open(f"{database}-turn") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with queue(database):
        pass


def test_nobody_in_a_transaction_waits_for_those_who_wait_for_it(db, monkeypatch):
    def wait(database):
        raise AssertionError("it would be for ever")

    monkeypatch.setattr(turns, "queue", wait)

    with one_at_a_time("a visitor"):
        pass
