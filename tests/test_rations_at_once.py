"""What is rationed, sent at the same moment: no more gets through than is left."""

import pytest
from django.test import Client
from django.urls import reverse

from comments import rations
from comments.models import Attempt, Comment
from comments.models.attempt import anonymised
from comments.rations import Ration

from .at_once import at_once, pause_after
from .edits import edit_url, open_form
from .factories import make_comment, make_episode
from .posting import send

pytestmark = pytest.mark.django_db(transaction=True)

TOGETHER = 3


def leave_one(ration):
    """Use up what one network may send, but for a single time."""
    limit, who = ration.by_client, anonymised("127.0.0.1")
    Attempt.objects.bulk_create(
        Attempt(purpose=limit.purpose, who=who) for _ in range(limit.most - 1)
    )


def statuses_of(monkeypatch, *posts):
    """What each of several posts at once is answered with, who all look before."""
    pause_after(monkeypatch, Ration, "wait", len(posts))
    calls = [lambda post=post: post().status_code for post in posts]
    return sorted(at_once(calls))


@pytest.mark.parametrize(
    ("name", "ration", "fields", "taken"),
    [
        ("like", rations.LIKES, {"liked": "1"}, 302),
        ("report_comment", rations.COMMENT_REPORTS, {"kind": "spam"}, 200),
    ],
)
def test_readers_send_no_more_about_a_comment(monkeypatch, name, ration, fields, taken):
    comment = make_comment(make_episode())
    comment.approve(None)
    address = reverse(
        f"comments:{name}", args=[comment.episode.slug, comment.public_id]
    )
    leave_one(ration)

    posts = [lambda: Client().post(address, fields)] * TOGETHER

    assert statuses_of(monkeypatch, *posts) == [taken, 429, 429]
    comment.refresh_from_db()
    assert comment.like_count + comment.report_count == 1


@pytest.mark.parametrize(
    ("name", "ration", "fields"),
    [
        ("ask_for_link", rations.LINKS, {"email": "amal@example.org"}),
        ("report", rations.REPORTS, {"kind": "other", "about": "x", "details": "y"}),
    ],
)
def test_readers_send_no_more_to_the_newsroom(monkeypatch, name, ration, fields):
    address = reverse(f"comments:{name}")
    leave_one(ration)

    posts = [lambda: Client().post(address, fields)] * TOGETHER

    assert statuses_of(monkeypatch, *posts) == [302, 429, 429]


def test_an_author_edits_no_more(client, monkeypatch):
    episode = make_episode()
    for number in range(TOGETHER):
        send(client, episode, body=f"Thought {number}")
    forms = [
        (
            edit_url(comment),
            open_form(client, comment, body=f"Afterthought {comment.pk}"),
        )
        for comment in Comment.objects.all()
    ]
    leave_one(rations.EDITS)

    def edit(address, form):
        browser = Client()
        browser.cookies = client.cookies
        return lambda: browser.post(address, form)

    statuses = statuses_of(monkeypatch, *[edit(*form) for form in forms])

    assert statuses == [200, 429, 429]
    assert Comment.objects.filter(body__startswith="Afterthought").count() == 1
