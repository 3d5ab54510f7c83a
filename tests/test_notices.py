"""Mails to an author: published, answered, picked."""

import re
import socket
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client
from django_tasks import default_task_backend

from comments.mails import NotDelivered
from comments.models import Comment, Discussion, Notice, Viewer
from comments.models.notice import REPLIES
from comments.screening import screen
from comments.words import Words
from episodes.models import Episode

from .factories import make_comment
from .mails import run_tasks
from .posting import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
EMAIL = "amal@example.org"


@pytest.fixture
def viewer():
    return Viewer.objects.create(email=EMAIL)


@pytest.fixture
def comment(episode, viewer):
    """One whose author wants mails."""
    return make_comment(episode, viewer=viewer, email=EMAIL, notices=True, name="Amal")


def test_the_author_is_told_that_it_is_published(comment, producer):
    comment.approve(producer)

    [message] = run_tasks()

    assert message.to == [EMAIL]
    assert message.subject == "Your comment is published"
    assert comment.get_absolute_url() in message.body


def test_the_author_is_told_of_an_answer(comment, producer):
    comment.approve(producer)
    run_tasks()
    reply = make_comment(comment.episode, parent=comment, approved_by=producer)

    [message] = run_tasks()

    assert message.subject == "Your comment was answered"
    assert reply.get_absolute_url() in message.body


def test_whoever_is_answered_deeper_in_the_thread_is_told(episode, viewer, producer):
    root = make_comment(episode, approved_by=producer)
    own = make_comment(
        episode, parent=root, viewer=viewer, notices=True, approved_by=producer
    )
    run_tasks()

    make_comment(episode, parent=root, approved_by=producer)
    assert run_tasks() == []
    make_comment(episode, parent=own, approved_by=producer)
    assert [message.subject for message in run_tasks()] == ["Your comment was answered"]


def test_the_author_is_told_of_a_pick(comment, producer):
    comment.approve(producer)
    run_tasks()
    comment.pick(producer)

    [message] = run_tasks()

    assert message.subject == "Your comment was picked"


def test_nobody_is_mailed_twice_about_one_event(comment, producer):
    reply = make_comment(comment.episode, parent=comment)
    for _ in range(2):
        comment.approve(producer)
        comment.pick(producer)
        comment.unpick(producer)
        reply.approve(producer)
        reply.hide(producer)
        comment.hide(producer)

    # What is hidden again before the worker comes to it is not told at all.
    assert run_tasks() == []
    assert Notice.objects.count() == 3


def test_a_task_run_twice_mails_once(comment, producer):
    comment.approve(producer)
    [result] = default_task_backend.results

    for _ in range(2):
        result.task.func(*result.args)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "fields", [{"notices": False}, {"viewer": None}, {"viewer": None, "email": EMAIL}]
)
def test_only_a_proved_address_that_wants_it_is_mailed(comment, producer, fields):
    Comment.objects.update(**fields)
    comment.refresh_from_db()
    comment.approve(producer)
    comment.pick(producer)
    make_comment(comment.episode, parent=comment, approved_by=producer)

    assert run_tasks() == []
    assert not Notice.objects.exists()


@pytest.mark.parametrize("same", ["viewer", "visitor"])
def test_nobody_is_told_of_their_own_answer(comment, producer, same):
    comment.approve(producer)
    run_tasks()
    own = {same: getattr(comment, same)}
    make_comment(comment.episode, parent=comment, approved_by=producer, **own)

    assert run_tasks() == []


def test_what_appears_at_once_was_seen_by_its_author(comment):
    comment.approve(None)

    assert run_tasks() == []


def test_an_approved_edit_is_told_once(comment, producer):
    comment.approve(producer)
    run_tasks()
    held = screen(Words(body="Other words.", discussion_is_open=True))
    assert held.held
    words = {"name": "Amal", "place": "", "body": "Other words."}
    comment.edit(words, screening=held, seen=comment.edition)
    assert run_tasks() == []

    comment.approve(producer)

    assert [message.subject for message in run_tasks()] == ["Your comment is published"]


