"""A like: one a visitor, undoable, without an account, and counted true."""

import random
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Attempt, Comment, Discussion, Like
from comments.rations import LIKES
from comments.sweeper import Sweeper
from episodes.models import Episode

from .at_once import at_once
from .factories import make_comment, make_episode, make_producer
from .posting import FRAGMENT, fetch_token, text_of

GONE = "This comment is no longer public"


@pytest.fixture
def comment(episode, producer):
    return make_comment(episode, approved_by=producer, name="Calm")


def like_url(comment):
    return reverse("comments:like", args=[comment.episode.slug, comment.public_id])


def likes_url(episode):
    return reverse("comments:likes", args=[episode.slug])


def count_of(comment):
    return Comment.objects.get(pk=comment.pk).like_count


def version_of(episode):
    return Episode.objects.get(pk=episode.pk).page_version.version


def test_a_guest_likes_and_takes_it_back_without_script(client, comment):
    page = client.get(like_url(comment))
    assert "Do you like this comment?" in text_of(page)
    assert "likes it" not in text_of(page)
    assert comment.body in text_of(page)

    response = client.post(like_url(comment), {"liked": "1"}, follow=True)

    assert response.redirect_chain == [(like_url(comment), 302)]
    assert "You like this comment" in text_of(response)
    assert "1 person likes it." in text_of(response)
    assert count_of(comment) == 1

    response = client.post(like_url(comment), {"liked": "0"}, follow=True)

    assert "Do you like this comment?" in text_of(response)
    assert (count_of(comment), Like.objects.count()) == (0, 0)


def test_looking_at_the_page_likes_nothing(client, comment):
    for look in (client.get, client.head):
        assert look(like_url(comment)).status_code == 200

    assert not Like.objects.exists()


@pytest.mark.parametrize("liked", ["1", "0"])
def test_a_resend_changes_nothing(client, comment, liked):
    for sent in ("1", liked, liked):
        assert client.post(like_url(comment), {"liked": sent}).status_code == 302

    assert count_of(comment) == int(liked) == Like.objects.count()


def test_everybody_has_one_like(comment):
    for _ in range(3):
        Client().post(like_url(comment), {"liked": "1"})

    assert count_of(comment) == 3


def test_in_place_the_answer_brings_the_button_as_it_now_is(client, comment):
    fetch_token(client, comment.episode)

    liked = client.post(like_url(comment), {"liked": "1"}, **FRAGMENT)
    unliked = client.post(like_url(comment), {"liked": "0"}, **FRAGMENT)

    assert 'aria-pressed="true"' in text_of(liked)
    assert '1<span class="visually-hidden"> like</span>' in text_of(liked)
    assert 'aria-pressed="false"' in text_of(unliked)
    assert "<html" not in text_of(liked)
    assert "no-store" in liked["Cache-Control"]


def test_the_page_asks_what_was_liked_here(client, comment, django_assert_num_queries):
    other = make_comment(make_episode(), approved_by=make_producer())
    assert client.get(likes_url(comment.episode)).json() == {"liked": []}
    for one in (comment, other):
        client.post(like_url(one), {"liked": "1"})

    with django_assert_num_queries(2):
        answer = client.get(likes_url(comment.episode))

    assert answer.json() == {"liked": [str(comment.public_id)]}
    assert "no-store" in answer["Cache-Control"]
    assert client.cookies["mine"].value == "1"
    assert Client().get(likes_url(comment.episode)).json() == {"liked": []}


def test_looking_doesnt_have_the_page_ask(client, comment):
    client.get(like_url(comment))

    assert "visitor" in client.cookies
    assert "mine" not in client.cookies


@pytest.mark.parametrize("fields", [{}, {"liked": ""}, {"liked": "2"}, {"liked": "\0"}])
@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "in place"])
def test_what_says_neither_is_refused_in_words(client, comment, fields, headers):
    response = client.post(like_url(comment), fields, **headers)

    assert response.status_code == 422
    assert "Please press the button." in text_of(response)
    assert not Like.objects.exists()


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "in place"])
def test_a_stale_token_is_answered_with_a_new_button(comment, headers):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(like_url(comment), {"liked": "1"}, **headers)

    assert response.status_code == 403
    assert "Please press it again." in text_of(response)
    assert not Like.objects.exists()
    if not headers:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text_of(response))[1]
        form = {"liked": "1", "csrfmiddlewaretoken": token}
        assert browser.post(like_url(comment), form).status_code == 302
        assert count_of(comment) == 1


@pytest.mark.parametrize("verb", ["reject", "hide", "withdraw", "never was", "hidden"])
@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "in place"])
def test_what_is_no_longer_public_is_answered_with_a_sentence(
    client, comment, producer, verb, headers
):
    if verb == "never was":
        comment = make_comment(comment.episode)
    elif verb == "hidden":
        comment.episode.discussion.state = "hidden"
        comment.episode.discussion.save()
    else:
        getattr(comment, verb)(*([producer] if verb != "withdraw" else []))

    for response in (
        client.get(like_url(comment), **headers),
        client.post(like_url(comment), {"liked": "1"}, **headers),
    ):
        assert response.status_code == 404
        assert GONE in text_of(response)
        assert "Calm" not in text_of(response)
    assert not Like.objects.exists()


