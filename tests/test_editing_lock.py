import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from episodes.models import Episode, Panelist

from .admin_forms import filled_in
from .factories import (
    make_comment,
    make_episode,
    make_guest,
    make_link,
    make_panelist,
    make_producer,
)


@pytest.fixture
def desk(episode):
    """An episode open before two producers: Amina and Bashir."""
    return Desk(episode)


class Desk:
    def __init__(self, episode):
        self.episode = episode
        self.url = reverse("admin:episodes_episode_change", args=[episode.pk])
        self.clients = {name: Client() for name in ("amina", "bashir")}
        for name, client in self.clients.items():
            client.force_login(make_producer(name))

    def opened_by(self, name):
        return filled_in(self.clients[name].get(self.url), "episode_form")

    def saved_by(self, name, form, **changes):
        response = self.clients[name].post(self.url, form | changes)
        self.episode.refresh_from_db()
        return response

    def version(self):
        seats = [(str(seat), seat.role) for seat in self.episode.panel.all()]
        links = [str(link) for link in self.episode.links.all()]
        return self.episode.headline, self.episode.revision, seats, links


def differences(response):
    return {
        str(row.label).lower(): (row.mine, row.theirs)
        for row in response.context["conflict"].differences
    }


def test_a_save_after_ones_own_save_is_no_conflict(desk):
    for headline in ("First", "Second"):
        form = desk.opened_by("amina")
        assert desk.saved_by("amina", form, headline=headline).status_code == 302

    assert desk.episode.headline == "Second"
    assert desk.episode.revision == 3


def test_a_save_over_a_newer_one_is_refused(desk):
    form = desk.opened_by("amina")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs")
    before = desk.version()

    response = desk.saved_by("amina", form, headline="Mine", prompt="My prompt")

    assert response.status_code == 409
    assert desk.version() == before
    assert "bashir saved this episode at" in response.text


def test_the_refusal_shows_both_versions_field_by_field(desk):
    form = desk.opened_by("amina")
    desk.saved_by(
        "bashir",
        desk.opened_by("bashir"),
        headline="Theirs",
        airs_at_0="2030-01-08",
        airs_at_1="19:30:00",
        notice_kind="update",
        notice_text="A new guest.",
    )

    response = desk.saved_by(
        "amina", form, headline="Mine", body="<p>My <b>body</b></p>"
    )

    shown = differences(response)
    assert shown["headline"] == ("Mine", "Theirs")
    assert shown["body"][0] == "<p>My body</p>"
    assert shown["notice"] == ("–", "Update")
    assert shown["on air at (gmt)"][1] == "8 January 2030, 19:30 GMT"
    assert "prompt" not in shown
    assert "slug" not in shown


def test_nothing_typed_is_lost_by_the_refusal(desk):
    make_panelist(desk.episode, order=1)
    form = desk.opened_by("amina")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs")
    typed = {"headline": "Mine", "body": "<p>My body</p>", "panel-0-role": "My role"}

    response = desk.saved_by("amina", form, **typed)

    returned = filled_in(response, "episode_form")
    assert {name: returned[name] for name in typed} == typed


def test_saving_again_unseen_is_refused_again(desk):
    form = desk.opened_by("amina")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs")

    for _attempt in range(2):
        assert desk.saved_by("amina", form, headline="Mine").status_code == 409

    assert desk.episode.headline == "Theirs"


def test_mine_is_kept_by_saving_again_what_came_back(desk):
    form = desk.opened_by("amina")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs")
    refused = desk.saved_by("amina", form, headline="Mine")
    assert "Keep mine" in refused.text

    response = desk.saved_by("amina", filled_in(refused, "episode_form"), _continue="1")

    assert response.status_code == 302
    assert desk.episode.headline == "Mine"
    assert desk.episode.revision == 3


def test_theirs_is_taken_by_opening_the_form_anew(desk):
    form = desk.opened_by("amina")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs")
    refused = desk.saved_by("amina", form, headline="Mine")

    assert f'href="{desk.url}">Take theirs' in refused.text
    assert desk.opened_by("amina")["headline"] == "Theirs"


def test_a_third_save_between_refusal_and_decision_is_not_overwritten(desk):
    form = desk.opened_by("amina")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs")
    refused = filled_in(desk.saved_by("amina", form, headline="Mine"), "episode_form")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs again")

    response = desk.saved_by("amina", refused)

    assert response.status_code == 409
    assert desk.episode.headline == "Theirs again"


def test_a_change_of_the_panel_alone_is_a_newer_version(desk):
    make_panelist(desk.episode, make_guest(name="Hiwa"), role="Analyst")
    form = desk.opened_by("amina")
    theirs = desk.opened_by("bashir") | {"panel-0-role": "Journalist"}
    desk.saved_by("bashir", theirs)

    response = desk.saved_by("amina", form, headline="Mine")

    assert response.status_code == 409
    mine, stored = differences(response)["panel"]
    assert mine == ["Hiwa · Analyst · Confirmed"]
    assert stored == ["Hiwa · Journalist · Confirmed"]


