from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import circumstances
from comments.models import Attempt, Comment
from comments.rations import POSTS
from comments.screening import Reason

from . import clips
from .posting import send, send_unhurried, text_of


def test_a_visitor_who_sends_too_much_is_told_when_to_come_back(client, episode):
    for _ in range(10):
        assert send(client, episode).status_code == 201
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=6, seconds=30))

    response = send(client, episode)

    assert response.status_code == 429
    assert "Please send it again in 4 minutes: nothing you wrote is lost." in text_of(
        response
    )
    assert "Who decided about the pumps?" in text_of(response)
    assert Comment.objects.count() == 10

    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert send(client, episode).status_code == 201


def test_other_visitors_at_the_same_address_go_on(client, episode):
    for _ in range(10):
        send(client, episode)

    assert send(Client(), episode).status_code == 201


def test_many_from_one_address_are_held_and_a_flood_is_stopped(episode, monkeypatch):
    monkeypatch.setattr(circumstances, "POSTS", replace(POSTS, many_by_client=2))
    assert send_unhurried(Client(), episode, body="one").status_code == 201
    assert send_unhurried(Client(), episode, body="two").status_code == 201

    assert send_unhurried(Client(), episode, body="three").status_code == 201

    assert Comment.objects.latest("pk").held_for == Reason.CROWD
    monkeypatch.setattr(circumstances, "POSTS", replace(POSTS, most_by_client=3))
    assert send_unhurried(Client(), episode, body="four").status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert send_unhurried(elsewhere, episode, body="five").status_code == 201


def test_refused_comments_count_for_nothing(client, episode):
    for _ in range(12):
        assert send(client, episode, name="").status_code == 422

    assert send(client, episode).status_code == 201


def test_files_are_rationed_too(client, episode):
    Attempt.objects.all().delete()
    send(client, episode, video=clips.posted(clips.text()), adult="on")
    visitor_key = Attempt.objects.filter(purpose="file").earliest("pk").who
    Attempt.objects.bulk_create(
        [Attempt(purpose="file", who=visitor_key) for _ in range(19)]
    )

    response = send(client, episode, video=clips.posted(clips.mp4()), adult="on")

    assert response.status_code == 429
    assert "You have sent many files." in text_of(response)
    assert "Who decided about the pumps?" in text_of(response)


def test_limits_can_be_switched_off_for_measurements(client, episode, settings):
    settings.POSTING_LIMITS = False

    for _ in range(12):
        assert send(client, episode).status_code == 201
    assert not Attempt.objects.exists()


def test_addresses_are_not_stored(client, episode):
    send(Client(REMOTE_ADDR="203.0.113.77"), episode)

    sent = Comment.objects.values().get()
    assert "203.0.113.77" not in str(sent)
    assert len(sent["client"]) == 64


@pytest.mark.parametrize(
    ("proxies", "forwarded", "same_client"),
    [
        (0, ["1.1.1.1", "2.2.2.2"], True),
        (1, ["1.1.1.1", "2.2.2.2"], False),
        (1, ["6.6.6.6, 9.9.9.9", "7.7.7.7, 9.9.9.9"], True),
        (2, ["8.8.8.8, 9.9.9.9", "7.7.7.7, 9.9.9.9"], False),
        (1, ["2001:db8::1", "2001:db8::2"], True),
        (1, ["2001:db8:0:1::1", "2001:db8:0:2::1"], False),
        (1, ["::ffff:1.1.1.1", "1.1.1.1"], True),
        (1, ["junk\x00", "fe80::1%eth0"], False),
        (1, ["1.1.1.1:443", "1.1.1.1:8080"], True),
        (1, ["[2001:db8::1]:443", "2001:db8::2"], True),
        (1, ["", " , "], True),
        (3, ["1.1.1.1", "2.2.2.2, 9.9.9.9"], False),
    ],
)
def test_only_our_own_proxies_are_believed(
    episode, settings, proxies, forwarded, same_client
):
    settings.TRUSTED_PROXIES = proxies

    for header in forwarded:
        browser = Client(HTTP_X_FORWARDED_FOR=header)
        assert send(browser, episode).status_code == 201

    clients = set(Comment.objects.values_list("client", flat=True))
    assert len(clients) == (1 if same_client else 2)
