import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment, Video

from .factories import make_episode
from .posting import send, text_of


@pytest.fixture
def address(episode):
    return reverse("comments:mine", args=[episode.slug])


def test_the_author_sees_what_is_held_and_nobody_else_does(client, episode, address):
    send(client, episode)

    own = client.get(address)
    assert "Who decided about the pumps?" in text_of(own)
    assert "It isn't public yet" in text_of(own)
    assert "Withdraw it" in text_of(own)
    assert "no-store" in own["Cache-Control"]
    assert "private" in own["Cache-Control"]
    assert "Who decided" not in text_of(Client().get(address))


def test_what_became_public_or_was_withdrawn_is_not_listed(
    client, episode, producer, address
):
    send(client, episode)
    comment = Comment.objects.get()
    comment.approve(producer)
    assert "Who decided" not in text_of(client.get(address))
    comment.reject(producer)
    assert "A producer decided not to publish it." in text_of(client.get(address))
    comment.withdraw()
    assert "mine__comment" not in text_of(client.get(address))


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        ("queued", "", "Your video is being prepared"),
        ("processing", "", "Your video is being prepared"),
        ("ready", "", "a producer reads everything first"),
        ("failed", "truncated", "the file stops halfway"),
    ],
)
def test_the_author_hears_how_the_clip_is_doing(
    client, episode, address, state, reason, sentence
):
    send(client, episode)
    Video.objects.create(comment=Comment.objects.get(), state=state, reason=reason)

    assert sentence in text_of(client.get(address))


def test_only_this_episodes_are_listed(client, episode):
    send(client, episode)
    other = reverse("comments:mine", args=[make_episode().slug])

    assert "Who decided" not in text_of(client.get(other))
