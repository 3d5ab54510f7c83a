import logging

import pytest
from django.core import signing
from django.test import Client

from comments.models import Proof
from stream_site.logs import Brief, Discreet

from .factories import make_producer


@pytest.fixture
def said(caplog):
    brief = Brief()
    caplog.handler.addFilter(brief)
    yield caplog
    caplog.handler.removeFilter(brief)


def test_a_damaged_request_is_logged_in_one_line(client, db, said):
    client.post("/report/", b"x", content_type="multipart/form-data; boundary=")

    assert [r.status_code for r in said.records] == [400]
    assert "Traceback" not in said.text


def test_a_mistake_of_ours_is_logged_with_its_traceback(said):
    try:
        raise ValueError
    except ValueError:
        logging.getLogger("django.request").exception("x", extra={"status_code": 500})
        logging.getLogger("comments").exception("x")

    assert said.text.count("Traceback") == 2


def test_the_log_of_the_site_is_brief(settings):
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["brief", "discreet"]


@pytest.mark.django_db
@pytest.mark.parametrize("colon", [":", "%3A"])
def test_no_signed_token_is_logged(caplog, colon):
    caplog.handler.addFilter(Discreet())
    Proof.ask("amal@example.org")
    token = signing.dumps(Proof.objects.get().pk, salt="comments.proof")
    address = f"/me/link/{token.replace(':', colon)}/"

    # Its token for the form is missing; the method is none of its; it leads nowhere.
    Client(enforce_csrf_checks=True).post(address)
    Client().put(address)
    Client().get("/me/no-mails" + address.removeprefix("/me/link"))
    logging.getLogger("gunicorn.error").warning("Invalid request %s", address)

    assert [record.levelname for record in caplog.records].count("WARNING") >= 4
    assert "/me/link/…/" in caplog.text
    assert token.split(":")[-1] not in caplog.text


def test_a_long_address_is_looked_through_word_by_word():
    """Tried from each of its letters, it would take hours."""
    address = f"Not Found: /{'a' * 500_000}:{'b' * 500_000}/"
    record = logging.makeLogRecord({"msg": address})

    assert Discreet().filter(record)

    assert record.getMessage() == address


@pytest.mark.django_db
def test_a_login_with_another_sites_address_leads_to_the_editing_room(client):
    make_producer(username="amal", password="correct horse")  # noqa: S106
    form = {"username": "amal", "password": "correct horse"}

    for address in ("", "https://evil.example/", "//evil.example"):
        response = client.post("/admin/login/", form | {"next": address})

        assert response["Location"] == "/admin/"
