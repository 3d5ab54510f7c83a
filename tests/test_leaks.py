"""After hundreds of clips of every fate, killed workers among them, nothing is left."""

import json
import os
import signal
from pathlib import Path

import pytest

from .fates import EVERY
from .waiting import wait_until
from .workers import Site, children_of, database, open_files, processes_of

pytestmark = [pytest.mark.own_database, pytest.mark.long]

ON_SQLITE, ON_POSTGRESQL = 500, 100
# One kill for so many clips that are done.
KILL_EVERY = 15
MOST_SECONDS = 600
SEND = "from tests.fates import Senders; Senders({folder!r}, {count}).run()"
REPORT = """
from pathlib import Path
from tests.fates import report
Path({folder!r}, "report").write_text(report())
"""
READY = {
    *("good", "turned", "recorded", "silent", "for the air", "rejected"),
    "listened to",
}
FAILED = {"damaged", "truncated", "no video at all", "kills its worker"}


@pytest.fixture
def site(tmp_path):
    pytest.importorskip("faster_whisper", reason="needs requirements-captions.txt")
    with database(tmp_path) as url:
        site = Site(tmp_path, url, lease_seconds=8, DRAFT_CAPTIONS="on")
        yield site
        site.stop()


class Killer:
    """Kills who prepares clips now and then, once who listens to them, and once the
    worker with them all."""

    def __init__(self, site):
        self.site, self.worker, self.kills = site, site.start_worker(), 0

    def look(self):
        done = sum(state in {"ready", "failed"} for (state,) in self.site.rows("state"))
        if done < KILL_EVERY * (self.kills + 1):
            return
        self.kills += 1
        if self.kills == 3:
            self._kill_all()
            return
        queue = "captions" if self.kills == 2 else "video"
        if victims := at_work_on(queue, self.worker):
            os.kill(victims[self.kills % len(victims)], signal.SIGKILL)

    def _kill_all(self):
        self.worker.kill()
        self.worker.wait()
        wait_until(lambda: not processes_at_work(self.site), 20)
        self.worker = self.site.start_worker()


def at_work_on(queue, worker):
    return [pid for pid in children_of(worker.pid) if queue in command_of(pid)]


def processes_at_work(site):
    return [pid for pid in processes_of(site.folder) if "db_worker" in command_of(pid)]


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def open_by(worker):
    """{pid: names of what it has open} of the worker and its children, at rest."""
    return {pid: open_files(pid) for pid in (worker.pid, *children_of(worker.pid))}


def test_no_fate_of_a_clip_leaves_anything_behind(site):
    count = ON_SQLITE if site.database_url.startswith("sqlite") else ON_POSTGRESQL
    killer = Killer(site)
    sending = SEND.format(folder=str(site.folder), count=count)
    senders = site.start("shell", "-v0", "-c", sending)
    wait_until(lambda: killer.look() or senders.poll() is not None, MOST_SECONDS)
    assert senders.returncode == 0, site.log.read_text()[-3000:]

    for names in open_by(killer.worker).values():
        assert len(names) < 30, names
        assert not [n for n in names if "deleted" in n or n.startswith("/dev/shm")]
    killer.worker.terminate()
    assert killer.worker.wait(120) == 0
    assert not processes_of(site.folder)
    site.shell(REPORT.format(folder=str(site.folder)))
    check(json.loads((site.folder / "report").read_text()), killer.kills, count)


def check(report, kills, count):
    ended = {(fate, state) for fate, state, _reason, _number in report["fates"]}
    expected = {(fate, "ready") for fate in {*READY, "fails at first"}}
    assert ended == expected | {(fate, "failed") for fate in FAILED}, report["fates"]
    assert report["listened"] == ["nothing"] * (count // EVERY)
    # Of what was killed, or deleted with its row, something waits for the sweeper.
    assert len(report["before"]["temporary"]) <= kills
    assert len(report["before"]["unnamed"]) <= 3 * kills + count // 25
    nothing = {"temporary": [], "unnamed": [], "missing": [], "tasks": 0}
    assert report["after"] == nothing | {"uploads": 0, "originals": 0}
