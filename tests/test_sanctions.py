"""Bans and suspensions: with an end, a reason and a history."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from comments.models import Sanction, Viewer

from .factories import make_comment, make_episode, make_producer
from .mails import sign_in
from .posting import send_unhurried, text_of
from .sanctions import end, hold

pytestmark = pytest.mark.django_db

BAN, SUSPENSION = Sanction.Kind.BAN, Sanction.Kind.SUSPENSION


def make_viewer(email="amina@example.org"):
    return Viewer.objects.create(email=email)


def impose(viewer, kind=BAN, days=7, by=None, reason="Threats"):
    until = timezone.now() + timedelta(days=days)
    sanction = Sanction(viewer=viewer, kind=kind, reason=reason, until=until)
    sanction.impose(by or make_producer())
    return sanction


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


# In the editing room.


@pytest.fixture
def producer(client):
    producer = make_producer()
    client.force_login(producer)
    return producer


def sanction_form(**fields):
    until = timezone.localtime() + timedelta(days=7)
    return {
        "viewer": "amina@example.org",
        "kind": "ban",
        "reason": "Threats",
        "until_0": until.strftime("%Y-%m-%d"),
        "until_1": until.strftime("%H:%M:%S"),
    } | fields


ADD_SANCTION = "/admin/comments/sanction/add/"


def test_a_producer_bans_a_viewer_from_their_page(client, producer):
    viewer = make_viewer()
    page = client.get(reverse("admin:comments_viewer_change", args=[viewer.pk]))
    begin = f"{ADD_SANCTION}?viewer={viewer.pk}&amp;kind=ban"
    assert begin in page.content.decode()

    form = client.get(begin.replace("&amp;", "&")).context["adminform"].form
    assert form["viewer"].value() == viewer.email
    assert form["kind"].value() == "ban"
    client.post(ADD_SANCTION, sanction_form())

    assert viewer.sanction.made_by == producer
    page = client.get(reverse("admin:comments_viewer_change", args=[viewer.pk]))
    assert "Threats" in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"viewer": "nobody@example.org"}, "Nobody has proved this address"),
        ({"viewer": "none"}, "Nobody has proved this address"),
        ({"reason": " "}, "This field is required"),
        ({"until_0": "", "until_1": ""}, "This field is required"),
        ({"until_0": "2020-01-01"}, "It must end later than now"),
        ({"kind": "shadow"}, "Select a valid choice"),
    ],
)
def test_a_sanction_that_misses_something_is_asked_for_again(
    client, producer, fields, said
):
    make_viewer()

    response = client.post(ADD_SANCTION, sanction_form(**fields))

    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Sanction.objects.exists()


def test_an_address_may_be_typed_in_any_case(client, producer):
    viewer = make_viewer("amina@example.org")

    client.post(ADD_SANCTION, sanction_form(viewer=" Amina@Example.ORG "))

    assert viewer.sanction


def test_a_producer_lifts_a_sanction_and_its_history_stays(client, producer):
    viewer = make_viewer()
    sanction = impose(viewer)
    address = reverse("admin:comments_sanction_change", args=[sanction.pk])
    assert 'name="_lift"' in client.get(address).content.decode()

    client.post(address, {"_save": "1", "until_0": "2020-01-01", "reason": "Other"})
    assert viewer.sanction.reason == "Threats"

    client.post(address, {"_lift": "1"})
    assert viewer.sanction is None
    assert viewer.history.get().lifted_by == producer
    assert 'name="_lift"' not in client.get(address).content.decode()


def test_no_sanction_can_be_deleted(client, producer):
    sanction, held = impose(make_viewer()), hold()

    for row in (sanction, held):
        name = f"admin:comments_{row._meta.model_name}_delete"
        response = client.post(reverse(name, args=[row.pk]), {"post": "yes"})
        assert response.status_code == 403
        row.refresh_from_db()


def test_the_lists_ask_no_more_for_more_rows(
    client, producer, django_assert_max_num_queries
):
    viewer = make_viewer()
    for path in ("sanction", "addressban", "viewer"):
        client.get(f"/admin/comments/{path}/")
    for _ in range(20):
        impose(viewer, by=producer)
        hold(by=producer)
    for path in ("sanction", "addressban", "viewer"):
        for query in ("", "?in_force=yes", "?in_force=no"):
            with django_assert_max_num_queries(8):
                page = client.get(f"/admin/comments/{path}/{query}")
            assert page.status_code in {200, 302}


def test_without_the_right_nobody_is_sanctioned(client):
    user = make_producer()
    user.groups.clear()
    client.force_login(user)
    make_viewer()

    assert client.post(ADD_SANCTION, sanction_form()).status_code == 403
    assert client.get("/admin/comments/viewer/").status_code == 403
    assert not Sanction.objects.exists()


# At the form.


@pytest.fixture
def episode():
    return make_episode()


@pytest.fixture
def viewer(client):
    comment = make_comment(make_episode(), email="amina@example.org")
    sign_in(client, "amina@example.org", comment)
    return Viewer.objects.get()


def test_a_banned_viewer_is_told_why_and_until_when(client, episode, viewer):
    sanction = impose(viewer)

    response = send_unhurried(client, episode, body="Let me in")

    assert response.status_code == 403
    assert date_format(timezone.localtime(sanction.until)) in text_of(response)
    assert "The reason: Threats" in text_of(response)
    assert "“Report a legal or safety problem”" in text_of(response)
    assert "Let me in" in text_of(response)
    assert not episode.comments.exists()


def test_a_ban_that_is_over_or_lifted_refuses_nobody(client, episode, viewer):
    end(impose(viewer))
    impose(viewer).lift(make_producer())

    assert send_unhurried(client, episode).status_code == 201


def test_a_suspended_viewers_words_are_read_first_and_they_are_told(
    client, episode, viewer
):
    impose(viewer, SUSPENSION, reason="Insults")

    response = send_unhurried(client, episode)

    assert response.status_code == 201
    assert episode.comments.get().held_for == "suspended"
    assert "a producer reads everything of yours first" in text_of(response)
    assert "Insults" in text_of(client.get(reverse("comments:me")))
