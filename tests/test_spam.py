"""Akismet, played by a server on this machine: what it is told, and what it can do."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from comments import spam
from comments.models import ModerationAction
from comments.screening import PHASES

from .edits import edit
from .factories import make_episode
from .posting import check_url, send_unhurried, text_of, words
from .site import free_port

akismet = pytest.importorskip("akismet", reason="needs requirements-scale.txt")
pytestmark = pytest.mark.django_db


class StandIn(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        form = parse_qs(self.rfile.read(length).decode())
        self.server.asked.append((self.path, {k: v[0] for k, v in form.items()}))
        status, answer = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


@pytest.fixture
def service(monkeypatch, settings):
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    server.asked, server.answer = [], (200, b"false")
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    settings.AKISMET_KEY = "the-key"
    find_at(monkeypatch, server.server_port, patience=60)
    yield server
    spam._client.cache_clear()
    server.shutdown()
    thread.join()
    server.server_close()


def find_at(monkeypatch, port, patience=1):
    """Where the service is, and how many seconds it has to answer."""
    monkeypatch.setattr("akismet._common._API_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setattr("akismet._common._TIMEOUT", patience)


@pytest.fixture
def episode():
    return make_episode()


def last_of_trace():
    return ModerationAction.objects.get(action="received").trace[-1]


def test_nobody_is_asked_without_a_key(client, episode, service, settings):
    settings.AKISMET_KEY = ""

    assert send_unhurried(client, episode).status_code == 201
    assert not service.asked
    assert spam.phases() == PHASES


def test_it_is_told_the_words_and_no_address_of_any_kind(client, episode, service):
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    send_unhurried(
        client, episode, name="Amal", body="Wörter", email="amal@example.org"
    )

    [(path, told)] = service.asked
    assert path == "/1.1/comment-check"
    assert told == {
        "api_key": "the-key",
        "blog": "http://localhost",
        "blog_charset": "UTF-8",
        "comment_author": "Amal",
        "comment_content": "Wörter",
        "comment_type": "comment",
        "user_ip": spam.NO_ADDRESS,
    }


def test_what_it_takes_for_spam_is_held(client, episode, service):
    service.answer = (200, b"true")

    assert send_unhurried(client, episode).status_code == 201
    assert episode.comments.get().held_for == "taken for spam"
    assert last_of_trace() == ["akismet", "taken for spam"]


def test_what_it_lets_through_is_screened_on(client, episode, service):
    assert send_unhurried(client, episode).status_code == 201

    received = ModerationAction.objects.get(action="received")
    assert ["akismet", "pass"] in received.trace
    assert episode.comments.get().held_for == "everything is read first"


def test_what_is_held_anyway_is_not_shown_to_it(client, episode, service):
    send_unhurried(client, episode, website="https://spam.example")

    assert episode.comments.get().held_for == "trap filled in"
    assert not service.asked


def test_it_is_asked_when_words_are_sent_and_not_while_they_are_looked_at(
    client, episode, service
):
    assert client.post(check_url(episode), words()).status_code == 200
    assert not service.asked

    send_unhurried(client, episode)
    assert len(service.asked) == 1

    edit(client, episode.comments.get(), body="Who pays?")
    assert service.asked[1][1]["comment_content"] == "Who pays?"
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    "answer", [(500, b"true"), (200, b"invalid"), (200, b""), (200, b"<html>\xff")]
)
def test_an_answer_that_is_none_holds(client, episode, service, answer, caplog):
    service.answer = answer

    assert send_unhurried(client, episode).status_code == 201
    assert episode.comments.get().held_for == "not checked for spam"
    assert "Akismet could not be asked" in caplog.text
    assert "the-key" not in caplog.text


def test_a_service_that_cannot_be_reached_holds(client, episode, service, monkeypatch):
    find_at(monkeypatch, free_port())

    assert send_unhurried(client, episode).status_code == 201
    assert last_of_trace() == ["akismet", "not checked for spam"]


def test_a_service_that_never_answers_holds_nobody_up(
    client, episode, service, monkeypatch
):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        find_at(monkeypatch, silent.getsockname()[1])
        assert send_unhurried(client, episode).status_code == 201

    assert last_of_trace() == ["akismet", "not checked for spam"]


def test_the_privacy_page_says_whether_it_is_asked(client, settings):
    assert "Akismet" not in text_of(client.get("/privacy/"))

    settings.AKISMET_KEY = "the-key"
    assert "are shown to Akismet" in text_of(client.get("/privacy/"))
