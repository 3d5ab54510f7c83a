import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend

from comments.models import Comment, Proof, Release, ReleaseText, Viewer
from comments.models.proof import KEPT

from .factories import make_comment
from .mails import link_in, proof_link, run_tasks, sign_in
from .posting import FRAGMENT, send, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
ASK = "/me/link/"
EMAIL = "amal@example.org"


def ask(client, email=EMAIL):
    return client.post(ASK, {"email": email}, follow=True)


def test_a_comment_with_an_address_has_a_link_mailed(client, episode):
    send(client, episode, email="Amal@Example.org")

    [message] = run_tasks()

    assert message.to == [EMAIL]
    assert Comment.objects.get().email == EMAIL
    assert "7 days" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.from_email == "stream@example.org"


def test_a_comment_without_one_mails_nobody(client, episode):
    send(client, episode)

    assert run_tasks() == []
    assert not Proof.objects.exists()


def test_no_mail_carries_what_a_viewer_wrote_or_what_it_is_about(client, episode):
    name = "Buy pills at spam.example"
    send(client, episode, email=EMAIL, name=name, place="Spamtown", body="Cheap!")

    [message] = run_tasks()

    everything = message.message().as_string()
    for word in ("pills", "spam", "Cheap", episode.headline, episode.slug):
        assert word not in everything
    assert EMAIL not in message.body


def test_an_address_cannot_smuggle_a_header(client, episode):
    send(client, episode, email="a@example.org\nBcc: b@example.org")

    assert not Comment.objects.exists()
    assert run_tasks() == []


def test_a_task_names_a_row_and_no_address(client, episode):
    send(client, episode, email=EMAIL)

    [result] = default_task_backend.results
    assert [*result.args, *result.kwargs] == [Proof.objects.get().pk]


def test_opening_the_link_changes_nothing(client, episode):
    send(client, episode, email=EMAIL)
    [message] = run_tasks()

    for method in (client.get, client.head):
        response = method(link_in(message))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "viewer" not in response.cookies

    assert not Viewer.objects.exists()
    assert Proof.objects.exists()
    page = text_of(client.get(link_in(message)))
    assert "<button" in page
    assert "for 30 days" in page


def test_pressing_its_button_proves_the_address_and_claims_that_comment(episode):
    sender, reader = Client(), Client()
    other = make_comment(episode, email=EMAIL)
    send(sender, episode, email=EMAIL)
    [message] = run_tasks()

    response = reader.post(link_in(message))

    assert (response.status_code, response["Location"]) == (302, "/me/")
    viewer = Viewer.objects.get()
    comment = Comment.objects.exclude(pk=other.pk).get()
    assert (viewer.email, comment.viewer) == (EMAIL, viewer)
    other.refresh_from_db()
    assert other.viewer is None
    cookie = response.cookies["viewer"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not Proof.objects.exists()


def test_a_browser_that_wrote_nothing_then_asks_for_what_is_theirs(client, episode):
    comment = make_comment(episode, email=EMAIL, body="Who decided?")

    response = client.post(proof_link(EMAIL, comment))

    assert response.cookies["mine"].value == "1"
    mine = reverse("comments:mine", args=[episode.slug])
    assert "Who decided?" in text_of(client.get(mine, **FRAGMENT))


def test_a_link_works_once(client, episode):
    link = proof_link(EMAIL, make_comment(episode, email=EMAIL))
    client.post(link)

    response = Client().post(link)

    assert response.status_code == 410
    assert "used before" in text_of(response)
    assert 'name="email"' in text_of(response)
    assert "viewer" not in response.cookies
    # The second half of a double click.
    assert client.post(link)["Location"] == "/me/"


@pytest.mark.parametrize("days", [6, 8])
def test_a_link_works_for_a_week(client, episode, monkeypatch, days):
    link = proof_link(EMAIL, make_comment(episode, email=EMAIL))
    later = timezone.now().timestamp() + days * 24 * 60 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert client.get(link).status_code == (200 if days < 7 else 410)
    assert client.post(link).status_code == (302 if days < 7 else 410)


@pytest.mark.parametrize("token", ["x", "1:x:y", "é", "%00", "a" * 5000, "%0d%0a"])
def test_a_forged_link_is_answered_in_words(client, token):
    for method in (client.get, client.post):
        response = method(f"{ASK}{token}/")
        assert response.status_code == 410
        assert 'name="email"' in text_of(response)


def test_a_link_of_another_purpose_proves_nothing(client, episode):
    from django.core import signing

    Proof.ask(EMAIL)
    token = signing.dumps(Proof.objects.get().pk, salt="comments.notices.stop")

    assert client.post(f"{ASK}{token}/").status_code == 410


def test_the_button_needs_a_token_and_is_shown_again_without(episode):
    client = Client(enforce_csrf_checks=True)
    link = proof_link(EMAIL, make_comment(episode, email=EMAIL))

    response = client.post(link)

    assert response.status_code == 403
    assert "<button" in text_of(response)
    assert not Viewer.objects.exists()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text_of(response))[1]
    assert client.post(link, {"csrfmiddlewaretoken": token}).status_code == 302


