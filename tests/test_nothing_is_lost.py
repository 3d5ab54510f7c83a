"""Words that can't be taken come back. Errors of the form: test_posting and others."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client

from comments.models import Comment

from .factories import make_comment
from .posting import (
    FRAGMENT,
    check_url,
    fetch_token,
    hidden_fields,
    text_of,
    thread_url,
    words,
)

TYPED = "Who decided about the pumps?\n<b>Nobody</b> & all of us"
SHOWN = "Who decided about the pumps?\n&lt;b&gt;Nobody&lt;/b&gt; &amp; all of us"


@contextmanager
def database_away():
    def refuse(*_args):
        raise OperationalError("could not connect to server")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def form(client, episode):
    token = fetch_token(client, episode)
    return words(body=TYPED, key=token["key"], time=token["time"])


@pytest.mark.parametrize("address", [thread_url, check_url])
def test_with_the_database_away_the_words_come_back_to_be_sent_again(
    client, episode, form, address
):
    with database_away():
        response = client.post(address(episode), form)

    assert response.status_code == 503
    assert "Nothing is lost" in text_of(response)
    assert SHOWN in text_of(response)
    assert f'action="{address(episode)}"' in text_of(response)
    assert hidden_fields(text_of(response))["key"] == form["key"]
    assert "no-store" in response["Cache-Control"]
    assert response["Retry-After"]


def test_what_comes_back_makes_one_comment_when_sent_again(client, episode, form):
    with database_away():
        page = text_of(client.post(thread_url(episode), form))

    again = hidden_fields(page) | {"body": TYPED}
    for _ in range(2):
        assert client.post(thread_url(episode), again).status_code == 201

    assert Comment.objects.get().body == TYPED
    assert Comment.objects.get().name == "Amal"


def test_a_stale_token_and_the_database_away_lose_nothing(client, episode, form):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    with database_away():
        response = strict.post(thread_url(episode), form)

    assert response.status_code == 503
    assert SHOWN in text_of(response)


def test_a_script_keeps_its_form_where_it_stands(client, episode, form):
    with database_away():
        response = client.post(thread_url(episode), form, **FRAGMENT)

    # A whole page: the script takes it for no answer, and says so beside the words.
    assert response.status_code == 503
    assert "<html" in text_of(response)


def test_a_report_comes_back_too(client, db):
    typed = {"kind": "threat", "about": "/", "details": TYPED, "email": "a@example.org"}
    with database_away():
        response = client.post("/report/", typed)

    assert response.status_code == 503
    assert SHOWN in text_of(response)
    assert hidden_fields(text_of(response))["email"] == "a@example.org"


@pytest.mark.parametrize(
    ("address", "typed"),
    [("/me/link/", {"email": "a@example.org"}), ("/withdraw/", {"code": "K7PM-2QXD"})],
)
def test_an_address_and_a_code_come_back_too(client, db, address, typed):
    with database_away():
        response = client.post(address, typed)

    assert response.status_code == 503
    assert typed.items() <= hidden_fields(text_of(response)).items()


def test_a_report_of_a_comment_comes_back_too(client, episode, producer):
    comment = make_comment(episode, approved_by=producer)
    address = f"{comment.get_absolute_url()}report/"
    with database_away():
        response = client.post(address, {"kind": "threat", "details": TYPED})

    assert response.status_code == 503
    assert SHOWN in text_of(response)
    assert hidden_fields(text_of(response))["kind"] == "threat"

    episode.status = "draft"
    episode.save()
    gone = client.post(address, {"kind": "threat", "details": TYPED})
    assert gone.status_code == 404
    assert SHOWN in text_of(gone)


@pytest.mark.parametrize("address", [thread_url, check_url])
def test_an_episode_taken_down_meanwhile_gives_the_words_to_copy(
    client, episode, form, address
):
    episode.status = "draft"
    episode.save()

    response = client.post(address(episode), form)

    assert response.status_code == 404
    assert "Your words are still here to copy." in text_of(response)
    assert SHOWN in text_of(response)


def test_a_hidden_discussion_gives_the_words_to_copy(client, episode, form):
    episode.discussion.state = "hidden"
    episode.discussion.save()

    response = client.post(thread_url(episode), form)

    assert response.status_code == 409
    assert SHOWN in text_of(response)


def test_hostile_fields_come_back_as_text(client, episode):
    typed = words(body="\x00\x07</textarea><script>alert(1)</script>")
    typed['"><script>alert(2)</script>'] = '"><script>alert(3)</script>'
    with database_away():
        response = client.post(check_url(episode), typed)

    assert response.status_code == 503
    assert "<script>alert" not in text_of(response)
    assert "\x00" not in text_of(response)


def test_a_reader_is_answered_as_ever(client, episode):
    client.raise_request_exception = False
    with database_away():
        assert client.get(thread_url(episode)).status_code == 500


def test_the_check_page_shows_how_it_will_look(client, episode):
    page = text_of(client.post(check_url(episode), words(body=TYPED, place="Basra")))

    preview = page.split("This is how it will look")[1].split("</section>")[0]
    assert "Amal" in preview
    assert "Basra" in preview
    assert "&lt;b&gt;Nobody&lt;/b&gt;" in preview


def test_there_is_no_preview_of_nothing(client, episode):
    page = text_of(client.post(check_url(episode), words(body="")))

    assert "Please write something or add a video." in page
    assert "This is how it will look" not in page
