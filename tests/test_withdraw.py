import re

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Attempt, Comment, ModerationAction, Video
from comments.rations import WRONG_CODES

from . import clips
from .factories import make_comment
from .posting import send, text_of

URL = "/withdraw/"


def test_its_private_code_withdraws_it_from_any_browser(client, episode, producer):
    send(client, episode)
    comment = Comment.objects.get()
    comment.approve(producer)

    response = Client().post(URL, {"code": comment.withdrawal_code})

    assert response.status_code == 200
    assert "It's off our site. We can't remove copies others made." in text_of(response)
    comment.refresh_from_db()
    assert comment.status == Comment.Status.WITHDRAWN
    assert not comment.body
    assert "pumps" not in text_of(client.get(episode.get_absolute_url()))
    assert ModerationAction.objects.latest("pk").action == "withdrawn"


@pytest.mark.parametrize("typed", ["lower", "no dash", "spaced"])
def test_the_code_is_read_however_it_is_typed(client, episode, typed):
    comment = make_comment(episode)
    code = comment.withdrawal_code
    code = {
        "lower": code.lower(),
        "no dash": code.replace("-", ""),
        "spaced": f"  {' '.join(code)} ",
    }[typed]

    assert client.post(URL, {"code": code}).status_code == 200
    assert Comment.objects.get().status == Comment.Status.WITHDRAWN


def test_the_same_browser_needs_no_code(client, episode):
    send(client, episode)
    comment = Comment.objects.get()

    page = text_of(client.get(URL, {"comment": comment.public_id}))
    assert "Who decided about the pumps?" in page
    comment.refresh_from_db()
    assert comment.status == Comment.Status.HELD

    response = client.post(URL, {"comment": comment.public_id})

    assert "It's off our site." in text_of(response)
    comment.refresh_from_db()
    assert comment.status == Comment.Status.WITHDRAWN


@pytest.mark.parametrize("id", ["known", "junk", "\x00"])
def test_another_browser_gets_nowhere_and_learns_nothing(client, episode, id):
    send(client, episode)
    id = Comment.objects.get().public_id if id == "known" else id
    other = Client()

    page = other.get(URL, {"comment": id})
    response = other.post(URL, {"comment": id})

    assert "pumps" not in text_of(page)
    assert response.status_code == 422
    assert "pumps" not in text_of(response)
    assert Comment.objects.get().status == Comment.Status.HELD


@pytest.mark.parametrize("code", ["", "K7PM-2QXD", "x" * 5000, "\x00", "é", "----"])
def test_a_wrong_code_is_refused_in_words(client, episode, code):
    make_comment(episode)

    response = client.post(URL, {"code": code})

    assert response.status_code == 422
    assert "field__error" in text_of(response)
    assert Comment.objects.get().status == Comment.Status.HELD


def test_guessing_is_rationed_and_right_codes_are_not(client, episode):
    for _ in range(WRONG_CODES.most):
        assert client.post(URL, {"code": "AAAA-AAAA"}).status_code == 422
    # However long that took.
    Attempt.objects.update(at=timezone.now())
    response = client.post(URL, {"code": "AAAA-AAAA"})
    assert response.status_code == 429
    assert "60 minutes" in text_of(response)

    Attempt.objects.all().delete()
    for _ in range(WRONG_CODES.most + 1):
        code = make_comment(episode).withdrawal_code
        assert client.post(URL, {"code": code}).status_code == 200


def test_withdrawing_twice_is_answered_alike(client, episode):
    code = make_comment(episode).withdrawal_code

    for _ in range(2):
        assert "It's off our site." in text_of(client.post(URL, {"code": code}))

    assert ModerationAction.objects.count() == 1


def test_replies_stay(client, episode, producer):
    root = make_comment(episode, approved_by=producer)
    make_comment(episode, name="Calm", parent=root, approved_by=producer)

    client.post(URL, {"code": root.withdrawal_code})

    page = text_of(client.get(episode.get_absolute_url()))
    assert "Comment withdrawn" in page
    assert "Calm" in page


def test_the_clip_goes_at_once(client, episode, django_capture_on_commit_callbacks):
    send(client, episode, video=clips.posted(clips.mp4()), adult="on")
    original = Video.objects.get().original
    assert default_storage.exists(original)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(URL, {"code": Comment.objects.get().withdrawal_code})

    assert not Video.objects.exists()
    assert not default_storage.exists(original)


def test_the_page_is_never_stored_and_checks_its_token(client, episode):
    assert "no-store" in client.get(URL)["Cache-Control"]
    code = make_comment(episode).withdrawal_code

    assert Client(enforce_csrf_checks=True).post(URL, {"code": code}).status_code == 403
    assert Comment.objects.get().status == Comment.Status.HELD


def test_the_answers_button_withdraws(client, episode):
    page = text_of(send(client, episode))
    button = re.search(
        r'action="(/withdraw/)".*?name="comment" value="(.*?)"', page, re.S
    )

    client.post(button[1], {"comment": button[2]})

    assert button[1] == reverse("comments:withdraw")
    assert Comment.objects.get().status == Comment.Status.WITHDRAWN


def test_a_stale_token_keeps_the_code_and_tries_none(episode):
    comment = make_comment(episode)
    browser = Client(enforce_csrf_checks=True)

    for code in (comment.withdrawal_code, "AAAA-AAAA\0", '"><b>'):
        response = browser.post(URL, {"code": code})

        assert response.status_code == 403
        assert response.context["form"]["code"].value() == code.rstrip("\0")
        assert "Nothing is lost" in text_of(response)
    comment.refresh_from_db()
    assert comment.status == "held"
    assert not Attempt.objects.exists()


def test_a_stale_token_asks_once_more_for_ones_own_comment(client, episode):
    send(client, episode)
    comment = Comment.objects.get()
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["visitor"] = client.cookies["visitor"].value

    response = browser.post(URL, {"comment": comment.public_id})

    assert response.status_code == 403
    assert response.context["comment"] == comment
    comment.refresh_from_db()
    assert comment.status == "held"
