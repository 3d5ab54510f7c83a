import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from .waiting import is_alive, wait_until

# A program that supervises two children, which note their pids in a file each.
PROGRAM = """
import logging, sys, time
from stream_site.supervisor import Supervisor

logging.basicConfig(format="%(message)s", stream=sys.stdout)


class Hurried(Supervisor):
    first_wait, longest_wait = 0.2, 0.5
    endings = ((15, {patience}), (15, 1), (9, 5))


def note(name, code):
    return [sys.executable, "-c",
        "import os, signal, time, sys\\n"
        f"open({folder!r} + '/{{name}}', 'a').write(f'{{{{os.getpid()}}}}\\\\n')\\n"
        + code]


def tick():
    open({folder!r} + "/ticks", "a").write(".")
    time.sleep({tick_seconds})


Hurried(one=note("one", {one!r}), two=note("two", "time.sleep(3600)")).run(
    tick=tick, every=0.1
)
print("ended", flush=True)
"""
PATIENT = "time.sleep(3600)"


@pytest.fixture
def supervise(tmp_path):
    running = []

    def start(one=PATIENT, patience=60, tick_seconds=0):
        words = {"one": one, "patience": patience, "tick_seconds": tick_seconds}
        code = PROGRAM.format(folder=str(tmp_path), **words)
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        wait_until(lambda: pids(tmp_path, "one") and pids(tmp_path, "two"), 20)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def pids(folder, name):
    path = folder / name
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def test_a_child_that_is_killed_is_started_again(supervise, tmp_path):
    supervisor = supervise()
    first, [other] = pids(tmp_path, "one")[0], pids(tmp_path, "two")

    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(pids(tmp_path, "one")) == 2, 10)

    assert is_alive(pids(tmp_path, "one")[1])
    assert pids(tmp_path, "two") == [other]
    assert is_alive(other)
    supervisor.terminate()
    said, _errors = supervisor.communicate(timeout=120)
    assert "one ended with -9 and is started again in 0.2 s" in said


def test_the_wait_grows_while_a_child_keeps_ending(supervise, tmp_path):
    supervisor = supervise(one="sys.exit(3)")

    wait_until(lambda: len(pids(tmp_path, "one")) >= 4, 20)
    supervisor.terminate()

    said, _errors = supervisor.communicate(timeout=120)
    waits = [float(line.split()[-2]) for line in said.splitlines() if "one" in line]
    assert waits[:3] == [0.2, 0.4, 0.5]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_it_stops_them_all(supervise, tmp_path, number):
    supervisor = supervise()

    supervisor.send_signal(number)
    said, _errors = supervisor.communicate(timeout=120)

    assert said == "ended\n"
    assert supervisor.returncode == 0
    assert not is_alive(pids(tmp_path, "one")[0])
    assert not is_alive(pids(tmp_path, "two")[0])


def test_a_child_that_does_not_listen_is_made_to_stop(supervise, tmp_path):
    deaf = (
        "signal.signal(15, signal.SIG_IGN)\n"
        f"open({str(tmp_path / 'deaf')!r}, 'w').close()\n"
        "time.sleep(3600)"
    )
    supervisor = supervise(one=deaf, patience=0.5)
    wait_until((tmp_path / "deaf").exists, 10)

    supervisor.terminate()
    supervisor.communicate(timeout=120)

    assert supervisor.returncode == 0
    assert not is_alive(pids(tmp_path, "one")[0])


def test_told_twice_it_waits_no_longer(supervise, tmp_path):
    stubborn = (
        "count = []\n"
        "signal.signal(15, lambda *a: sys.exit() if count else count.append(1))\n"
        f"open({str(tmp_path / 'deaf')!r}, 'w').close()\n"
        "while True: time.sleep(0.1)"
    )
    supervisor = supervise(one=stubborn, patience=1000)
    wait_until((tmp_path / "deaf").exists, 10)

    supervisor.terminate()
    wait_until(lambda: not is_alive(pids(tmp_path, "two")[0]), 10)
    assert is_alive(pids(tmp_path, "one")[0])
    supervisor.terminate()
    supervisor.communicate(timeout=120)

    assert supervisor.returncode == 0
    assert not is_alive(pids(tmp_path, "one")[0])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone can")
def test_children_go_with_a_supervisor_that_is_killed(supervise, tmp_path):
    supervisor = supervise()
    children = pids(tmp_path, "one") + pids(tmp_path, "two")

    supervisor.kill()

    wait_until(lambda: not any(is_alive(pid) for pid in children), 10)


def test_something_else_is_done_in_between(supervise, tmp_path):
    supervise()

    ticks = tmp_path / "ticks"
    wait_until(lambda: ticks.exists() and len(ticks.read_text()) > 2, 10)


def test_told_to_stop_in_the_midst_of_that_it_breaks_it_off(supervise, tmp_path):
    supervisor = supervise(tick_seconds=600)
    wait_until((tmp_path / "ticks").exists, 10)

    supervisor.terminate()
    said, _errors = supervisor.communicate(timeout=120)

    assert said == "ended\n"
    assert supervisor.returncode == 0
    assert not is_alive(pids(tmp_path, "one")[0])
    assert not is_alive(pids(tmp_path, "two")[0])
