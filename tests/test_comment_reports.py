"""A comment reported by a reader: without an account, and never its end by itself."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend

from comments.models import Attempt, Comment, Report
from comments.rations import COMMENT_REPORTS

from .at_once import at_once
from .factories import make_comment, make_episode
from .moderating import reworded
from .posting import FRAGMENT, text_of


@pytest.fixture
def comment(episode, producer):
    body = "The mayor lives at 5 Mill Lane."
    return make_comment(episode, approved_by=producer, name="Calm", body=body)


def report_url(comment):
    return reverse(
        "comments:report_comment", args=[comment.episode.slug, comment.public_id]
    )


def report(**fields):
    return {"kind": "identifies", "details": "That is my house."} | fields


def count_of(comment):
    return Comment.objects.get(pk=comment.pk).report_count


def test_the_form_quotes_the_comment_and_changes_nothing(client, comment):
    response = client.get(report_url(comment))

    assert "The mayor lives at 5 Mill Lane." in text_of(response)
    assert text_of(response).count('type="radio"') == len(Report.Kind)
    assert "no-store" in response["Cache-Control"]
    assert not Report.objects.exists()


def test_a_report_needs_no_account_and_hides_nothing(client, comment):
    response = client.post(report_url(comment), report())

    stored = Report.objects.get()
    assert (response.status_code, count_of(comment)) == (200, 1)
    assert "reports alone never take anything down" in text_of(response)
    assert (stored.kind, stored.details) == ("identifies", "That is my house.")
    assert Comment.objects.get().is_public
    assert "5 Mill Lane" in text_of(Client().get(comment.episode.get_absolute_url()))


def test_a_crowd_hides_nothing(comment):
    for _ in range(30):
        Client().post(report_url(comment), report(kind="hate"))

    assert count_of(comment) == 30
    assert Comment.objects.get().is_public


def test_a_report_by_script_is_answered_with_the_page(client, comment):
    """No script of ours sends one; another's gets no error for it."""
    refused = client.post(report_url(comment), report(kind=""), **FRAGMENT)
    thanked = client.post(report_url(comment), report(), **FRAGMENT)

    assert (refused.status_code, thanked.status_code) == (422, 200)


def test_words_are_not_asked_for(client, comment):
    assert client.post(report_url(comment), {"kind": "spam"}).status_code == 200
    assert Report.objects.get().details == ""


def test_a_second_report_is_thanked_alike_and_changes_nothing(client, comment):
    first = client.post(report_url(comment), report())
    second = client.post(report_url(comment), report(kind="spam", details="More"))

    assert text_of(first) == text_of(second)
    assert count_of(comment) == 1
    assert Report.objects.get().kind == "identifies"


def test_words_edited_after_a_report_was_handled_can_be_reported_anew(
    client, comment, producer
):
    client.post(report_url(comment), report(kind="spam"))
    comment.keep(producer)
    client.post(report_url(comment), report(kind="threat"))
    assert count_of(comment) == 0
    default_task_backend.clear()

    reworded(comment, "I will find you.", held=False)
    for _ in range(2):
        client.post(report_url(comment), report(kind="threat"))

    assert count_of(comment) == 1
    assert Report.objects.get().kind == "threat"
    assert len(default_task_backend.results) == 1


def test_an_edit_that_was_approved_can_be_reported_anew(client, comment, producer):
    reworded(comment, "I will find you.")
    client.post(report_url(comment), report(kind="spam"))
    comment.approve(producer)
    assert count_of(comment) == 0

    for _ in range(2):
        client.post(report_url(comment), report(kind="threat"))

    assert count_of(comment) == 1
    assert Report.objects.get().kind == "threat"


def test_the_same_words_approved_once_more_cannot_be_reported_anew(
    client, comment, producer
):
    client.post(report_url(comment), report())
    comment.hide(producer)
    comment.approve(producer)

    client.post(report_url(comment), report())

    assert count_of(comment) == 0


@pytest.mark.parametrize("kind", Report.Kind.values)
def test_what_is_urgent_is_mailed_to_whoever_is_on_duty(client, comment, kind):
    default_task_backend.clear()

    client.post(report_url(comment), report(kind=kind))

    tasks = default_task_backend.results
    urgent = kind in {"threat", "child", "identifies", "false"}
    assert len(tasks) == urgent
    for task in tasks:
        task.task.func(*task.args)
    assert len(mail.outbox) == urgent