def test_both_panels_and_both_lists_of_links_are_shown_in_their_order(desk):
    for order, name in enumerate(("Amal", "Basma"), start=1):
        make_panelist(desk.episode, make_guest(name=name), order=order)
        make_link(desk.episode, title=f"About {name}", order=order)
    form = desk.opened_by("amina") | {"panel-0-order": 2, "panel-1-order": 1}
    theirs = desk.opened_by("bashir") | {"links-0-DELETE": "on"}
    desk.saved_by("bashir", theirs)

    shown = differences(desk.saved_by("amina", form))

    assert shown["panel"] == (
        ["Basma · Confirmed", "Amal · Confirmed"],
        ["Amal · Confirmed", "Basma · Confirmed"],
    )
    assert shown["read more"] == (
        ["About Amal · Al Jazeera", "About Basma · Al Jazeera"],
        ["About Basma · Al Jazeera"],
    )


def test_rows_removed_and_added_meanwhile_are_decided_by_the_one_who_saves(desk):
    amal, basma, chidi = (make_guest(name=name) for name in ("Amal", "Basma", "Chidi"))
    make_panelist(desk.episode, amal, order=1, role="Engineer")
    form = desk.opened_by("amina")
    theirs = desk.opened_by("bashir") | {
        "panel-TOTAL_FORMS": 2,
        "panel-0-DELETE": "on",
        "panel-1-guest": basma.pk,
        "panel-1-confirmed": "on",
        "panel-1-order": 0,
    }
    desk.saved_by("bashir", theirs)
    assert desk.version()[2] == [("Basma", "")]
    mine = form | {
        "panel-TOTAL_FORMS": 2,
        "panel-1-guest": chidi.pk,
        "panel-1-order": 0,
    }

    refused = desk.saved_by("amina", mine)

    assert refused.status_code == 409
    returned = filled_in(refused, "episode_form")
    added = returned | {"panel-0-DELETE": returned["panel-0-DELETE"]}
    assert added["panel-0-guest"] == str(basma.pk)
    assert added["panel-0-DELETE"] == "on"
    assert desk.saved_by("amina", returned).status_code == 302
    assert desk.version()[2] == [("Amal", "Engineer"), ("Chidi", "")]


def test_a_row_added_meanwhile_is_kept_by_unticking_it(desk):
    make_panelist(desk.episode, make_guest(name="Amal"), order=1)
    form = desk.opened_by("amina")
    seat = make_panelist(desk.episode, make_guest(name="Basma"), order=2)
    Episode.objects.filter(pk=desk.episode.pk).update(revision=2)
    returned = filled_in(desk.saved_by("amina", form), "episode_form")

    del returned["panel-1-DELETE"]
    desk.saved_by("amina", returned)

    assert Panelist.objects.filter(pk=seat.pk).exists()
    assert len(desk.version()[2]) == 2


def test_a_refused_form_with_errors_says_both(desk):
    form = desk.opened_by("amina")
    desk.saved_by("bashir", desk.opened_by("bashir"), headline="Theirs")

    response = desk.saved_by("amina", form, headline="", airs_at_0="soon")

    assert response.status_code == 409
    assert "valid date" in response.text
    assert "Theirs" in response.text


def test_comments_are_no_newer_version(desk):
    form = desk.opened_by("amina")
    make_comment(desk.episode, approved_by=make_producer())

    assert desk.saved_by("amina", form, headline="Mine").status_code == 302


@pytest.mark.parametrize("seen", ["", "abc", "-1", "0", "9" * 30, "\x00"])
def test_a_form_that_has_seen_no_version_is_refused(desk, seen):
    form = desk.opened_by("amina")

    response = desk.saved_by("amina", form, seen_revision=seen, headline="Mine")

    assert response.status_code == 409
    assert desk.episode.headline != "Mine"


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused():
    episode = make_episode()
    url = reverse("admin:episodes_episode_change", args=[episode.pk])
    answers, start = {}, threading.Barrier(2)

    def save(headline):
        browser = Client()
        browser.force_login(User.objects.create_superuser(headline))
        form = filled_in(browser.get(url), "episode_form")
        start.wait()
        answers[headline] = browser.post(url, form | {"headline": headline})
        connection.close()

    threads = [threading.Thread(target=save, args=[who]) for who in ("Amina", "Bashir")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    saved = [who for who, answer in answers.items() if answer.status_code == 302]
    refused = [who for who, answer in answers.items() if answer.status_code == 409]
    episode.refresh_from_db()
    assert saved == [episode.headline]
    assert len(refused) == 1
    assert episode.revision == 2
