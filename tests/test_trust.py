"""Trust is earned by what producers approved, and lost by what they turned down."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Discussion, ModerationAction, Viewer
from comments.models.conduct import RECENT
from comments.screening import Mode, Reason, Words, screen

from .factories import make_comment, make_episode, make_producer
from .mails import sign_in
from .posting import send_unhurried, text_of, thread_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    return make_episode()


@pytest.fixture
def producer():
    return make_producer()


@pytest.fixture
def viewer():
    return Viewer.objects.create(email="amina@example.org")


def screened(viewer):
    return screen(
        Words(
            name="Amina",
            body="We stayed on the roof.",
            mode=Mode.TRUSTED,
            open_for=timedelta(minutes=1),
            **(viewer.record() if viewer else {}),
        )
    )


def test_nobody_is_trusted_without_a_proved_address(episode, producer):
    for _ in range(9):
        make_comment(episode, producer, email="amina@example.org")

    assert screened(None).reason == Reason.NOT_PROVED


def test_trust_comes_with_the_approved_comment_that_is_enough(
    settings, episode, producer, viewer
):
    settings.TRUST_AFTER = 3
    for _ in range(2):
        make_comment(episode, producer, viewer=viewer)
    make_comment(episode, viewer=viewer)
    make_comment(episode, producer)
    assert screened(viewer).reason == Reason.NOT_YET_TRUSTED

    make_comment(episode, producer, viewer=viewer)
    assert screened(viewer).passed
    assert screened(viewer).reason == Reason.TRUSTED


def test_a_comment_approved_twice_counts_once(settings, episode, producer, viewer):
    settings.TRUST_AFTER = 2
    comment = make_comment(episode, producer, viewer=viewer)
    comment.reject(producer)
    comment.approve(producer)

    assert viewer.standing()["approvals"] == 1


def test_what_was_approved_and_then_taken_down_earns_no_trust(
    episode, producer, viewer
):
    make_comment(episode, producer, viewer=viewer).hide(producer)

    assert viewer.standing() == {
        "approvals": 0,
        "recent_decisions": 1,
        "recent_rejections": 1,
    }


def test_whoever_was_often_rejected_lately_is_read_first(episode, producer, viewer):
    for _ in range(4):
        make_comment(episode, producer, viewer=viewer)
    make_comment(episode, viewer=viewer).reject(producer)
    assert screened(viewer).passed

    make_comment(episode, viewer=viewer).reject(producer)
    assert screened(viewer).reason == Reason.REJECTED_LATELY


def test_withdrawing_what_was_rejected_mends_no_record(episode, producer, viewer):
    for _ in range(3):
        make_comment(episode, producer, viewer=viewer)
    for _ in range(2):
        rejected = make_comment(episode, viewer=viewer)
        rejected.reject(producer)
        rejected.withdraw()

    assert screened(viewer).reason == Reason.REJECTED_LATELY


def test_appearing_at_once_hides_no_rejections(episode, producer, viewer):
    for _ in range(4):
        make_comment(episode, producer, viewer=viewer)
    for _ in range(2):
        at_once = make_comment(episode, viewer=viewer)
        at_once.approve(None)
        at_once.hide(producer)

    assert screened(viewer).reason == Reason.REJECTED_LATELY


def test_old_rejections_are_forgiven(episode, producer, viewer):
    for _ in range(3):
        make_comment(episode, producer, viewer=viewer)
    for _ in range(3):
        make_comment(episode, viewer=viewer).reject(producer)
    assert screened(viewer).reason == Reason.REJECTED_LATELY

    rejections = ModerationAction.objects.filter(action="rejected")
    rejections.update(at=timezone.now() - RECENT)
    assert screened(viewer).passed


def test_a_record_takes_two_queries_however_much_was_written(
    episode, producer, viewer, django_assert_num_queries
):
    for count in (1, 20):
        for _ in range(count):
            make_comment(episode, producer, viewer=viewer)
        with django_assert_num_queries(2):
            viewer.record()


@pytest.mark.parametrize("mode", Mode)
def test_a_trusted_viewer_appears_at_once_only_where_producers_want_it(
    client, episode, producer, mode
):
    viewer = sign_in(client, "amina@example.org")
    for _ in range(3):
        make_comment(episode, producer, viewer=viewer)
    Discussion.objects.filter(episode=episode).update(mode=mode)

    response = send_unhurried(client, episode, body="The pumps were sold")

    assert response.status_code == 201
    comment = episode.comments.get(body="The pumps were sold")
    assert comment.viewer == viewer
    assert comment.is_public == (mode == Mode.TRUSTED)
    is_shown = "The pumps were sold" in text_of(Client().get(thread_url(episode)))
    assert is_shown == comment.is_public


def test_whoever_merely_names_a_trusted_address_is_not_trusted(
    client, episode, producer
):
    viewer = Viewer.objects.create(email="amina@example.org")
    for _ in range(3):
        make_comment(episode, producer, viewer=viewer)
    Discussion.objects.filter(episode=episode).update(mode=Mode.TRUSTED)

    send_unhurried(client, episode, email=viewer.email, body="Let me through")

    comment = episode.comments.get(body="Let me through")
    assert (comment.held_for, comment.viewer) == (Reason.NOT_PROVED, None)
