"""Every view that answers a stale token itself: by whatever method it is asked."""

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from .factories import make_comment
from .posting import text_of, thread_url

METHODS = ["POST", "PUT", "PATCH", "DELETE", "BREW"]


def answering():
    """The names of their addresses, and what stands in these."""
    patterns = get_resolver("comments.urls").url_patterns
    return [
        pytest.param(pattern.name, [*pattern.pattern.converters], id=pattern.name)
        for pattern in patterns
        if hasattr(pattern.callback, "answer_stale")
    ]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("name", "places"), answering())
@pytest.mark.parametrize("is_theirs", [True, False], ids=["public", "unknown"])
def test_without_a_token_it_answers_in_words(
    episode, producer, name, places, method, is_theirs
):
    comment = make_comment(episode, approved_by=producer)
    known = {"slug": episode.slug, "public_id": comment.public_id, "token": "x"}
    unknown = {"slug": episode.slug, "public_id": uuid.uuid4(), "token": "x"}
    values = known if is_theirs else unknown
    address = reverse(
        f"comments:{name}", kwargs={place: values[place] for place in places}
    )

    response = Client(enforce_csrf_checks=True).generic(method, address)

    assert 400 <= response.status_code < 500
    assert "no-store" in response["Cache-Control"]
    assert response.content


@pytest.mark.parametrize("method", METHODS[1:])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [("like", "Please press it again."), ("report_comment", "Nothing is lost")],
)
def test_a_like_and_a_report_are_asked_for_again(
    episode, producer, name, sentence, method
):
    comment = make_comment(episode, approved_by=producer)
    address = reverse(f"comments:{name}", args=[episode.slug, comment.public_id])

    response = Client(enforce_csrf_checks=True).generic(method, address)

    assert response.status_code == 403
    assert sentence in response.text


@pytest.mark.parametrize(
    ("has_cookie", "sentence"),
    [
        (True, "The form was open for too long."),
        (False, "please allow this site's cookies"),
    ],
)
def test_whoever_keeps_no_cookies_hears_that_and_finds_their_words(
    episode, has_cookie, sentence
):
    browser = Client(enforce_csrf_checks=True)
    if has_cookie:
        browser.get(reverse("comments:token", args=[episode.slug]))

    response = browser.post(thread_url(episode), {"body": "Who decided?"})

    assert response.status_code == 403
    page = text_of(response)
    assert sentence in page
    assert "Who decided?" in page
