"""The phase follows the clock: nothing is saved between these requests."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from episodes.models import Episode

from .factories import make_episode

AIRS_AT = datetime(2026, 1, 8, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(AIRS_AT - timedelta(days=1))
    return set_to


@pytest.fixture
def tonight(db, clock):
    return make_episode(
        headline="Who owns the river?",
        airs_at=AIRS_AT,
        publish_at=AIRS_AT - timedelta(days=2),
        duration=timedelta(minutes=25),
    )


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        (AIRS_AT - MINUTE, "Upcoming"),
        (AIRS_AT, "Live now"),
        (AIRS_AT + 24 * MINUTE, "Live now"),
        (AIRS_AT + 25 * MINUTE, "Aired"),
    ],
)
@pytest.mark.parametrize("place", ["page", "list", "home"])
def test_the_chip_follows_the_clock_everywhere(
    client, clock, tonight, moment, label, place
):
    addresses = {"page": tonight.get_absolute_url(), "list": "/episodes/", "home": "/"}
    clock(moment)

    html = client.get(addresses[place]).content.decode()

    assert label in html
    assert sum(html.count(f"</span>{p.label}</span>") for p in Episode.Phase) == 1


def test_an_episode_without_a_date_is_still_to_come(client, clock, db):
    episode = make_episode(airs_at=None, publish_at=AIRS_AT - timedelta(days=9))

    html = client.get(episode.get_absolute_url()).content.decode()

    assert "Upcoming" in html
    assert "The date follows" in html


@pytest.mark.parametrize("later", [-MINUTE, MINUTE, timedelta(days=3)])
def test_postponed_overrides_the_clock(client, clock, tonight, later):
    tonight.notice_kind = Episode.Notice.POSTPONED
    tonight.notice_text = "Our guest cannot travel."
    tonight.save()
    clock(AIRS_AT + later)

    html = client.get(tonight.get_absolute_url()).content.decode()

    assert "Postponed" in html
    assert "Was planned for Thursday 8 January" in html
    assert not any(word in html for word in ("Live now", "Aired", "data-countdown"))


def test_watching_live_is_offered_only_while_live(client, clock, tonight):
    tonight.watch_live_url = "https://live.example.org/"
    tonight.save()
    offered = {}
    for name, moment in {
        "before": AIRS_AT - MINUTE,
        "live": AIRS_AT,
        "after": AIRS_AT + timedelta(hours=1),
    }.items():
        clock(moment)
        page = client.get(tonight.get_absolute_url()).content.decode()
        offered[name] = "https://live.example.org/" in page

    assert offered == {"before": False, "live": True, "after": False}


def test_the_recording_is_offered_once_aired(client, clock, tonight):
    tonight.video_url = "https://www.youtube.com/watch?v=abcdefghijk"
    tonight.save()

    before = client.get(tonight.get_absolute_url()).content.decode()
    clock(AIRS_AT + timedelta(hours=1))
    after = client.get(tonight.get_absolute_url()).content.decode()

    assert "Watch the broadcast" not in before
    assert "Watch the broadcast" in after


def test_a_scheduled_episode_appears_by_itself(client, clock, tonight):
    tonight.publish_at = AIRS_AT
    tonight.save()

    assert client.get(tonight.get_absolute_url()).status_code == 404
    clock(AIRS_AT)
    assert client.get(tonight.get_absolute_url()).status_code == 200
