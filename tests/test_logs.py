import logging

import pytest

from stream_site.logs import Brief

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
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["brief"]


@pytest.mark.django_db
def test_a_login_with_another_sites_address_leads_to_the_editing_room(client):
    make_producer(username="amal", password="correct horse")  # noqa: S106
    form = {"username": "amal", "password": "correct horse"}

    for address in ("", "https://evil.example/", "//evil.example"):
        response = client.post("/admin/login/", form | {"next": address})

        assert response["Location"] == "/admin/"
