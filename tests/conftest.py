import shutil

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django_tasks import default_task_backend

from comments import transcoding

from .factories import make_episode, make_producer
from .sending import Receiver
from .workers import database

# Fixtures, and a mark, of what must also be shown on PostgreSQL.
DATABASE = {"db", "transactional_db", "own_database"}


def pytest_addoption(parser):
    parser.addoption(
        "--full", action="store_true", help="run long tests too; a skip is a failure"
    )


def pytest_configure(config):
    """No clock decides about a property, and in full mode no dice do."""
    hypothesis.settings.register_profile(
        "site",
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        derandomize=config.getoption("full"),
    )
    hypothesis.settings.load_profile("site")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if not DATABASE & {*item.fixturenames, *item.keywords}:
            # pytest-django keeps it from any database.
            item.add_marker("once")
        if "long" in item.keywords and not config.getoption("full"):
            item.add_marker(pytest.mark.skip("long: runs with make test MODE=full"))
    # They take longest. The order is else kept: who flushes the database comes last.
    items.sort(key=lambda item: "browser" not in item.keywords)


def pytest_unconfigure():
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _without_skips((yield), item.config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _without_skips((yield), collector.config)


def _without_skips(report, config):
    if report.skipped and config.getoption("full"):
        *_where, reason = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped in full mode. {reason}"
    return report


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    """Each test has a private storage of its own, and a folder for what is sent."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "tmp"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        }
    }


@pytest.fixture
def episode(db):
    return make_episode()


@pytest.fixture
def producer(db):
    return make_producer()


@pytest.fixture
def producer_client(client, producer):
    client.force_login(producer)
    return client


@pytest.fixture
def empty_queue():
    default_task_backend.clear()


@pytest.fixture
def instant_ffmpeg(monkeypatch):
    """Stands in for ffmpeg where the clip itself is not what a test is about."""
    made = transcoding.Facts("mov", seconds=2.0, width=320, height=240, sound=1)

    def transcode(path, facts, out_path, cancelled=None):
        out_path.write_bytes(b"a clip")
        return made

    def poster(path, facts, out_path, cancelled=None):
        out_path.write_bytes(b"a poster")

    monkeypatch.setattr(transcoding, "transcode", transcode)
    monkeypatch.setattr(transcoding, "poster", poster)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The site's own server, on a database and files that a file of tests shares."""
    folder = tmp_path_factory.mktemp("receiver")
    with database(folder) as url:
        server = Receiver(folder, url)
        server.start()
        yield server
        server.kill()
