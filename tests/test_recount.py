"""`recount`: stored counts are mended and named where they have drifted."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Discussion

from .factories import make_comment, make_episode
from .moderating import version_of
from .truth import counters, true_counters


@pytest.fixture
def thread(episode, producer):
    """A root with a reply, two likes, an open report and a handled one."""
    root = make_comment(episode, approved_by=producer)
    make_comment(episode, parent=root, approved_by=producer)
    make_comment(episode, parent=root)
    for visitor in ("first", "second"):
        root.like(visitor)
    root.report("first", "spam")
    root.keep(producer)
    root.report("second", "spam")
    return root


def recount():
    out = StringIO()
    call_command("recount", stdout=out)
    return out.getvalue().splitlines()


def test_counts_that_are_right_are_left(episode, thread):
    version = version_of(episode)

    assert recount() == ["0 mended"]
    assert version_of(episode) == version


@pytest.mark.parametrize(
    ("counter", "drift", "right"),
    [("like_count", 5, 2), ("report_count", 0, 1), ("reply_count", 7, 1)],
)
def test_a_comments_drifted_count_is_mended_and_named(
    episode, thread, counter, drift, right
):
    Comment.objects.filter(pk=thread.pk).update(**{counter: drift})
    version = version_of(episode)

    said = recount()

    mended = f"{episode.slug}: {counter} of comment {thread.pk} {right - drift:+}"
    assert said == [mended, "1 mended"]
    assert counters(episode) == true_counters(episode)
    assert version_of(episode) > version
    assert recount() == ["0 mended"]


def test_a_discussions_drifted_count_is_mended_and_its_arrivals_stay(episode, thread):
    make_episode()
    discussion = Discussion.objects.filter(episode=episode)
    arrivals = discussion.get().arrivals
    discussion.update(comment_count=9)

    assert recount() == [f"{episode.slug}: comment_count -7", "1 mended"]

    assert (discussion.get().comment_count, discussion.get().arrivals) == (2, arrivals)


def test_many_comments_cost_no_query_each(episode, producer):
    asked = []
    for number in (3, 40):
        for _ in range(number):
            make_comment(episode, approved_by=producer).like("reader")
        with CaptureQueriesContext(connection) as queries:
            assert recount() == ["0 mended"]
        asked.append(len(queries))
    assert asked[0] == asked[1]
