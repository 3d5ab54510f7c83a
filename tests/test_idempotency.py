import threading

import pytest
from django.db import connection
from django.test import Client

from comments.models import Comment, ModerationAction, Release, Upload, Video

from . import clips
from .edits import edit
from .factories import make_episode
from .posting import fetch_token, text_of, thread_url, words


def test_the_same_form_twice_is_one_comment_and_one_answer(client, episode):
    form = words(key=fetch_token(client, episode)["key"])

    first = client.post(thread_url(episode), form)
    second = client.post(thread_url(episode), form)

    code = Comment.objects.get().withdrawal_code
    assert (first.status_code, second.status_code) == (201, 201)
    assert code in text_of(first)
    assert code in text_of(second)
    assert ModerationAction.objects.count() == Release.objects.count() == 1


def test_a_resend_is_answered_even_if_the_discussion_has_closed(client, episode):
    form = words(key=fetch_token(client, episode)["key"])
    client.post(thread_url(episode), form)
    episode.discussion.state = "closed"
    episode.discussion.save()

    response = client.post(thread_url(episode), form)

    assert response.status_code == 201
    assert Comment.objects.get().withdrawal_code in text_of(response)


def test_other_words_in_the_same_form_are_another_comment(client, episode):
    """As when the first answer got lost, and a browser without script went back."""
    form = words(key=fetch_token(client, episode)["key"])
    client.post(thread_url(episode), form)

    for _ in range(2):
        response = client.post(thread_url(episode), form | {"body": "Who pays?"})
        assert response.status_code == 201

    bodies = [comment.body for comment in Comment.objects.order_by("pk")]
    assert bodies == [form["body"], "Who pays?"]
    assert Comment.objects.latest("pk").withdrawal_code in text_of(response)


def test_a_resend_after_an_edit_is_none_of_another_comment(client, episode):
    form = words(key=fetch_token(client, episode)["key"])
    client.post(thread_url(episode), form)
    edit(client, Comment.objects.get(), body="Who pays?")

    assert client.post(thread_url(episode), form).status_code == 201

    assert Comment.objects.get().body == "Who pays?"


def test_a_resend_of_what_was_withdrawn_says_so(client, episode):
    form = words(key=fetch_token(client, episode)["key"])
    client.post(thread_url(episode), form)
    Comment.objects.get().withdraw()

    response = client.post(thread_url(episode), form)

    assert "It's off our site." in text_of(response)
    assert "It isn't public yet" not in text_of(response)
    assert Comment.objects.count() == 1


def test_a_resend_with_its_video_makes_one_clip(client, episode):
    key = fetch_token(client, episode)["key"]
    for _ in range(2):
        video = clips.posted(clips.mp4())
        form = words(key=key, video=video, adult="on")
        assert client.post(thread_url(episode), form).status_code == 201

    assert Video.objects.count() == 1
    assert not Upload.objects.exists()


def test_another_visitor_may_have_the_same_key(client, episode):
    key = fetch_token(client, episode)["key"]
    other = Client()
    fetch_token(other, episode)

    for browser in (client, other):
        assert browser.post(thread_url(episode), words(key=key)).status_code == 201

    assert Comment.objects.count() == 2
    assert len({c.withdrawal_code for c in Comment.objects.all()}) == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 500, "no key\x00 at all"])
def test_a_key_that_is_none_is_replaced(client, episode, key):
    assert client.post(thread_url(episode), words(key=key)).status_code in (201, 422)
    assert all(len(c.key) > 16 for c in Comment.objects.all())


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one_comment():
    episode = make_episode()
    client = Client()
    form = words(key=fetch_token(client, episode)["key"])
    answers, start = [], threading.Barrier(2)

    def post():
        browser = Client()
        browser.cookies = client.cookies
        start.wait()
        answers.append(browser.post(thread_url(episode), form))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    code = Comment.objects.get().withdrawal_code
    assert [a.status_code for a in answers] == [201, 201]
    assert all(code in text_of(answer) for answer in answers)