def test_another_episodes_comment_is_none_of_this_ones(client, comment):
    elsewhere = reverse("comments:like", args=[make_episode().slug, comment.public_id])

    assert client.post(elsewhere, {"liked": "1"}).status_code == 404
    assert not Like.objects.exists()


def test_a_draft_has_no_likes(client, producer):
    draft = make_comment(make_episode(status="draft"), approved_by=producer)

    assert client.post(like_url(draft), {"liked": "1"}).status_code == 404
    assert client.get(likes_url(draft.episode)).status_code == 404


def test_a_visitors_flood_is_asked_to_wait(client, comment):
    for number in range(LIKES.by_visitor.most):
        liked = (number + 1) % 2
        assert client.post(like_url(comment), {"liked": liked}).status_code == 302
    # However long that took.
    Attempt.objects.update(at=timezone.now())

    for headers in ({}, FRAGMENT):
        response = client.post(like_url(comment), {"liked": "1"}, **headers)
        assert response.status_code == 429
        assert "in 10 minutes" in text_of(response)
    assert count_of(comment) == 0
    assert Client().post(like_url(comment), {"liked": "1"}).status_code == 302
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert client.post(like_url(comment), {"liked": "1"}).status_code == 302


def test_an_addresss_flood_is_asked_to_wait(comment, monkeypatch):
    monkeypatch.setattr("comments.visitors._network", lambda address: "one network")
    Client().post(like_url(comment), {"liked": "1"})
    client = Attempt.objects.exclude(who=Like.objects.get().visitor).get().who
    Attempt.objects.bulk_create(
        Attempt(purpose="like", who=client) for _ in range(LIKES.by_client.most)
    )

    response = Client().post(like_url(comment), {"liked": "1"})

    assert response.status_code == 429
    assert count_of(comment) == 1


def test_the_page_changes_once_in_a_while_however_many_like(client, comment):
    episode = comment.episode
    version = version_of(episode)

    for _ in range(5):
        Client().post(like_url(comment), {"liked": "1"})
    assert version_of(episode) == version

    for _ in range(2):
        Discussion.show_new_likes()

    assert version_of(episode) == version + 1
    assert not Discussion.objects.get(episode=episode).has_new_likes


def test_new_likes_are_looked_for_often_enough():
    every = {verb.__name__: often for verb, often in Sweeper.verbs}

    assert every["show_new_likes"] <= timedelta(seconds=10)


def test_a_like_costs_the_same_queries_at_two_hundred(
    client, comment, django_assert_max_num_queries
):
    fetch_token(client, comment.episode)
    Like.objects.bulk_create(Like(comment=comment, visitor=f"v{n}") for n in range(200))

    with django_assert_max_num_queries(22):
        client.post(like_url(comment), {"liked": "1"}, **FRAGMENT)


def public_comment():
    """Without a producer: their group goes with the first test of this kind."""
    comment = make_comment(make_episode())
    comment.approve(None)
    return comment


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_fifty():
    comment = public_comment()

    answers = at_once(
        [
            lambda: Client().post(like_url(comment), {"liked": "1"}, **FRAGMENT)
            for _ in range(50)
        ]
    )

    assert [answer.status_code for answer in answers] == [200] * 50
    assert count_of(comment) == Like.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_by_one_visitor_is_one():
    comment = public_comment()
    browsers = [Client() for _ in range(8)]
    fetch_token(browsers[0], comment.episode)
    for browser in browsers:
        browser.cookies = browsers[0].cookies

    at_once([lambda b=b: b.post(like_url(comment), {"liked": "1"}) for b in browsers])

    assert count_of(comment) == Like.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_liking_unliking_and_withdrawing_at_once_keep_the_count_true():
    comment = public_comment()
    copies = [Comment.objects.get() for _ in range(32)]
    for visitor in "abcd":
        copies[0].like(visitor)

    at_once(
        [
            lambda c=c: getattr(c, random.choice(["like", "unlike"]))(  # noqa: S311
                random.choice("abcdefgh")  # noqa: S311
            )
            for c in copies
        ]
    )

    assert count_of(comment) == Like.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_amid_likes_leaves_none():
    comment = public_comment()
    posts = [
        lambda: Client().post(like_url(comment), {"liked": "1"}).status_code
        for _ in range(12)
    ]

    answers = at_once([*posts, Comment.objects.get().withdraw])

    assert set(answers) <= {302, 404, None}
    assert count_of(comment) == Like.objects.count() == 0


def test_nothing_of_a_like_stands_on_the_public_page(client, comment):
    address = comment.episode.get_absolute_url()
    client.post(like_url(comment), {"liked": "1"})
    Discussion.show_new_likes()

    own, other = client.get(address), Client().get(address)

    assert own.content == other.content
    assert not other.cookies
    assert "Vary" not in other.headers
    assert "csrf" not in text_of(other)
    assert "aria-pressed" not in text_of(other)
    assert Like.objects.get().visitor not in text_of(other)
