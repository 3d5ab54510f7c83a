"""Bans, suspensions and held addresses: with an end, a reason and a history."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from comments.models import AddressBan, Sanction, Viewer
from comments.models.address_ban import LONGEST

from .factories import make_comment, make_episode, make_producer

pytestmark = pytest.mark.django_db

BAN, SUSPENSION = Sanction.Kind.BAN, Sanction.Kind.SUSPENSION


def make_viewer(email="amina@example.org"):
    return Viewer.objects.create(email=email)


def impose(viewer, kind=BAN, days=7, by=None, reason="Threats"):
    until = timezone.now() + timedelta(days=days)
    sanction = Sanction(viewer=viewer, kind=kind, reason=reason, until=until)
    sanction.impose(by or make_producer())
    return sanction


def hold(client="c1", hours=24, by=None):
    until = timezone.now() + timedelta(hours=hours)
    held = AddressBan(client=client, reason="A flood", until=until)
    held.impose(by or make_producer())
    return held


def end(row):
    type(row).objects.filter(pk=row.pk).update(until=timezone.now())


def test_a_sanction_is_in_force_until_its_end():
    viewer = make_viewer()
    assert viewer.sanction is None

    sanction = impose(viewer)
    assert viewer.sanction == sanction
    assert sanction.is_in_force

    end(sanction)
    assert viewer.sanction is None
    assert list(viewer.history) == [sanction]


def test_a_sanction_can_be_lifted_once():
    viewer, first, second = make_viewer(), make_producer(), make_producer()
    sanction = impose(viewer)

    sanction.lift(first)
    lifted_at = sanction.lifted_at
    sanction.lift(second)

    assert viewer.sanction is None
    assert (sanction.lifted_by, sanction.lifted_at) == (first, lifted_at)
    assert list(viewer.history) == [sanction]


def test_a_ban_goes_before_a_longer_suspension():
    viewer = make_viewer()
    impose(viewer, SUSPENSION, days=90)
    ban = impose(viewer, BAN, days=1)
    assert viewer.sanction == ban

    longer = impose(viewer, BAN, days=2)
    assert viewer.sanction == longer


def test_erasing_oneself_ends_no_sanction():
    viewer = make_viewer("amina@example.org")
    sanction = impose(viewer)

    viewer.erase()
    again = make_viewer("Amina@Example.org")

    assert again.sanction == sanction
    assert list(again.history) == [sanction]
    sanction.refresh_from_db()
    assert sanction.viewer is None
    assert make_viewer("other@example.org").sanction is None


def test_a_sanction_keeps_no_address():
    sanction = impose(make_viewer("amina@example.org"))
    values = Sanction.objects.filter(pk=sanction.pk).values_list()[0]

    assert not [value for value in values if "amina" in str(value)]


@pytest.mark.parametrize(
    "wrong",
    [{"days": -1}, {"reason": ""}, {"kind": "shadow"}],
    ids=["over already", "no reason", "no such kind"],
)
def test_a_sanction_needs_an_end_a_reason_and_a_kind(wrong):
    viewer = make_viewer()

    with pytest.raises(ValidationError):
        impose(viewer, **wrong)
    assert viewer.sanction is None


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
    age = timedelta(days=settings.CLIENT_DAYS, minutes=1)
    episode.comments.filter(pk=old.pk).update(created_at=timezone.now() - age)

    assert episode.comments.forget_clients() == 1
    assert episode.comments.forget_clients() == 0
    for comment, client in ((old, ""), (new, "c2")):
        comment.refresh_from_db()
        assert comment.client == client
