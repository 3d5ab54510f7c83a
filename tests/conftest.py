import pytest
from django.core.cache import cache

from .factories import make_episode, make_producer


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    """Each test has a private storage of its own."""
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
