"""A comment's own address opens the discussion there, wherever it stands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment
from comments.open_thread import REPLIES_AROUND

from .factories import make_comment, make_episode
from .posting import text_of, thread_url
from .threads import make_replies, make_roots, page_at


def test_a_permalink_opens_the_thread_at_its_comment(client, episode):
    (root,) = make_roots(episode, 1)
    replies = make_replies(root, 6)
    opened = replies[4]

    page = text_of(client.get(opened.get_absolute_url()))

    for comment in (root, *replies):
        assert page.count(f'id="comment-{comment.public_id}"') == 1
    shown = page.split(f'id="comment-{opened.public_id}"')
    assert 'comment--opened"' in shown[1].split(">")[0]
    # A browser goes to what has the focus, without script.
    assert "autofocus" in shown[1].split(">")[0]
    assert page.count("autofocus") == page.count("comment--opened") == 1
    assert f'name="parent" value="{opened.public_id}"' in page
    assert "csrfmiddlewaretoken" not in page


def test_a_name_turns_nothing_round_but_itself_in_the_title(client, episode, producer):
    comment = make_comment(episode, name="Amal \u202e", approved_by=producer)

    page = text_of(client.get(comment.get_absolute_url()))

    assert "<title>&#x2068;Amal \u202e&#x2069; on: " in page


def test_a_permalink_of_a_root_shows_its_replies(client, episode):
    (root,) = make_roots(episode, 1)
    make_replies(root, 6)

    page = text_of(client.get(root.get_absolute_url()))

    assert all(f"Reply-{n:03}" in page for n in range(6))
    assert page.count(f'id="comment-{root.public_id}"') == 1


def test_a_long_thread_is_opened_in_its_middle(client, episode):
    (root,) = make_roots(episode, 1)
    many = 2 * REPLIES_AROUND + 10
    middle = make_replies(root, many)[REPLIES_AROUND + 5]

    response = client.get(middle.get_absolute_url())

    thread = response.context["thread"]
    shown = [*thread.folded, *thread.before, middle, *thread.after]
    assert [c.name for c in shown] == [f"Reply-{n:03}" for n in range(5, many - 4)]
    assert thread.earlier == shown[0]
    assert thread.later == shown[-1]
    assert "Still earlier replies" in text_of(response)
    assert "Later replies" in text_of(response)


def test_the_ways_through_a_long_thread_lead_past_every_reply(client, episode):
    (root,) = make_roots(episode, 1)
    replies = make_replies(root, 3 * REPLIES_AROUND + 7)
    Comment.objects.filter(root=root).update(published_at=replies[0].published_at)
    seen, opened = [], root

    while opened:
        thread = client.get(opened.get_absolute_url()).context["thread"]
        seen += [reply.name for reply in thread.after]
        opened = thread.later

    assert seen == [f"Reply-{n:03}" for n in range(len(replies))]


def test_it_leads_on_into_the_discussion_around_it(client, episode):
    roots = make_roots(episode, 50)
    (reply,) = make_replies(roots[30], 1)

    thread = client.get(reply.get_absolute_url()).context["thread"]

    address = f"{thread_url(episode)}?sort="
    older = page_at(client, address + "newest", thread.older)
    newer = page_at(client, address + "oldest", thread.newer)
    assert [c.name for c in older.comments[:2]] == ["Root-029", "Root-028"]
    assert [c.name for c in newer.comments[:2]] == ["Root-031", "Root-032"]


def test_where_the_discussion_ends_nothing_leads_on(client, episode):
    (root,) = make_roots(episode, 1)

    page = text_of(client.get(root.get_absolute_url()))

    assert "Newer comments" not in page
    assert "Older comments" not in page
    assert "The whole discussion" in page


def test_a_reply_under_a_tombstone_can_be_opened(client, episode, producer):
    root = make_comment(episode, name="Hasty", approved_by=producer)
    reply = make_comment(episode, name="Calm", parent=root, approved_by=producer)
    root.withdraw()

    page = text_of(client.get(reply.get_absolute_url()))

    assert "Comment withdrawn" in page
    assert "Calm" in page
    assert "Hasty" not in page


def test_a_permalink_costs_the_same_queries_in_a_thread_of_any_length(client, episode):
    roots = make_roots(episode, 3)
    counts = set()
    for many in (8, 300):
        reply = make_replies(roots[1], many)[many // 2]
        episode.touch()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reply.get_absolute_url()).status_code == 200
        counts.add(len(queries))

    assert len(counts) == 1
    assert counts.pop() <= 7


def test_what_is_not_public_has_no_permalink(client, episode, producer):
    held = make_comment(episode)
    removed = make_comment(episode, approved_by=producer)
    make_comment(episode, parent=removed, approved_by=producer)
    removed.reject(producer)
    elsewhere = make_comment(make_episode(), approved_by=producer)
    strayed = reverse("comments:comment", args=[episode.slug, elsewhere.public_id])

    for address in (held.get_absolute_url(), removed.get_absolute_url(), strayed):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("verb", ["withdraw", "hide"])
def test_a_permalink_ends_at_once_with_its_comment(client, episode, producer, verb):
    comment = make_comment(episode, approved_by=producer)
    etag = client.get(comment.get_absolute_url())["ETag"]

    getattr(comment, verb)(*([] if verb == "withdraw" else [producer]))

    address = comment.get_absolute_url()
    assert client.get(address, headers={"if-none-match": etag}).status_code == 404