@pytest.mark.parametrize(
    "gone", ["withdrawn", "hidden", "discussion", "episode", "unwanted"]
)
def test_what_is_no_longer_so_is_not_told(comment, producer, gone):
    comment.approve(producer)
    if gone == "withdrawn":
        comment.withdraw()
    elif gone == "hidden":
        comment.hide(producer)
    elif gone == "discussion":
        Discussion.objects.update(state=Discussion.State.HIDDEN)
    elif gone == "episode":
        Episode.objects.update(status=Episode.Status.DRAFT)
    else:
        comment.viewer.stop_notices()

    assert run_tasks() == []


def test_a_mail_holds_neither_words_nor_names_and_its_subject_no_episode(
    episode, viewer, producer
):
    own = make_comment(
        *[episode],
        viewer=viewer,
        notices=True,
        name="Zebra\nBcc: x@example.org",
        body="Giraffe",
        approved_by=producer,
    )
    make_comment(episode, parent=own, name="Okapi", body="Hippo", approved_by=producer)
    own.pick(producer)

    messages = run_tasks()

    assert len(messages) == 3
    for message in messages:
        whole = message.message()
        for word in ("Zebra", "Giraffe", "Okapi", "Hippo"):
            assert word not in whole.as_string()
        # As a header: a signature may have these three letters.
        assert "Bcc" not in whole
        assert episode.headline not in message.subject


def test_each_says_how_to_end_it(comment, producer):
    comment.approve(producer)

    [message] = run_tasks()

    headers = message.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [address] = re.findall(r"<(http\S+)>", headers["List-Unsubscribe"])
    assert address in message.body


def test_a_popular_comment_does_not_fill_a_box(comment, producer):
    comment.approve(producer)
    run_tasks()
    for _ in range(REPLIES.most + 1):
        make_comment(comment.episode, parent=comment, approved_by=producer)

    assert len(run_tasks()) == REPLIES.most
    comment.pick(producer)
    assert len(run_tasks()) == 1


@pytest.mark.parametrize(
    "error",
    [
        SMTPServerDisconnected(f"no, {EMAIL}"),
        SMTPRecipientsRefused({EMAIL: (550, b"no")}),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
)
def test_what_the_server_refuses_is_tried_again(comment, producer, monkeypatch, error):
    comment.approve(producer)
    [result] = default_task_backend.results

    def refuse(self, messages):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(
            "django.core.mail.backends.locmem.EmailBackend.send_messages", refuse
        )
        with pytest.raises(NotDelivered) as raised:
            result.task.func(*result.args)

    # It is kept with the task.
    assert EMAIL not in str(raised.value)
    assert raised.value.__suppress_context__
    result.task.func(*result.args)
    assert len(mail.outbox) == 1


def test_a_server_that_says_nothing_does_not_keep_the_worker(
    comment, producer, settings
):
    assert settings.EMAIL_TIMEOUT
    comment.approve(producer)
    [result] = default_task_backend.results

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.1
        with pytest.raises(NotDelivered):
            result.task.func(*result.args)

    assert Notice.objects.get().sent_at is None


def test_a_row_names_no_address(comment, producer):
    comment.approve(producer)

    [result] = default_task_backend.results
    assert "@" not in f"{result.args}{result.kwargs}"


def test_the_form_has_a_tick_for_it(client, episode, producer):
    send(client, episode, email=EMAIL, notices="on")
    send(Client(), episode, email=EMAIL)

    assert set(Comment.objects.values_list("notices", flat=True)) == {True, False}


def test_the_tick_means_nothing_without_an_address(client, episode, producer):
    send(client, episode, notices="on")

    Comment.objects.get().approve(producer)

    assert run_tasks() == []
