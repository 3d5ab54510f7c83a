"""What an author sees of their own at /me/, and may do there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import (
    Comment,
    Discussion,
    Release,
    ReleaseText,
    Sanction,
    Video,
    Viewer,
)
from comments.visitors import VIEWER_COOKIE
from comments.words import Screening, Verdict
from episodes.models import Episode

from .factories import make_comment, make_episode
from .mails import proof_link, sign_in
from .moderating import reworded
from .posting import fetch_token, send, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
EMAIL = "amal@example.org"
URL = "/me/"
HELD = Screening(Verdict.HOLD, "everything is read first", [["mode", "held"]])


@pytest.fixture
def viewer(client):
    return sign_in(client, EMAIL)


@pytest.fixture
def comment(episode, viewer):
    return make_comment(episode, viewer=viewer, email=EMAIL)


def page_of(client, **query):
    return text_of(client.get(URL, query))


def allow(comment, **ticks):
    text = ReleaseText.of("You let us publish it.", "en")
    return Release.objects.create(comment=comment, text=text, **ticks)


def test_without_a_proved_address_it_offers_a_link(client):
    response = client.get(URL)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert 'action="/me/link/"' in text_of(response)


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "0" * 32])
def test_a_forged_cookie_opens_nothing(client, comment, value):
    other = Client()
    other.cookies[VIEWER_COOKIE] = value

    assert 'action="/me/link/"' in page_of(other)
    assert comment.body not in page_of(other)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "claim/"),
        ("post", "notices/"),
        ("get", "data.json"),
        ("post", "sign-out/"),
        ("get", "erase/"),
        ("post", "erase/"),
    ],
)
def test_without_a_proved_address_all_of_it_leads_to_the_form(client, method, path):
    response = getattr(client, method)(URL + path)

    assert (response.status_code, response["Location"]) == (302, "/me/link/")


def test_it_lists_what_was_written_and_nothing_of_others(client, comment, episode):
    other = make_comment(episode, email="basim@example.org", body="Not mine.")

    response = client.get(URL)

    page = text_of(response)
    assert comment.body in page
    assert episode.headline in page
    assert EMAIL in page
    assert other.body not in page
    assert "no-store" in response["Cache-Control"]


def test_of_an_episode_that_was_taken_down_it_offers_what_can_be_done(
    client, comment, producer, episode
):
    comment.approve(producer)
    reworded(comment)
    page = page_of(client)
    assert "Until then the old ones stay up." in page
    assert f"/episodes/{episode.slug}/" in page
    assert "Take the old version down now" in page

    Episode.objects.update(status=Episode.Status.DRAFT)

    page = page_of(client)
    assert "Your new words aren't public yet" in page
    assert "stay up" not in page
    assert f"/episodes/{episode.slug}/" not in page
    assert "Withdraw it" in page


def test_it_says_where_each_stands(client, comment, producer):
    assert "a producer reads it first" in page_of(client)

    comment.approve(producer)
    assert "It is on the page." in page_of(client)
    assert f'href="{comment.get_absolute_url()}"' in page_of(client)

    comment.edit(
        {"name": "Amal", "place": "", "body": "Other words."},
        screening=HELD,
        seen=comment.edition,
    )
    assert "Other words." in page_of(client)
    assert "Until then the old ones stay up" in page_of(client)

    comment.reject(producer, reason="It names a child.")
    assert "turned your change down" in page_of(client)

    comment.hide(producer, reason="It names a <child>.")
    assert "decided not to publish it" in page_of(client)
    assert "It names a &lt;child&gt;." in page_of(client)

    comment.withdraw()
    assert "Nothing here." in page_of(client)


@pytest.mark.parametrize("what", ["episode", "discussion"])
def test_it_leads_to_no_page_that_is_not_public(client, comment, producer, what):
    comment.approve(producer)
    if what == "episode":
        Episode.objects.update(status="draft")
    else:
        Discussion.objects.update(state="hidden")

    page = page_of(client)

    assert "It is approved, but its page isn't public at the moment." in page
    assert f'href="{comment.get_absolute_url()}"' not in page


@pytest.mark.parametrize("state", ["queued", "processing", "ready", "failed"])
def test_it_says_where_a_clip_stands(client, comment, state):
    Video.objects.create(comment=comment, state=state, reason="damaged", duration=2)

    page = page_of(client)

    sentence = {
        "queued": "Your video is being prepared",
        "processing": "Your video is being prepared",
        "ready": "<video",
        "failed": "the file is damaged",
    }[state]
    assert sentence in page


@pytest.mark.parametrize("on_air", [True, False])
def test_it_says_what_was_allowed_in_the_words_that_were_shown(client, comment, on_air):
    allow(comment, on_air=on_air)

    page = page_of(client)

    assert "You let us publish it." in page
    assert ("Not to be used on air." in page) is not on_air


def test_a_comment_can_be_withdrawn_from_another_browser(client, comment):
    response = client.post("/withdraw/", {"comment": comment.public_id})

    assert "It's off our site." in text_of(response)
    comment.refresh_from_db()
    assert comment.status == "withdrawn"


def test_nobody_withdraws_what_is_anothers(client, viewer, episode):
    other = make_comment(episode, viewer=Viewer.objects.create(email="b@example.org"))

    client.post("/withdraw/", {"comment": other.public_id})

    other.refresh_from_db()
    assert other.status == "held"


def test_it_leads_to_editing(client, comment):
    Comment.objects.update(created_at=timezone.now() - timedelta(days=1))
    [address] = {
        part.split('"')[0]
        for part in page_of(client).split('href="')
        if "/edit/" in part.split('"')[0]
    }

    assert "Edit it" in page_of(client)
    assert client.get(address).status_code == 200


def test_a_sanction_is_told_with_its_reason_and_end(client, viewer, producer):
    until = timezone.now() + timedelta(days=2)
    sanction = Sanction(viewer=viewer, kind="ban", reason="Threats.", until=until)
    sanction.impose(producer)

    page = page_of(client)
    assert "You can't write at the moment." in page
    assert "Threats." in page

    sanction.lift(producer)
    assert "Threats." not in page_of(client)


# Mails


def test_mails_are_turned_on_and_off_for_a_conversation(client, viewer, episode):
    root, other = (make_comment(episode, viewer=viewer) for _ in range(2))
    reply = make_comment(episode, parent=root, viewer=viewer)

    client.post(URL + "notices/", {"comment": reply.public_id, "wanted": "yes"})
    assert set(Comment.objects.filter(notices=True)) == {root, reply}

    client.post(URL + "notices/", {"comment": root.public_id, "wanted": "no"})
    assert not Comment.objects.filter(notices=True).exists()
    assert other.pk


@pytest.mark.parametrize("id", ["", "junk", "\x00", "anothers"])
def test_not_for_what_is_anothers(client, viewer, episode, id):
    other = make_comment(episode, notices=False)
    id = other.public_id if id == "anothers" else id

    response = client.post(URL + "notices/", {"comment": id, "wanted": "yes"})

    assert response.status_code == 404
    assert not Comment.objects.filter(notices=True).exists()


# Signing out


def test_signing_out_here_ends_it_for_this_browser_alone(client, viewer):
    other = Client()
    sign_in(other, EMAIL)

    response = client.post(URL + "sign-out/", {"where": "here"})

    assert response.cookies[VIEWER_COOKIE]["max-age"] == 0
    assert EMAIL not in page_of(client)
    assert EMAIL in page_of(other)


def test_signing_out_everywhere_ends_it_for_all(client, viewer):
    other = Client()
    sign_in(other, EMAIL)

    client.post(URL + "sign-out/", {"where": "everywhere"})

    assert EMAIL not in page_of(client)
    assert EMAIL not in page_of(other)


# The whole of it


@pytest.mark.parametrize("path", ["claim/", "notices/", "sign-out/", "erase/"])
def test_every_form_needs_its_token(viewer, comment, path):
    other = Client(enforce_csrf_checks=True)
    page = proof_link(EMAIL)
    other.cookies[VIEWER_COOKIE] = Client().post(page).cookies[VIEWER_COOKIE].value

    assert other.post(URL + path).status_code == 403
    assert viewer.comments.count() == 1


@pytest.mark.parametrize("path", ["claim/", "notices/", "sign-out/"])
def test_what_changes_something_is_no_address_to_open(client, viewer, path):
    assert client.get(URL + path).status_code == 405


def test_opening_any_page_of_it_changes_nothing(client, viewer, comment):
    for path in ("", "erase/", "data.json", "link/"):
        assert client.get(URL + path).status_code == 200

    assert Viewer.objects.get() == viewer
    assert viewer.comments.count() == 1


def test_it_costs_the_same_for_many(client, viewer, producer):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
            assert client.get(URL + "data.json").status_code == 200
        return len(queries)

    costs = set()
    for _ in range(3):
        for _ in range(3):
            episode = make_episode()
            allow(make_comment(episode, viewer=viewer))
            allow(make_comment(episode, viewer=viewer, approved_by=producer))
            make_comment(episode, email=EMAIL)
        costs.add(cost())

    assert len(costs) == 1


def test_many_are_shown_page_by_page(client, viewer, episode):
    bodies = {
        make_comment(episode, viewer=viewer, body=f"No. {n}!").body for n in range(45)
    }
    seen, before = [], ""
    for _ in range(3):
        response = client.get(URL, {"before": before})
        seen += [mine.comment.body for mine in response.context["own"]]
        before = response.context["before"]

    assert before is None
    assert len(seen) == 45
    assert set(seen) == bodies


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "\x00", "٣"])
def test_a_strange_place_is_no_error(client, viewer, before):
    assert client.get(URL, {"before": before}).status_code == 200


def test_the_public_page_is_the_same_for_whoever_has_proved_an_address(
    client, viewer, comment, producer
):
    comment.approve(producer)
    address = comment.episode.get_absolute_url()

    own, others = client.get(address), Client().get(address)

    assert own.content == others.content
    assert own["ETag"] == others["ETag"]
    assert not own.cookies
    assert EMAIL.encode() not in own.content


def test_whoever_has_proved_an_address_is_no_producer(client, viewer):
    assert client.get("/admin/").status_code == 302


def test_a_posted_comment_is_the_viewers_at_once(client, viewer, episode):
    fetch_token(client, episode)
    send(client, episode)

    assert Comment.objects.get().viewer == viewer
