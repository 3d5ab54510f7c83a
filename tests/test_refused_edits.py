import pytest
from django.test import Client

from comments.forms.edit import LIFETIME
from comments.models import Attempt, Comment, ModerationAction, Viewer
from comments.rations import EDITS

from .edits import aged, edit, edit_url, later, open_form, recognise, token_on
from .posting import send, text_of


@pytest.fixture
def comment(client, episode):
    """One that this browser has just sent."""
    send(client, episode)
    return Comment.objects.get()


def test_another_browser_gets_nowhere_and_keeps_its_words(comment):
    other = Client()
    words = {"body": "Mine now", "name": "Eve", "token": "x"}

    opened = other.get(edit_url(comment))
    response = other.post(edit_url(comment), words)

    for answer in (opened, response):
        assert answer.status_code == 404
        assert "Only the browser that wrote a comment" in text_of(answer)
        assert "pumps" not in text_of(answer)
    assert "Mine now" in text_of(response)
    comment.refresh_from_db()
    assert comment.body == "Who decided about the pumps?"


def test_an_unknown_comment_is_answered_like_anothers(client, comment):
    unknown = edit_url(comment).replace(
        str(comment.public_id), "00000000-0000-4000-8000-000000000000"
    )

    assert text_of(client.get(unknown)) == text_of(Client().get(edit_url(comment)))


def test_too_late_is_said_with_the_words_to_copy(client, comment, settings):
    form = open_form(client, comment, body="Second thoughts")
    later(comment, minutes=settings.EDIT_MINUTES, seconds=1)

    response = client.post(edit_url(comment), form)

    assert response.status_code == 403
    assert "15 minutes" in text_of(response)
    assert "Second thoughts" in text_of(response)
    assert "Withdraw it" in text_of(response)
    assert not ModerationAction.objects.filter(action="edited")
    assert client.get(edit_url(comment)).status_code == 403


def test_a_form_is_void_once_the_comment_has_changed(client, comment):
    first, second = open_form(client, comment, body="One"), open_form(client, comment)
    client.post(edit_url(comment), first)

    response = client.post(edit_url(comment), second | {"body": "Two"})

    assert response.status_code == 409
    assert "The comment has changed since you opened it." in text_of(response)
    assert "Two" in text_of(response)
    comment.refresh_from_db()
    assert comment.body == "One"


def test_a_form_outlives_an_approval(client, comment, producer):
    form = open_form(client, comment, body="Two")
    comment.approve(producer)

    assert client.post(edit_url(comment), form).status_code == 200

    comment.refresh_from_db()
    assert (comment.body, comment.waiting) == ("Who decided about the pumps?", 2)
    assert comment.waiting_words.body == "Two"


def test_a_form_is_void_once_the_words_that_it_began_with_are_turned_down(
    client, comment, producer
):
    comment.approve(producer)
    edit(client, comment, body="Two")
    form = open_form(client, comment, body="Three")
    Comment.objects.get().reject(producer)

    response = client.post(edit_url(comment), form)

    assert response.status_code == 409
    assert "Three" in text_of(response)


def test_an_edit_that_meets_a_decision_is_refused(
    client, comment, producer, monkeypatch
):
    form = open_form(client, comment, body="Two")
    edit_words = Comment.edit

    def decide_first(self, *args, **kwargs):
        Comment.objects.get(pk=self.pk).reject(producer)
        edit_words(self, *args, **kwargs)

    monkeypatch.setattr(Comment, "edit", decide_first)
    response = client.post(edit_url(comment), form)

    assert response.status_code == 409
    assert "A producer decided not to publish it." in text_of(response)
    assert "Two" in text_of(response)


def test_the_same_form_twice_at_once_is_one_edit(client, comment, monkeypatch):
    form = open_form(client, comment, body="Two")
    edit_words = Comment.edit

    def be_overtaken(self, *args, **kwargs):
        edit_words(Comment.objects.get(pk=self.pk), *args, **kwargs)
        edit_words(self, *args, **kwargs)

    monkeypatch.setattr(Comment, "edit", be_overtaken)
    response = client.post(edit_url(comment), form)

    assert response.status_code == 200
    assert "Saved" in text_of(response)
    assert list(comment.revisions.values_list("number", "body"))[1:] == [(2, "Two")]


@pytest.mark.parametrize(
    ("verb", "status", "sentence"),
    [
        ("withdraw", 410, "You have withdrawn it."),
        ("reject", 409, "A producer decided not to publish it."),
    ],
)
def test_what_is_decided_can_not_be_edited(
    client, comment, producer, verb, status, sentence
):
    form = open_form(client, comment, body="Second thoughts")
    comment.withdraw() if verb == "withdraw" else comment.reject(producer)

    response = client.post(edit_url(comment), form)

    assert response.status_code == status
    assert sentence in text_of(response)
    assert "Second thoughts" in text_of(response)


def test_a_closed_discussion_takes_no_edit(client, comment, episode):
    form = open_form(client, comment, body="Second thoughts")
    episode.discussion.state = "closed"
    episode.discussion.save()

    response = client.post(edit_url(comment), form)

    assert response.status_code == 409
    assert "Second thoughts" in text_of(response)


@pytest.mark.parametrize("token", ["", "junk", "x" * 5000, "\x00"])
def test_a_forged_form_is_asked_again_with_its_words(client, comment, token):
    form = {"name": "Amal", "body": "Who paid?", "token": token}

    response = client.post(edit_url(comment), form)

    assert response.status_code == 403
    assert "Nothing is lost" in text_of(response)
    assert "Who paid?" in text_of(response)
    form["token"] = token_on(response)
    assert client.post(edit_url(comment), form).status_code == 200


def test_an_old_form_is_asked_again(client, comment):
    viewer = Viewer.objects.create(email="amal@example.org")
    Comment.objects.update(viewer=viewer)
    recognise(client, viewer)
    form = open_form(client, comment, body="Who paid?")
    form["token"] = aged(comment, seconds=LIFETIME.total_seconds() + 1)

    response = client.post(edit_url(comment), form)

    assert response.status_code == 403
    assert "Who paid?" in text_of(response)


def test_a_token_of_another_comment_is_none(client, comment, episode):
    send(client, episode, body="Another of mine")
    other = Comment.objects.latest("pk")
    form = open_form(client, other, body="Who paid?")

    assert client.post(edit_url(comment), form).status_code == 403
    comment.refresh_from_db()
    assert comment.body == "Who decided about the pumps?"


def test_a_stale_csrf_token_gives_the_words_back(client, comment):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    response = strict.post(
        edit_url(comment), open_form(client, comment, body="Who paid?")
    )

    assert response.status_code == 403
    assert "Who paid?" in text_of(response)
    assert "Nothing is lost" in text_of(response)
    comment.refresh_from_db()
    assert comment.body == "Who decided about the pumps?"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"body": "  \u200b "}, "Please write something"),
        ({"body": "x" * 3001}, "Please shorten it."),
        ({"name": ""}, "Please give a name"),
        ({"name": "x" * 81}, "80"),
        ({"body": "bell\x07"}, "a character in it that can't be shown"),
    ],
)
def test_bad_words_are_refused_in_the_form(client, comment, words, sentence):
    response = edit(client, comment, **words)

    assert response.status_code == 422
    assert sentence in text_of(response)
    comment.refresh_from_db()
    assert comment.revision == 1


def test_edits_are_rationed(client, comment):
    for _ in range(EDITS.by_visitor.most):
        Attempt.note(EDITS.by_visitor, comment.visitor)

    response = edit(client, comment, body="Who paid?")

    assert response.status_code == 429
    assert "Who paid?" in text_of(response)
