"""A producer's buttons, one row at a time."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from comments.admin.decisions import DECISIONS
from comments.models import (
    Comment,
    ModerationAction,
)
from comments.models.standing import DecidedMeanwhile

from .factories import make_comment, make_producer
from .moderating import (
    QUEUE,
    State,
    Status,
    assert_status,
    decision,
    make_video,
    reworded,
    seen,
    tick,
    version_of,
)


@pytest.fixture
def comment(episode):
    return make_comment(
        episode, name="Dilan", place="Basra", body="Where is the water?"
    )


@pytest.mark.parametrize("path", ["approve", "reject"])
def test_a_decision_is_one_button_on_the_row(producer_client, comment, path):
    page = producer_client.get(reverse(QUEUE)).text

    assert f'formaction="{decision(path, comment)}?"' in page


def test_an_approved_comment_is_public_and_says_by_whom(
    producer_client, producer, comment
):
    before = version_of(comment.episode)
    assert not comment.is_public

    response = producer_client.post(decision("approve", comment), seen(comment))

    assert_status(comment, Status.APPROVED)
    assert comment.is_public
    assert comment.decided_by == producer
    assert comment.decided_at is not None
    assert version_of(comment.episode) > before
    assert response.url == reverse(QUEUE)
    assert "Decided by" in producer_client.get(reverse(QUEUE)).text
    action = comment.actions.get()
    assert (action.action, action.by) == (ModerationAction.Action.APPROVED, producer)


def test_a_rejected_comment_is_not_public(producer_client, comment):
    producer_client.post(decision("reject", comment), seen(comment))

    assert_status(comment, Status.REJECTED)
    assert not comment.is_public


def test_a_public_comment_is_hidden_at_once(producer_client, comment, producer):
    assert decision("hide", comment) not in producer_client.get(reverse(QUEUE)).text
    comment.approve(producer)
    assert decision("hide", comment) in producer_client.get(reverse(QUEUE)).text

    producer_client.post(decision("hide", comment), seen(comment))

    assert_status(comment, Status.REJECTED)
    assert not comment.is_public
    assert comment.actions.last().action == ModerationAction.Action.HIDDEN


def test_a_rejection_can_be_thought_over(producer_client, producer, comment):
    comment.reject(producer)

    producer_client.post(decision("approve", comment), seen(comment))

    assert_status(comment, Status.APPROVED)


def test_an_approval_waits_for_its_clip(producer_client, comment):
    make_video(comment, State.PROCESSING)

    response = producer_client.post(
        decision("approve", comment), seen(comment), follow=True
    )

    assert_status(comment, Status.APPROVED)
    assert not comment.is_public
    assert "as soon as its clip is ready" in response.text


def test_an_approval_says_that_the_clip_failed(producer_client, comment):
    make_video(comment, State.FAILED, reason="truncated")

    response = producer_client.post(
        decision("approve", comment), seen(comment), follow=True
    )

    assert "It stays unseen, as its clip failed." in response.text


def test_a_clip_that_failed_by_our_fault_is_prepared_again(producer_client, comment):
    make_video(comment, State.FAILED, retryable=True, original="original/x")
    assert decision("prepare", comment) in producer_client.get(reverse(QUEUE)).text

    response = producer_client.post(decision("prepare", comment), follow=True)

    assert "The clip is being prepared again." in response.text
    comment.video.refresh_from_db()
    assert comment.video.state == State.QUEUED


def test_a_clip_that_is_no_good_is_not_prepared_again(producer_client, comment):
    make_video(comment, State.FAILED, reason="truncated")
    assert decision("prepare", comment) not in producer_client.get(reverse(QUEUE)).text

    response = producer_client.post(decision("prepare", comment))

    assert response.status_code == 409


def test_a_decision_about_what_has_changed_is_refused(comment, producer):
    seen = Comment.objects.get().mark
    comment.reject(producer)

    with pytest.raises(DecidedMeanwhile):
        Comment.objects.get().approve(producer, seen=seen)

    assert_status(comment, Status.REJECTED)


def test_the_filters_outlive_a_decision(producer_client, comment):
    address = f"{decision('approve', comment)}?kind=text&p=2"
    response = producer_client.post(address, seen(comment))

    assert response.url == f"{reverse(QUEUE)}?kind=text&p=2"


@pytest.mark.parametrize("verb", ["approve", "reject", "hide"])
def test_a_withdrawn_comment_is_decided_no_more(producer_client, comment, verb):
    comment.withdraw()

    response = producer_client.post(decision(verb, comment), seen(comment))

    assert response.status_code == 409
    assert "Its author has withdrawn it" in response.text
    assert_status(comment, Status.WITHDRAWN)
    assert decision(verb, comment) not in producer_client.get(reverse(QUEUE)).text


def test_who_decides_second_is_told_of_the_first(producer_client, comment):
    comment.reject(make_producer("amina"))

    response = producer_client.post(
        decision("approve", comment), {"seen": "held-1-0/0"}
    )

    assert response.status_code == 409
    assert "amina has decided meanwhile: it is now “Rejected”" in response.text
    assert_status(comment, Status.REJECTED)


def test_a_reason_that_came_too_late_is_given_back(producer_client, comment):
    was_read = seen(comment)
    reworded(comment)
    reason = {f"why-{comment.pk}": "It is about <my> neighbour"}

    response = producer_client.post(decision("reject", comment), was_read | reason)

    assert response.status_code == 409
    assert "It is about &lt;my&gt; neighbour" in response.text
    assert_status(comment, Status.HELD)


def test_words_that_changed_after_reading_are_not_approved(producer_client, comment):
    Comment.objects.filter(pk=comment.pk).update(revision=2)

    response = producer_client.post(
        decision("approve", comment), {"seen": "held-1-0/0"}
    )

    assert response.status_code == 409
    assert_status(comment, Status.HELD)
    producer_client.post(decision("approve", comment), {"seen": "held-2-0/0"})
    assert_status(comment, Status.APPROVED)


@pytest.mark.parametrize("verb", [*DECISIONS, "ticked"])
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_decides(producer_client, comment, verb, method):
    args = [] if verb == "ticked" else [comment.pk]
    url = reverse(f"admin:comments_comment_{verb}", args=args)

    assert getattr(producer_client, method)(url).status_code == 405
    assert_status(comment, Status.HELD)


def test_a_decision_needs_its_token(producer, comment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(producer)

    assert client.post(decision("approve", comment)).status_code == 403
    assert_status(comment, Status.HELD)


@pytest.mark.parametrize("verb", [*DECISIONS, "ticked"])
def test_nobody_decides_without_the_right(client, comment, verb):
    args = [] if verb == "ticked" else [comment.pk]
    url = reverse(f"admin:comments_comment_{verb}", args=args)
    data = {"ticked": [tick(comment)]}

    assert client.post(url, data).url.startswith(reverse("admin:login"))

    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(reader)
    assert client.post(url, data).status_code == 403
    assert_status(comment, Status.HELD)
    assert "data-decide" not in client.get(reverse(QUEUE)).text


@pytest.mark.parametrize("pk", ["0", "99999", "9" * 30])
def test_a_comment_that_is_none_is_not_found(producer_client, db, pk):
    base = reverse(QUEUE)

    assert producer_client.post(f"{base}{pk}/approve/").status_code == 404


@pytest.mark.parametrize("verb", [verb for verb in DECISIONS if verb != "pick"])
def test_no_decision_is_made_about_what_was_not_read(
    producer_client, producer, comment, verb
):
    comment.approve(producer)
    comment.pick(producer)
    reworded(comment, "A first edit.")
    was_read = seen(comment)
    reworded(comment, "Nobody has read this.")

    response = producer_client.post(decision(verb, comment), was_read)

    assert response.status_code == 409
    assert "Its author has changed it meanwhile." in response.text
    comment.refresh_from_db()
    assert comment.mark == "approved-1-3"
    assert comment.picked_at


@pytest.mark.parametrize("reason", ["a\x00b", "x" * 201])
def test_a_reason_that_cannot_be_kept_decides_nothing(producer_client, comment, reason):
    data = seen(comment) | {f"why-{comment.pk}": reason}

    assert producer_client.post(decision("reject", comment), data).status_code == 400
    assert_status(comment, Status.HELD)


NO_MARKS = ["", "/", "/0", "held-1-0", "held-1-0/", "held-1-0/x", "²/²"]


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        *((verb, {}) for verb in DECISIONS),
        *(("approve", {"seen": text}) for text in NO_MARKS),
    ],
)
def test_a_button_that_does_not_say_what_was_read_decides_nothing(
    producer_client, producer, comment, verb, said
):
    comment.approve(producer)
    comment.report("reader", "spam")
    reworded(comment)
    before = Comment.objects.values().get()

    response = producer_client.post(decision(verb, comment), said)

    assert response.status_code == 409
    assert "Your page didn't say" in response.text.replace("&#x27;", "'")
    assert Comment.objects.values().get() == before
    assert comment.reports.open().count() == 1
