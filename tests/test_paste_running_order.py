import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from episodes.models import Episode

from .factories import make_programme
from .running_orders import HTML, PAGE

URL = "/admin/episodes/episode/paste/"


def read_page(client, **fields):
    return client.post(URL, {"text": PAGE, "html": "", "step": "read"} | fields)


def field_of(response, name):
    pattern = rf'name="{name}" value="([^"]*)"'
    return re.search(pattern, response.content.decode())[1]


def make(client, response, **fields):
    """Press "Make a draft" on the page that `response` shows."""
    shown = {
        "text": response.context["pasting"].text.replace("\n", "\r\n"),
        "html": "",
        "seal": field_of(response, "seal"),
        "step": "make",
    }
    return client.post(URL, shown | fields)


def test_the_page_is_found_from_the_list_of_episodes(producer_client):
    assert reverse("admin:episodes_episode_paste") == URL

    listed = producer_client.get(reverse("admin:episodes_episode_changelist"))
    page = producer_client.get(URL)

    assert f'href="{URL}"' in listed.content.decode()
    assert page.status_code == 200
    assert "Nothing is saved before" in page.content.decode()
    assert "Make a draft" not in page.content.decode()


def test_reading_shows_what_was_understood_and_saves_nothing(producer_client):
    response = read_page(producer_client, text=PAGE + "\n\nAll rights reserved")

    page = response.content.decode()
    assert response.status_code == 200
    assert "What I understood" in page
    assert "Who decides when the river comes back?" in page
    assert "Hydrologist and adviser" in page
    assert "<mark>All rights reserved</mark>" in page
    assert "“budgetshand-to-hand” looks run together" in page
    assert "Make a draft" in page
    assert not Episode.objects.exists()


def test_a_draft_is_made_of_what_was_shown(producer_client):
    shown = read_page(producer_client)

    response = make(producer_client, shown)

    episode = Episode.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("admin:episodes_episode_change", args=[episode.pk])
    assert episode.status == Episode.Status.DRAFT
    assert episode.panel.filter(confirmed=False).count() == 2
    assert "The draft is made" in producer_client.get(response.url).content.decode()


def test_html_keeps_its_links_through_the_text_that_can_be_corrected(producer_client):
    shown = read_page(producer_client, text="only words", html=HTML)

    assert "[first shops](https://example.org/shops)" in shown.content.decode()
    make(producer_client, shown)
    body = Episode.objects.get().body
    assert '<a href="https://example.org/shops">first shops</a>' in body


def test_a_text_changed_after_reading_is_shown_again_before_it_is_saved(
    producer_client,
):
    shown = read_page(producer_client)

    again = make(producer_client, shown, text=PAGE.replace("Tomas Berg", "Lena Vos"))

    page = again.content.decode()
    assert "The text has changed" in page
    assert "Lena Vos" in page
    assert not Episode.objects.exists()
    assert make(producer_client, again).status_code == 302
    assert Episode.objects.get().panel.filter(guest__name="Lena Vos").exists()


def test_a_draft_without_a_look_at_it_is_not_made(producer_client):
    response = read_page(producer_client, step="make")

    assert response.status_code == 200
    assert not Episode.objects.exists()


def test_an_episode_that_is_there_is_said_with_its_differences(producer_client):
    make(producer_client, read_page(producer_client))
    episode = Episode.objects.get()

    response = read_page(producer_client, text=PAGE.replace("@tomasberg", "@tomas"))

    page = response.content.decode()
    assert "This episode is there already" in page
    assert reverse("admin:episodes_episode_change", args=[episode.pk]) in page
    assert "Tomas Berg, @tomasberg, Hydrologist and adviser" in page
    assert "Tomas Berg, @tomas, Hydrologist and adviser" in page
    assert "Make a draft" not in page


def test_pressing_twice_makes_one_draft(producer_client):
    shown = read_page(producer_client)

    make(producer_client, shown)
    second = make(producer_client, shown)

    assert "This episode is there already" in second.content.decode()
    assert Episode.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "no words"),
        ({"text": " \0 "}, "no words"),
        ({"text": "word " * 30_000}, "too long"),
        ({"html": "<p> </p>"}, "no words"),
        ({"text": "The river left the market. " * 20}, "There is no headline"),
        ({"text": PAGE.replace("Walls", "Walls " * 60)}, "too long for"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_saved(
    producer_client, fields, said
):
    response = read_page(producer_client, **fields)

    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Episode.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "a\0b\n\nc\x07d\n\n\ud800e"},
        {
            "text": "<script>alert(1)</script>",
            "html": "<p><a href='javascript:x'>y</a>",
        },
        {"html": "<p>A<br>" + "<b>" * 5000},
        {"seal": "é", "step": "make"},
        {"step": "nonsense"},
        {"text": "[a](https://[::1)\n\nRead more:\nhttps://[ – x"},
        {"text": "((((@@@@))))\n" * 500},
    ],
)
def test_nothing_that_is_pasted_breaks_the_page(producer_client, fields):
    fields = {name: value.encode(errors="replace") for name, value in fields.items()}

    response = read_page(producer_client, **fields)

    assert response.status_code in (200, 400)
    assert "<script>alert" not in response.content.decode()


def test_the_page_keeps_the_strict_policy(producer_client):
    response = read_page(producer_client)

    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|\son\w+=|<style", response.content.decode())


def test_only_those_who_may_add_episodes_paste(client, db):
    make_programme()
    for user in (None, User.objects.create_user("reporter", is_staff=True)):
        if user:
            client.force_login(user)
        response = read_page(client)

        assert response.status_code == (403 if user else 302)
        assert not Episode.objects.exists()


def test_other_methods_are_refused(producer_client):
    assert producer_client.put(URL).status_code == 405
    assert producer_client.delete(URL).status_code == 405
