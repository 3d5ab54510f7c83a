import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment, Viewer
from comments.visitors import VIEWER_COOKIE

from .posting import fetch_token, send, text_of

URL = "/forget/"


@pytest.fixture
def known(client, episode):
    """A browser that has written, with everything that may stand in it."""
    send(client, episode)
    viewer = Viewer.objects.create(email="amal@example.org")
    client.cookies[VIEWER_COOKIE] = viewer.key
    return client


def forgotten_by(response):
    return {name for name, cookie in response.cookies.items() if not cookie.value}


def test_it_says_beforehand_what_goes_and_what_that_means(client):
    page = text_of(client.get(URL))

    assert "without your code" in page
    assert f'action="{URL}"' in page
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_a_get_forgets_nothing(known):
    response = known.get(URL)

    assert response.status_code == 200
    assert not forgotten_by(response)


def test_its_button_forgets_every_cookie_and_what_is_stored(known, episode):
    response = known.post(URL)

    assert response.status_code == 200
    assert forgotten_by(response) == {"visitor", "mine", "viewer", "csrftoken"}
    assert response["Clear-Site-Data"] == '"storage"'
    mine = reverse("comments:mine", args=[episode.slug])
    assert "pumps" not in text_of(known.get(mine))
    assert Comment.objects.get().body


def test_a_producer_stays_signed_in(producer_client, episode):
    fetch_token(producer_client, episode)

    response = producer_client.post(URL)

    assert forgotten_by(response) == {"visitor", "mine", "viewer"}
    assert "Clear-Site-Data" not in response
    assert producer_client.get("/admin/").status_code == 200


def test_another_sites_page_makes_nobody_forget(known):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = known.cookies

    response = strict.post(URL)

    assert response.status_code == 403
    assert not forgotten_by(response)


def test_the_privacy_page_leads_there(client):
    assert f'href="{URL}"' in text_of(client.get("/privacy/"))


def test_mine_leads_there_too(known, episode):
    page = text_of(known.get(reverse("comments:mine", args=[episode.slug])))

    assert f'href="{URL}"' in page
