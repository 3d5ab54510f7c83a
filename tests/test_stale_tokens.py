"""Every view that answers a stale token itself: by whatever method it is asked."""

import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from .factories import make_comment

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
