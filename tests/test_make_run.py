"""`make run`, as an owner starts it, interrupts it and starts it again."""

import json
import os
import signal
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest

from .site import ROOT, Site
from .waiting import is_alive, wait_until

WORKER = "manage.py worker"
SERVER = "gunicorn"
QUEUE = "django_tasks_database"
# The worker's queue, and the sign of life that it gives all the while.
EXCEPT = ("--exclude", QUEUE, "--exclude", "comments.pulse")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


def processes(site, words):
    """The pids of what runs on the site's data with `words` in its command line."""
    mark = f"DATA_DIR={site.data_dir}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            ours = mark in (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if ours and words in command and is_alive(int(folder.name)):
            found.append(int(folder.name))
    return sorted(found)


def answers(site, path="/readyz"):
    try:
        with urlopen(site.url + path, timeout=10) as response:  # noqa: S310
            return response.status == 200
    except OSError:
        return False


def test_it_says_where_the_site_is_and_gives_the_password_once(site):
    said = "".join(site.said)

    assert f"The Stream is at {site.url}/" in said
    assert f"{site.url}/admin/" in said
    assert said.count("Password:") == 1
    assert site.password not in site.manage("dumpdata", "auth.user")
    assert answers(site, "/")


@pytest.mark.parametrize("program", [SERVER, WORKER])
def test_a_child_that_is_killed_is_started_again(site, program):
    first = wait_until(lambda: processes(site, program), 30)
    os.kill(first[0], signal.SIGKILL)

    wait_until(lambda: set(processes(site, program)) - set(first), 60)
    wait_until(lambda: answers(site), 60)


def test_a_second_start_changes_nothing(site):
    wait_until(lambda: queue_is_empty(site), 60)
    before = site.manage("dumpdata", *EXCEPT)
    address = site.url
    site.stop()
    site.start()

    assert site.manage("dumpdata", *EXCEPT) == before
    assert "Password" not in "".join(site.said)
    assert site.url == address


def queue_is_empty(site):
    rows = json.loads(site.manage("dumpdata", QUEUE))
    return not {"READY", "RUNNING"} & {row["fields"]["status"] for row in rows}


def test_ctrl_c_stops_everything_without_a_fuss(site):
    assert processes(site, SERVER)
    assert processes(site, WORKER)
    site.stop()

    said = "".join(site.said)
    assert processes(site, "") == []
    assert not answers(site)
    assert "Traceback" not in said
    assert "make: ***" not in said
    site.start()


def test_a_taken_port_is_said_in_a_sentence(site):
    done = subprocess.run(
        ["make", "run", f"PORT={site.port}", *site.variables()],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
    )

    sentence, _make = done.stderr.splitlines()
    assert done.returncode != 0
    assert sentence.startswith(f"Port {site.port} is taken.")
