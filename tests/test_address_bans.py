"""Held network addresses: for a day at most, and nobody is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from comments.models import AddressBan, Viewer
from comments.models.address_ban import LONGEST
from comments.models.attempt import KEY_LIFETIME, anonymised

from .factories import make_comment, make_episode, make_producer
from .posting import send_unhurried
from .sanctions import end, hold

pytestmark = pytest.mark.django_db


def test_an_address_is_held_until_its_end():
    held = hold("c1")
    assert list(AddressBan.objects.in_force()) == [held]

    end(held)
    assert not AddressBan.objects.in_force()


@pytest.mark.parametrize("hours", [-1, 0, 24.1, 24 * 365])
def test_an_address_is_held_for_a_day_at_most(hours):
    with pytest.raises(ValidationError):
        hold(hours=hours)

    assert not AddressBan.objects.exists()


def test_an_address_is_held_for_a_day_at_most_whatever_its_row_says():
    held = hold()
    AddressBan.objects.update(
        made_at=timezone.now() - LONGEST, until=timezone.now() + 2 * LONGEST
    )

    assert not AddressBan.objects.in_force()
    assert not held.is_in_force


def test_a_held_address_can_be_let_go():
    held = hold()

    held.lift()
    lifted_at = held.lifted_at
    held.lift()

    assert not AddressBan.objects.in_force()
    assert held.lifted_at == lifted_at


def test_the_addresses_that_are_no_longer_held_are_forgotten():
    ended, lifted, forced, held = (hold(f"c{n}") for n in range(4))
    end(ended)
    lifted.lift()
    AddressBan.objects.filter(pk=forced.pk).update(made_at=timezone.now() - LONGEST)

    assert AddressBan.objects.forget_ended() == 3
    assert AddressBan.objects.forget_ended() == 0
    assert [row.client for row in AddressBan.objects.order_by("pk")] == [
        *("", "", "", held.client)
    ]


def test_comments_forget_where_they_came_from(settings):
    episode = make_episode()
    old = make_comment(episode, client="c1")
    new = make_comment(episode, client="c2")
    age = timedelta(days=settings.CLIENT_DAYS, minutes=-59)
    episode.comments.filter(pk=old.pk).update(created_at=timezone.now() - age)

    assert episode.comments.forget_clients() == 1
    assert episode.comments.forget_clients() == 0
    for comment, client in ((old, ""), (new, "c2")):
        comment.refresh_from_db()
        assert comment.client == client


@pytest.fixture
def producer(client):
    producer = make_producer()
    client.force_login(producer)
    return producer


def test_a_producer_holds_the_address_of_a_comment(client, producer):
    comment = make_comment(make_episode(), client="c1")
    address = f"/admin/comments/addressban/add/?comment={comment.pk}"
    assert "24 hours from now at most" in client.get(address).content.decode()

    late = timezone.localtime() + timedelta(hours=25)
    moment = {"until_0": f"{late:%Y-%m-%d}", "until_1": f"{late:%H:%M:%S}"}
    refused = client.post(address, {"reason": "A flood", **moment})
    assert "within 24 hours" in refused.content.decode()
    assert not AddressBan.objects.exists()

    soon = timezone.localtime() + timedelta(hours=23)
    moment = {"until_0": f"{soon:%Y-%m-%d}", "until_1": f"{soon:%H:%M:%S}"}
    client.post(address, {"reason": "A flood", **moment})
    held = AddressBan.objects.in_force().get()
    assert (held.client, held.made_by) == ("c1", producer)

    change = reverse("admin:comments_addressban_change", args=[held.pk])
    client.post(change, {"_lift": "1"})
    assert not AddressBan.objects.in_force()


@pytest.mark.parametrize("which", ["", "0", "x", "9" * 18, "forgotten", "old"])
def test_no_address_is_held_that_nobody_can_tell(client, producer, which):
    episode = make_episode()
    forgotten = make_comment(episode)
    old = make_comment(episode, client="c1")
    episode.comments.filter(pk=old.pk).update(created_at=timezone.now() - KEY_LIFETIME)
    which = {"forgotten": forgotten.pk, "old": old.pk}.get(which, which)

    response = client.get(f"/admin/comments/addressban/add/?comment={which}")

    assert response.status_code == 302
    assert client.get("/admin/comments/addressban/add/").status_code == 403


@pytest.fixture
def episode():
    return make_episode()


def test_a_held_address_holds_and_refuses_nobody(client, episode):
    hold(anonymised("127.0.0.1"))

    assert send_unhurried(client, episode).status_code == 201
    assert episode.comments.get().held_for == "address held"
    assert not Viewer.objects.exists()


def test_an_address_stays_held_when_the_week_and_its_key_change(client, episode):
    hold(anonymised("127.0.0.1", keys_ago=1))

    send_unhurried(client, episode)

    assert episode.comments.get().held_for == "address held"


def test_no_other_address_is_held(client, episode):
    hold(anonymised("192.0.2.1"))
    hold(anonymised("127.0.0.1", keys_ago=2))
    hold(anonymised("127.0.0.1")).lift()

    send_unhurried(client, episode)

    assert episode.comments.get().held_for == "everything is read first"


def test_a_forged_address_frees_nobody(client, episode, settings):
    settings.TRUSTED_PROXIES = 1
    hold(anonymised("192.0.2.7"))

    client.defaults["HTTP_X_FORWARDED_FOR"] = "198.51.100.9, 192.0.2.7"
    send_unhurried(client, episode)

    assert episode.comments.get().held_for == "address held"


def test_no_address_is_logged(client, episode, caplog, settings):
    settings.TRUSTED_PROXIES = 1
    client.defaults |= {"HTTP_X_FORWARDED_FOR": "192.0.2.7", "REMOTE_ADDR": "10.9.8.7"}
    with caplog.at_level("DEBUG"):
        send_unhurried(client, episode)
        client.get("/nowhere/")
        client.post(f"/episodes/{episode.slug}/comments/", {"name": "x"})

    assert "192.0.2.7" not in caplog.text
    assert "10.9.8.7" not in caplog.text
