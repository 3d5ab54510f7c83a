"""Bans, suspensions and held addresses: with an end, a reason and a history."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from comments.models import AddressBan, Sanction, Viewer
from comments.models.address_ban import LONGEST
from comments.models.attempt import KEY_LIFETIME, anonymised

from .factories import make_comment, make_episode, make_producer
from .mails import sign_in
from .posting import send_unhurried, text_of

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
    assert "Threats" in text_of(response)
    assert date_format(timezone.localtime(sanction.until)) in text_of(response)
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
