"""`manage.py worker` as it is run: killed, told to stop, and in good health."""

import os
import signal
from uuid import UUID

import pytest

from . import clips
from .waiting import is_alive, wait_until
from .workers import (
    Site,
    children_of,
    database,
    parent_of,
    processes_of,
)

pytestmark = pytest.mark.own_database

POST_A_CLIP = """
from uuid import uuid4
from comments.models import Upload, Video
from tests import clips
from tests.factories import make_comment, make_episode

comment = make_comment(make_episode(), visitor=uuid4().hex)
with clips.uploaded(clips.Path({path!r})) as file:
    upload = Upload.receive(comment.visitor, file)
Video.receive(comment, upload)
"""


@pytest.fixture
def site(tmp_path):
    with database(tmp_path) as url:
        site = Site(tmp_path, url)
        yield site
        site.stop()


def post_a_clip(site):
    site.shell(POST_A_CLIP.format(path=str(clips.mp4())))


def tell_to_stop(process, number=signal.SIGTERM):
    """Once is enough; its children would be killed only in the end."""
    process.send_signal(number)
    assert process.wait(120) == 0


@pytest.mark.parametrize(
    "victim", ["child", pytest.param("all", marks=pytest.mark.long)]
)
def test_a_worker_killed_in_the_middle_loses_nothing(site, victim):
    post_a_clip(site)
    site.set_fate("hang")
    worker = site.start_worker()
    engine = wait_until(site.hanging, 30)
    assert site.row("state, attempts") == ("processing", 1)
    [original] = site.files()
    site.set_fate("")

    if victim == "child":
        os.kill(parent_of(engine), signal.SIGKILL)
    else:
        children = children_of(worker.pid)
        worker.kill()
        worker.wait()
        wait_until(lambda: not any(is_alive(pid) for pid in children), 20)
        site.start_worker()

    wait_until(lambda: not is_alive(engine), 10)
    assert site.files() == {original}
    wait_until(lambda: site.is_in_state("ready"), 60)
    attempts, clip, poster, kept = site.row("attempts, clip, poster, original")
    assert attempts == 2
    assert kept == ""
    wait_until(lambda: site.files() == {clip, poster}, 10)
    wait_until(lambda: not site.temporary_files(), 10)


@pytest.mark.long
def test_a_clip_that_kills_its_worker_fails_in_the_end_and_others_pass(site):
    post_a_clip(site)
    ((poison,),) = site.rows("key")
    (site.folder / "fates" / str(UUID(str(poison)))).write_text("kill")
    post_a_clip(site)
    site.start_worker()

    ended = {("ready",), ("failed",)}
    wait_until(lambda: set(site.rows("state")) == ended, 180)
    rows = site.rows("state, attempts, reason, retryable, original, settled_at")
    failed, ready = sorted(rows)
    assert failed[:3] == ("failed", 3, "engine_failed")
    assert failed[3]
    assert ready[:2] == ("ready", 1)
    # The other one had not to wait for it.
    assert ready[5] < failed[5]
    assert failed[4] in site.files()
    wait_until(lambda: not site.temporary_files(), 10)


@pytest.mark.long
def test_told_to_stop_it_ends_with_all_its_children(site):
    post_a_clip(site)
    worker = site.start_worker()
    wait_until(lambda: site.is_in_state("ready"), 60)
    children = children_of(worker.pid)
    assert len(children) >= 3

    tell_to_stop(worker)

    assert not any(is_alive(pid) for pid in children)
    assert not processes_of(site.folder)
    log = site.log.read_text()
    assert "Traceback" not in log
    assert "locked" not in log


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_told_to_stop_it_gives_the_clip_in_hand_back(site, number):
    post_a_clip(site)
    site.set_fate("hang")
    worker = site.start_worker()
    engine = wait_until(site.hanging, 30)

    tell_to_stop(worker, number)

    assert not is_alive(engine)
    assert not processes_of(site.folder)
    assert not site.temporary_files()
    assert site.row("state, attempts") == ("queued", 0)
    site.set_fate("")
    site.start_worker()
    wait_until(lambda: site.is_in_state("ready"), 60)
    assert site.row("attempts") == (1,)