def test_the_link_of_a_withdrawn_comment_still_proves_the_address(client, episode):
    comment = make_comment(episode, email=EMAIL)
    link = proof_link(EMAIL, comment)
    comment.withdraw()

    assert client.post(link)["Location"] == "/me/"

    comment.refresh_from_db()
    assert comment.viewer is None
    assert Viewer.objects.get().email == EMAIL


def test_a_comment_withdrawn_at_once_has_nothing_mailed(client, episode):
    send(client, episode, email=EMAIL)
    Comment.objects.get().withdraw()

    assert run_tasks() == []
    assert not Proof.objects.exists()


def test_who_has_proved_the_address_is_not_asked_again(client, episode):
    viewer = sign_in(client)

    send(client, episode, email=EMAIL)

    assert Comment.objects.get().viewer == viewer
    assert run_tasks() == []


def test_another_address_given_in_that_browser_is_asked(client, episode):
    sign_in(client)

    send(client, episode, email="basim@example.org")

    [message] = run_tasks()
    assert message.to == ["basim@example.org"]
    assert Comment.objects.get().viewer is None


# What is forgotten


def test_a_link_never_used_is_forgotten(episode):
    Proof.ask(EMAIL)
    Proof.ask(EMAIL)
    old, new = Proof.objects.order_by("pk")
    Proof.objects.filter(pk=old.pk).update(made_at=timezone.now() - KEPT)

    Proof.sweep()

    assert list(Proof.objects.all()) == [new]


@pytest.mark.parametrize(
    ("fields", "on_air", "kept"),
    [
        ({"days": 29}, False, True),
        ({"days": 31}, False, False),
        ({"days": 31}, True, True),
        ({"days": 31, "proved": True}, False, True),
    ],
)
def test_an_address_never_proved_is_forgotten(episode, fields, on_air, kept):
    comment = make_comment(episode, email=EMAIL)
    text = ReleaseText.of("You let us publish it.", "en")
    Release.objects.create(comment=comment, text=text, on_air=on_air)
    if fields.get("proved"):
        Viewer.objects.create(email=EMAIL).claim([comment.public_id])
    Comment.objects.update(created_at=timezone.now() - timedelta(days=fields["days"]))

    assert Comment.objects.forget_unproved() == (not kept)

    comment.refresh_from_db()
    assert comment.email == (EMAIL if kept else "")
    assert comment.body


def test_the_privacy_page_says_how_long(client, settings):
    settings.UNPROVED_EMAIL_DAYS = 17

    page = " ".join(text_of(client.get("/privacy/")).split())

    assert "deleted after 17 days" in page
    assert f"used, {KEPT.days} days at most" in page
