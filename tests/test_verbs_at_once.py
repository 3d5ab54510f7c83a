"""Verbs at the same moment: nobody waits in a circle, and the counts stay true."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection

from comments.models import (
    Comment,
    CommentWithdrawn,
    DecidedMeanwhile,
    NotEditable,
    NotPublic,
    Viewer,
)
from episodes.models import EpisodeVersion

from .factories import make_comment, make_episode
from .moderating import reworded
from .truth import counters, true_counters

REFUSALS = (CommentWithdrawn, DecidedMeanwhile, NotEditable, NotPublic)
ROUNDS = 4

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def producers(transactional_db):
    return [User.objects.create_user(name) for name in ("amina", "hassan")]


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


def approve(comment, by, seen=None):
    return lambda: fresh(comment).approve(by, seen=seen)


def withdraw(comment):
    return lambda: fresh(comment).withdraw()


def at_once(*steps):
    """Do them in threads that begin together; return what each was refused with."""
    start, refusals, failures = threading.Barrier(len(steps)), [], []

    def run(step):
        start.wait()
        try:
            step()
        except REFUSALS as refusal:
            refusals.append(refusal)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return refusals


def assert_true(episode):
    assert counters(episode) == true_counters(episode)


def test_two_producers_approve_at_once(producers):
    comment = make_comment(make_episode())
    seen = comment.mark

    refusals = at_once(*[approve(comment, by, seen) for by in producers])

    assert [type(refusal) for refusal in refusals] == [DecidedMeanwhile]
    assert fresh(comment).actions.count() == 1
    assert_true(comment.episode)


def test_an_approval_meets_an_edit(producers):
    episode = make_episode()
    for _round in range(ROUNDS):
        comment = make_comment(episode)
        seen = comment.mark
        at_once(
            approve(comment, producers[0], seen),
            lambda c=comment: reworded(fresh(c), "Nobody has read this."),
        )
        now = fresh(comment)
        assert not (now.is_public and now.body == "Nobody has read this.")
        assert_true(episode)


def test_a_withdrawal_meets_an_approval_and_a_pick(producers):
    episode = make_episode()
    for _round in range(ROUNDS):
        comment = make_comment(episode)
        at_once(
            approve(comment, producers[0]),
            withdraw(comment),
            lambda c=comment: fresh(c).pick(producers[1]),
        )
        now = fresh(comment)
        assert (now.status, now.picked_at) == (Comment.Status.WITHDRAWN, None)
        assert_true(episode)


def test_a_withdrawal_meets_likes_and_their_undoing(producers):
    episode = make_episode()
    for _round in range(ROUNDS):
        comment = make_comment(episode, approved_by=producers[0])
        comment.like("first")
        at_once(
            withdraw(comment),
            lambda c=comment: fresh(c).unlike("first"),
            *[lambda c=comment, n=n: fresh(c).like(f"other{n}") for n in range(3)],
        )
        assert fresh(comment).like_count == fresh(comment).likes.count() == 0
        assert_true(episode)


def test_a_report_meets_a_producer_who_keeps_it_up(producers):
    episode = make_episode()
    for _round in range(ROUNDS):
        comment = make_comment(episode, approved_by=producers[0])
        comment.report("first", "spam")
        was_seen = comment.reports.get().pk
        at_once(
            lambda c=comment: fresh(c).report("second", "threat"),
            lambda c=comment, k=was_seen: fresh(c).keep(producers[1], up_to=k),
        )
        assert fresh(comment).report_count == 1
        assert comment.reports.open().get().visitor == "second"
        assert_true(episode)


def test_replies_appear_while_their_root_goes(producers):
    episode = make_episode()
    root = make_comment(episode, approved_by=producers[0])
    replies = [make_comment(episode, parent=root) for _number in range(4)]
    before = EpisodeVersion.objects.get(episode=episode).version

    at_once(
        *[approve(reply, producers[0]) for reply in replies],
        lambda: fresh(root).hide(producers[1]),
        withdraw(root),
    )

    assert_true(episode)
    assert fresh(root).reply_count == Comment.objects.visible().count() == 4
    assert fresh(root).listed_at
    assert EpisodeVersion.objects.get(episode=episode).version >= before + 5


def test_somebody_erases_themselves_while_producers_decide(producers):
    episode = make_episode()
    for _round in range(ROUNDS):
        viewer = Viewer.objects.create(email="amal@example.org")
        root = make_comment(episode, viewer=viewer, approved_by=producers[0])
        unclaimed = make_comment(episode, parent=root, email=viewer.email)
        own = [make_comment(episode, parent=root, viewer=viewer) for _n in range(3)]
        again, claiming = Viewer.objects.get(), Viewer.objects.get()
        at_once(
            viewer.erase,
            again.erase,
            lambda v=claiming, c=unclaimed: v.claim([c.public_id]),
            *[approve(reply, producers[1]) for reply in (*own, unclaimed)],
        )
        assert not Viewer.objects.exists()
        assert {fresh(comment).status for comment in (root, *own)} == {"withdrawn"}
        assert_true(episode)


def test_fifty_likes_at_once_are_fifty(producers):
    comment = make_comment(make_episode(), approved_by=producers[0])

    for tens in range(5):
        visitors = [f"reader{tens}{n}" for n in range(10)]
        at_once(*[lambda v=v: fresh(comment).like(v) for v in visitors])

    assert fresh(comment).like_count == comment.likes.count() == 50


def test_a_recount_meets_what_it_counts(producers):
    comment = make_comment(make_episode(), approved_by=producers[0])
    Comment.objects.filter(pk=comment.pk).update(like_count=7)

    at_once(
        lambda: fresh(comment).recount("like_count"),
        *[lambda n=n: fresh(comment).like(f"reader{n}") for n in range(4)],
    )

    assert fresh(comment).like_count == comment.likes.count() == 4
