"""Comments that bear an address become those of whoever has proved it."""

import pytest

from comments.models import Viewer

from .factories import make_comment, make_episode
from .mails import sign_in
from .posting import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
EMAIL = "amal@example.org"
URL = "/me/"


@pytest.fixture
def viewer(client):
    return sign_in(client, EMAIL)


def page_of(client, **query):
    return text_of(client.get(URL, query))


def test_others_with_the_address_are_listed_and_claimed_by_ticking(client, viewer):
    episode = make_episode()
    mine, foreign = (make_comment(episode, email=EMAIL) for _ in range(2))
    page = page_of(client)
    assert mine.body in page
    assert foreign.body in page

    client.post(URL + "claim/", {"comment": [mine.public_id]})

    mine.refresh_from_db()
    foreign.refresh_from_db()
    assert (mine.viewer, foreign.viewer) == (viewer, None)


def test_nothing_else_can_be_claimed(client, viewer, episode):
    basim = Viewer.objects.create(email="basim@example.org")
    ids = [
        make_comment(episode, email="basim@example.org").public_id,
        make_comment(episode, email=EMAIL, viewer=basim).public_id,
        make_comment(episode).public_id,
        "junk",
        "\x00",
    ]

    response = client.post(URL + "claim/", {"comment": ids})

    assert response.status_code == 302
    assert not viewer.comments.exists()
