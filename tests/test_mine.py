import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment, Video, Viewer
from comments.screening import Reason, Screening, Verdict

from .edits import edit, later, recognise
from .factories import make_comment, make_episode
from .moderating import reworded
from .posting import FRAGMENT, send, text_of


@pytest.fixture
def address(episode):
    return reverse("comments:mine", args=[episode.slug])


def test_the_author_sees_what_is_held_and_nobody_else_does(client, episode, address):
    send(client, episode)

    own = client.get(address, **FRAGMENT)
    assert "Who decided about the pumps?" in text_of(own)
    assert "It isn't public yet" in text_of(own)
    assert "Withdraw it" in text_of(own)
    assert "no-store" in own["Cache-Control"]
    assert "private" in own["Cache-Control"]
    assert "Who decided" not in text_of(Client().get(address, **FRAGMENT))


def test_what_is_public_brings_only_its_ways_to_the_page(
    client, episode, producer, address
):
    send(client, episode)
    comment = Comment.objects.get()
    comment.approve(producer)

    own = text_of(client.get(address, **FRAGMENT))

    assert "Who decided" not in own
    assert f'data-own="comment-{comment.public_id}"' in own
    assert reverse("comments:edit", args=[episode.slug, comment.public_id]) in own
    assert f"/withdraw/?comment={comment.public_id}" in own
    assert "data-own" not in text_of(Client().get(address, **FRAGMENT))


def test_a_refusal_is_told_with_its_reason(client, episode, producer, address):
    send(client, episode)
    comment = Comment.objects.get()

    comment.reject(producer, reason="It names a <child>.")

    own = text_of(client.get(address, **FRAGMENT))
    assert "A producer decided not to publish it." in own
    assert "It names a &lt;child&gt;." in own
    assert "Who decided" in own
    assert "Edit it" not in own


def test_what_was_withdrawn_is_not_listed(client, episode, address):
    send(client, episode)
    assert "mine__comment" in text_of(client.get(address, **FRAGMENT))

    Comment.objects.get().withdraw()

    assert "mine__comment" not in text_of(client.get(address, **FRAGMENT))


def test_an_edit_that_waits_stands_beside_what_is_up(
    client, episode, producer, address
):
    send(client, episode)
    comment = Comment.objects.get()
    comment.approve(producer)
    edit(client, comment, body="Who paid?")

    own = text_of(client.get(address, **FRAGMENT))
    assert "Until then the old ones stay up." in own
    assert "Who paid?" in own
    assert "Who decided about the pumps?" in own
    assert "Take the old version down now" in own

    Comment.objects.get().reject(producer, reason="Off topic.")
    own = text_of(client.get(address, **FRAGMENT))
    assert "A producer turned your change down." in own
    assert "Off topic." in own
    assert "Who paid?" in own


def test_the_time_left_to_edit_is_said_and_ends(client, episode, address, settings):
    send(client, episode)
    assert "15 minutes left" in text_of(client.get(address, **FRAGMENT))

    later(Comment.objects.get(), minutes=14, seconds=30)
    assert "1 minute left" in text_of(client.get(address, **FRAGMENT))

    later(Comment.objects.get(), minutes=15, seconds=1)
    assert "Edit it" not in text_of(client.get(address, **FRAGMENT))
    assert "Withdraw it" in text_of(client.get(address, **FRAGMENT))


def test_an_edits_refusal_is_not_explained_by_that_of_the_comment(
    client, episode, producer, address
):
    send(client, episode)
    comment = Comment.objects.get()
    comment.approve(producer)
    reworded(comment).reject(producer, reason="It is advertising")
    comment.hide(producer, reason="Pressed by mistake")
    comment.approve(producer)

    own = text_of(client.get(address, **FRAGMENT))

    assert "A producer turned your change down." in own
    assert "It is advertising" in own
    assert "Pressed by mistake" not in own


def test_a_proved_viewer_sees_their_own_on_any_browser(episode, address):
    viewer = Viewer.objects.create(email="amal@example.org")
    make_comment(episode, body="Mine from elsewhere", viewer=viewer)
    make_comment(episode, body="Of somebody else")
    browser = Client()
    recognise(browser, viewer)

    own = text_of(browser.get(address, **FRAGMENT))
    assert "Mine from elsewhere" in own
    assert "Edit it" in own
    assert "minutes left" not in own
    assert "somebody else" not in own


def test_many_of_ones_own_cost_as_many_queries_as_one(
    client, episode, producer, address, django_assert_num_queries
):
    send(client, episode)
    visitor = Comment.objects.get().visitor
    with CaptureQueriesContext(connection) as one:
        client.get(address, **FRAGMENT)

    for n in range(30):
        comment = make_comment(episode, visitor=visitor, key=f"many {n}")
        if n % 3 == 0:
            comment.approve(producer)
            words = {"name": "A", "place": "", "body": "New"}
            screening = Screening(Verdict.HOLD, Reason.BEFORE_APPROVAL)
            comment.edit(words, screening=screening, seen=comment.edition)
        if n % 3 == 1:
            comment.reject(producer)

    with django_assert_num_queries(len(one)):
        client.get(address, **FRAGMENT)
    assert len(one) <= 5


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        ("queued", "", "Your video is being prepared"),
        ("processing", "", "Your video is being prepared"),
        ("ready", "", "a producer reads it first"),
        ("failed", "truncated", "the file stops halfway"),
    ],
)
def test_the_author_hears_how_the_clip_is_doing(
    client, episode, address, state, reason, sentence
):
    send(client, episode)
    Comment.objects.update(has_video=True)
    Video.objects.create(comment=Comment.objects.get(), state=state, reason=reason)

    assert sentence in text_of(client.get(address, **FRAGMENT))


def test_only_this_episodes_are_listed(client, episode, address):
    send(client, episode)
    other = reverse("comments:mine", args=[make_episode().slug])

    assert "Who decided" in text_of(client.get(address, **FRAGMENT))
    assert "Who decided" not in text_of(client.get(other, **FRAGMENT))


def test_without_script_it_is_a_page_of_its_own(client, episode, producer, address):
    public = text_of(client.get(episode.get_absolute_url()))
    assert f'<a href="{address}">' in public
    assert "Nothing of yours is known here." in text_of(client.get(address))

    send(client, episode, body="On the page soon.")
    Comment.objects.get().approve(producer)
    send(client, episode, body="Still held.")
    response = client.get(address)

    page = text_of(response)
    assert "<h1>What you sent from this browser</h1>" in page
    for words in ("On the page soon.", "Still held.", "It isn't public yet"):
        assert words in page
    assert f'href="{Comment.objects.earliest("pk").get_absolute_url()}"' in page
    assert page.count("Withdraw it</button>") == page.count("minutes left)") == 2
    assert "no-store" in response["Cache-Control"]
    assert "Still held." not in text_of(Client().get(address))
