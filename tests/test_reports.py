from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend

from comments.models import Attempt, ProblemReport

from .posting import text_of

URL = "/report/"


def problem(**fields):
    return {
        "kind": "identifies",
        "about": "/episodes/what-lies-ahead/",
        "details": "It shows my house.",
    } | fields


def test_every_footer_leads_to_the_form_rules_and_privacy(client, episode):
    page = text_of(client.get(episode.get_absolute_url()))

    for name in ("rules", "privacy", "report"):
        address = reverse(f"comments:{name}")
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_a_report_needs_no_account_and_is_stored(client, db):
    response = client.post(URL, problem(email="me@example.org"), follow=True)

    report = ProblemReport.objects.get()
    assert response.status_code == 200
    assert "Your report has reached the newsroom" in text_of(response)
    assert (report.kind, report.about) == ("identifies", "/episodes/what-lies-ahead/")
    assert (report.details, report.email) == ("It shows my house.", "me@example.org")


def test_it_is_mailed_to_whoever_is_on_duty(client, db):
    default_task_backend.clear()
    client.post(URL, problem(email="me@example.org"))
    (task,) = default_task_backend.results

    task.task.func(*task.args)

    (message,) = mail.outbox
    assert message.to == ["duty@example.org"]
    assert "It shows my house." in message.body
    assert (
        reverse(
            "admin:comments_problemreport_change", args=[ProblemReport.objects.get().pk]
        )
        in message.body
    )
    assert "what-lies-ahead" not in message.subject
    assert "house" not in message.subject


def test_without_a_duty_address_it_is_stored_alone(client, db, settings):
    settings.DUTY_EMAIL = ""
    client.post(URL, problem())

    ProblemReport.objects.get().mail()

    assert not mail.outbox


def test_the_page_it_is_about_is_filled_in(client, db):
    page = text_of(client.get(URL, {"about": "https://example.org/a?<b>\x00"}))

    assert 'value="https://example.org/a?&lt;b&gt;"' in page


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "nonsense"},
        {"about": ""},
        {"about": "x" * 501},
        {"details": " \u200b "},
        {"details": "x" * 5001},
        {"details": "a\x00b"},
        {"email": "no address"},
    ],
)
def test_a_report_refused_keeps_its_words(client, db, fields):
    response = client.post(URL, problem(**fields))

    assert response.status_code == 422
    assert "field__error" in text_of(response)
    assert ("It shows my house." in text_of(response)) == ("details" not in fields)
    assert not ProblemReport.objects.exists()


def test_a_stale_token_keeps_the_words(db):
    response = Client(enforce_csrf_checks=True).post(URL, problem())

    assert response.status_code == 403
    assert "Nothing is lost" in text_of(response)
    assert "It shows my house." in text_of(response)
    assert not ProblemReport.objects.exists()


def test_a_flood_of_reports_is_asked_to_wait(client, db):
    for _ in range(20):
        assert client.post(URL, problem()).status_code == 302
    # However long that took.
    Attempt.objects.update(at=timezone.now())

    response = client.post(URL, problem())

    assert response.status_code == 429
    assert "60 minutes" in text_of(response)
    assert "It shows my house." in text_of(response)
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert client.post(URL, problem()).status_code == 302


def test_what_is_said_about_keeping_is_what_is_done(client, db):
    page = " ".join(text_of(client.get("/privacy/")).split())

    assert "for 365 days, so that you can see and withdraw" in page
    assert "for about 24 hours, under your random number" in page
    assert "a key that changes every 7 days" in page
    assert "without its comment is deleted after 25 hours at most" in page
    assert "could not be prepared is deleted after 7 days" in page
    assert "turned down is deleted 30 days after" in page