def test_the_mail_says_where_to_look_and_nothing_else(client, comment):
    client.post(report_url(comment), report())

    Report.objects.get().mail()

    (message,) = mail.outbox
    change = reverse("admin:comments_comment_change", args=[comment.pk])
    assert message.to == ["duty@example.org"]
    assert change in message.body
    assert "It shows who or where somebody is" in message.body
    for secret in ("Mill Lane", "Calm", "my house", comment.episode.headline):
        assert secret not in message.subject + message.body


def test_a_crowd_that_says_the_same_calls_the_duty_editor_once(comment, producer):
    default_task_backend.clear()
    for kind in ("false", "false", "threat"):
        Client().post(report_url(comment), report(kind=kind))
    assert len(default_task_backend.results) == 2

    comment.refresh_from_db()
    comment.keep(producer)
    Client().post(report_url(comment), report(kind="false"))

    assert len(default_task_backend.results) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": ""},
        {"kind": "nonsense"},
        {"kind": "spam\x00"},
        {"details": "x" * 2001},
        {"details": "a\x00b"},
    ],
)
def test_a_report_refused_keeps_its_words(client, comment, fields):
    response = client.post(report_url(comment), report(**fields))

    assert response.status_code == 422
    assert "field__error" in text_of(response)
    assert ("That is my house." in text_of(response)) == ("details" not in fields)
    assert not Report.objects.exists()


def test_a_stale_token_gives_the_words_back(comment):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(report_url(comment), report())

    assert response.status_code == 403
    assert "Nothing is lost" in text_of(response)
    assert "That is my house." in text_of(response)
    assert not Report.objects.exists()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text_of(response))[1]
    again = browser.post(report_url(comment), report(csrfmiddlewaretoken=token))
    assert again.status_code == 200
    assert count_of(comment) == 1


def test_a_flood_from_one_address_is_asked_to_wait(client, comment):
    for _ in range(COMMENT_REPORTS.by_client.most):
        assert Client().post(report_url(comment), report()).status_code == 200
    # However long that took.
    Attempt.objects.update(at=timezone.now())

    response = client.post(report_url(comment), report())

    assert response.status_code == 429
    assert "60 minutes" in text_of(response)
    assert "That is my house." in text_of(response)
    assert count_of(comment) == COMMENT_REPORTS.by_client.most
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert client.post(report_url(comment), report()).status_code == 200


@pytest.mark.parametrize("verb", ["withdraw", "hide"])
def test_of_a_comment_that_is_gone_the_words_come_back(client, comment, producer, verb):
    getattr(comment, verb)(*([producer] if verb == "hide" else []))

    page = client.get(report_url(comment))
    response = client.post(report_url(comment), report(details="<b>Mine</b>"))

    for answer in (page, response):
        assert answer.status_code == 404
        assert "This comment is no longer public" in text_of(answer)
        assert "Mill Lane" not in text_of(answer)
        assert reverse("comments:report") in text_of(answer)
    assert "&lt;b&gt;Mine&lt;/b&gt;" in text_of(response)
    assert not Report.objects.exists()


def test_a_held_comment_looks_like_none(client, episode):
    held = make_comment(episode, body="Nobody read this yet.")

    response = client.get(report_url(held))

    assert response.status_code == 404
    assert "Nobody read this yet." not in text_of(response)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted_and_one_visitors_only_once():
    comment = make_comment(make_episode())
    comment.approve(None)
    own = Client()
    own.get(report_url(comment))
    browsers = [own] * 4 + [Client() for _ in range(8)]

    def sent_by(cookies):
        browser = Client()
        browser.cookies = cookies
        return lambda: browser.post(report_url(comment), report()).status_code

    answers = at_once([sent_by(browser.cookies) for browser in browsers])

    assert answers == [200] * len(browsers)
    assert count_of(comment) == Report.objects.count() == 9


def test_the_privacy_page_says_what_likes_and_reports_store(client, db):
    page = " ".join(text_of(client.get(reverse("comments:privacy"))).split())

    assert "That you like a comment, and since when, under your random number" in page
    assert "your words, if you gave any, and when, under your random number" in page
    assert "set when you write, like or report a comment" in page
