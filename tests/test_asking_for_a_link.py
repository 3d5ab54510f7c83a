"""A link is asked for: nobody learns whether an address is known."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Attempt, Proof, Viewer
from comments.models.proof import LIMITS
from comments.rations import LINKS

from .factories import make_comment
from .mails import link_in, run_tasks
from .posting import send, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
ASK = "/me/link/"
EMAIL = "amal@example.org"


def ask(client, email=EMAIL):
    return client.post(ASK, {"email": email}, follow=True)


def test_a_link_can_be_asked_for(client, episode):
    make_comment(episode, email=EMAIL)

    page = text_of(ask(client, "  AMAL@example.ORG "))

    [message] = run_tasks()
    assert message.to == [EMAIL]
    assert "a link is on its way" in page


def test_it_leads_to_comments_that_are_still_to_be_confirmed(client, episode):
    comment = make_comment(episode, email=EMAIL)
    ask(client)
    [message] = run_tasks()

    client.post(link_in(message))

    comment.refresh_from_db()
    assert comment.viewer is None
    assert comment.body in text_of(client.get("/me/"))


def test_the_answer_does_not_tell_whether_an_address_is_known(client, episode):
    make_comment(episode, email=EMAIL)
    Viewer.objects.create(email="basim@example.org")
    answers, works = set(), set()

    for email in (EMAIL, "basim@example.org", "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.post(ASK, {"email": email})
        answers.add((response.status_code, response["Location"], response.content))
        works.add(tuple(query["sql"].split()[0] for query in queries))

    assert len(answers) == len(works) == 1
    assert {message.to[0] for message in run_tasks()} == {EMAIL, "basim@example.org"}


def test_nothing_is_kept_of_an_address_that_is_not_known(client):
    ask(client, "nobody@example.org")
    run_tasks()

    assert not Proof.objects.exists()
    assert not Viewer.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a@example.org\r\nBcc: b@c.de", "\x00@a.de", "a" * 999]
)
def test_what_is_no_address_is_said_so(client, email):
    response = client.post(ASK, {"email": email})

    assert response.status_code == 422
    assert "field__error" in text_of(response)
    assert not Proof.objects.exists()


def test_an_address_in_another_script_is_written_to(client, episode):
    send(client, episode, email="amal@EXAMPLÉ.org")

    [message] = run_tasks()

    assert "amal@xn--exampl-gva.org" in message.message().as_string()


def test_asking_is_rationed_by_network_address_in_words(client):
    for _ in range(LINKS.by_client.most):
        assert client.post(ASK, {"email": EMAIL}).status_code == 302
    # However long that took.
    Attempt.objects.update(at=timezone.now())

    response = client.post(ASK, {"email": EMAIL})

    assert response.status_code == 429
    assert "60 minutes" in text_of(response)


def test_one_address_is_not_flooded_and_nobody_is_told(client, episode):
    make_comment(episode, email=EMAIL)
    for _ in range(LIMITS[0].most + 2):
        assert ask(client).status_code == 200

    assert len(run_tasks()) == LIMITS[0].most

    Attempt.objects.update(at=timezone.now() - timedelta(hours=2))
    ask(client)
    assert len(run_tasks()) == 1


def test_nor_in_the_course_of_a_day(client, episode):
    make_comment(episode, email=EMAIL)
    for _ in range(LIMITS[1].most + 1):
        Attempt.objects.exclude(purpose="link").update(
            at=timezone.now() - timedelta(hours=2)
        )
        Proof.ask(EMAIL)
        run_tasks()

    assert len(mail.outbox) == LIMITS[1].most


def test_the_ration_names_no_address(client, episode):
    make_comment(episode, email=EMAIL)
    ask(client)
    run_tasks()

    assert Attempt.objects.filter(purpose="proof").exists()
    assert not Attempt.objects.filter(who__contains="@").exists()


def test_a_stale_form_keeps_its_address():
    client = Client(enforce_csrf_checks=True)

    response = client.post(ASK, {"email": EMAIL})

    assert response.status_code == 403
    assert f'value="{EMAIL}"' in text_of(response)
    assert not Proof.objects.exists()
