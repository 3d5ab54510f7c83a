from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Video
from comments.thread import REPLIES_AROUND
from episodes.models import Programme

from .factories import make_comment, make_episode, make_programme
from .posting import text_of, thread_url


def place(number, **fields):
    """Put rows in the thread by hand, so that their order is known."""
    at = timezone.now() - timedelta(days=1) + timedelta(seconds=number)
    return {
        "status": "approved",
        "published_at": at,
        "listed_at": None if "parent" in fields else at,
        **fields,
    }


def make_roots(episode, count, **fields):
    return [
        make_comment(episode, name=f"Root-{n:03}", **place(n), **fields)
        for n in range(count)
    ]


def walk(client, address):
    """The names of the roots on all pages, in the order in which one reads them."""
    names = []
    while address:
        response = client.get(address)
        names += [c.name for c in response.context["page"].comments]
        after = response.context["page"].next
        address = after and f"{address.split('&after')[0]}&after={after}"
    return names


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_paging_skips_and_repeats_nothing(client, episode, sort):
    roots = make_roots(episode, 45)
    same = roots[10].listed_at
    Comment.objects.filter(pk__in=[r.pk for r in roots[10:35]]).update(listed_at=same)

    names = walk(client, f"{thread_url(episode)}?sort={sort}")

    expected = sorted(r.name for r in roots)
    assert names == (expected if sort == "oldest" else expected[::-1])


def test_a_comment_posted_in_between_shifts_nothing(client, episode):
    make_roots(episode, 25)
    first = client.get(thread_url(episode)).context["page"]
    make_comment(episode, name="Late", **place(1000))

    second = client.get(f"{thread_url(episode)}?after={first.next}").context["page"]

    assert [c.name for c in second.comments] == [
        f"Root-{n:03}" for n in (4, 3, 2, 1, 0)
    ]


def test_the_page_shows_the_newest_twenty_and_leads_on(client, episode):
    make_roots(episode, 21)

    page = text_of(client.get(episode.get_absolute_url()))

    assert "Root-020" in page
    assert "Root-001" in page
    assert "Root-000" not in page
    assert "Older comments" in page


def test_replies_stand_under_their_root_three_at_first(client, episode):
    (root,) = make_roots(episode, 1)
    for n in range(5):
        fields = place(10 + n, parent=root, root=root)
        make_comment(episode, name=f"Reply-{n}", **fields)

    page = text_of(client.get(episode.get_absolute_url()))

    assert [n for n in range(5) if f"Reply-{n}" in page] == [0, 1, 2]
    assert "2 more replies" in page


def test_a_reply_to_a_reply_says_whom_it_answers(client, episode, producer):
    root = make_comment(episode, name="Root", approved_by=producer)
    reply = make_comment(episode, name="Chipo", parent=root, approved_by=producer)
    make_comment(episode, name="Dilan", parent=reply, approved_by=producer)
    page = text_of(client.get(thread_url(episode)))
    assert page.count("answers <bdi>") == 1
    assert "answers <bdi>Chipo</bdi>" in page

    reply.reject(producer)

    page = text_of(client.get(thread_url(episode)))
    assert "Dilan" in page
    assert "Chipo" not in page


def test_a_removed_root_leaves_a_wordless_tombstone(client, episode, producer):
    root = make_comment(episode, name="Hasty", body="rash", approved_by=producer)
    make_comment(episode, name="Calm", parent=root, approved_by=producer)

    root.hide(producer)
    page = text_of(client.get(thread_url(episode)))

    assert "Comment removed" in page
    assert "Calm" in page
    assert "Hasty" not in page
    assert "rash" not in page


def test_a_withdrawn_root_says_so_and_goes_with_its_last_reply(
    client, episode, producer
):
    root = make_comment(episode, approved_by=producer)
    reply = make_comment(episode, parent=root, approved_by=producer)
    root.withdraw()
    assert "Comment withdrawn" in text_of(client.get(thread_url(episode)))

    reply.withdraw()

    assert "Comment withdrawn" not in text_of(client.get(thread_url(episode)))


def test_held_and_rejected_comments_are_not_shown(client, episode, producer):
    make_comment(episode, name="Waiting")
    make_comment(episode, name="Turned-away").reject(producer)

    page = text_of(client.get(episode.get_absolute_url()))

    assert "Waiting" not in page
    assert "Turned-away" not in page
    assert "Nobody has answered yet." in page


def test_the_same_number_of_queries_at_10_and_at_200(client, episode):
    counts = []
    for total in (10, 190):
        for root in make_roots(episode, total):
            make_comment(episode, **place(500, parent=root, root=root))
        episode.touch()
        for address in (episode.get_absolute_url(), thread_url(episode)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))

    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    "query",
    [
        "after=junk",
        "after=1-2-3",
        "after=99999999999999999999-1",
        "after=9999999999999999-999999999999999999",
        "after=%00",
        "sort=best",
        "sort=",
        "only=words",
        "sort=newest%00&after=1-1",
    ],
)
def test_a_broken_address_is_no_server_error(client, episode, query):
    response = client.get(f"{thread_url(episode)}?{query}")

    assert response.status_code == (200 if "9999-9999" in query else 404)


def test_video_only_leaves_the_words_out(client, episode):
    words, filmed = make_roots(episode, 2)
    Video.objects.create(comment=filmed, state="ready", clip="a", duration=65)

    page = text_of(client.get(f"{thread_url(episode)}?only=video"))

    assert filmed.name in page
    assert words.name not in page
    assert "1:05" in page
    assert reverse("comments:clip", args=[filmed.public_id, "mp4"]) in page
    assert 'preload="none"' in page


def test_a_permalink_opens_the_thread_at_its_comment(client, episode, producer):
    root = make_comment(episode, name="Root", approved_by=producer)
    replies = [
        make_comment(episode, name=f"Reply-{n}", parent=root, approved_by=producer)
        for n in range(6)
    ]

    page = text_of(client.get(replies[4].get_absolute_url()))

    assert "Root" in page
    assert all(reply.name in page for reply in replies)
    assert f'comment--opened" id="comment-{replies[4].public_id}"' in page
    assert f'name="parent" value="{replies[4].public_id}"' in page
    assert "csrfmiddlewaretoken" not in page


def test_a_long_thread_is_opened_in_its_middle(client, episode):
    (root,) = make_roots(episode, 1)
    many = 2 * REPLIES_AROUND + 10
    replies = Comment.objects.bulk_create(
        Comment(
            episode=episode,
            name=f"Reply-{n:03}",
            visitor="v",
            key=f"k{n}",
            withdrawal_hash=f"h{n}",
            **place(10 + n, parent=root, root=root),
        )
        for n in range(many)
    )
    middle = replies[REPLIES_AROUND + 5]

    response = client.get(middle.get_absolute_url())

    thread = response.context["thread"]
    shown = [c.name for c in [*thread.before, *thread.replies]]
    assert shown == [f"Reply-{n:03}" for n in range(5, many - 4)]
    assert thread.earlier.name == "Reply-004"
    assert thread.later.name == f"Reply-{many - 4:03}"
    assert "Still earlier replies" in text_of(response)


def test_what_is_not_public_has_no_permalink(client, episode, producer):
    held = make_comment(episode)
    removed = make_comment(episode, approved_by=producer)
    make_comment(episode, parent=removed, approved_by=producer)
    removed.reject(producer)
    elsewhere = make_comment(make_episode(), approved_by=producer)
    strayed = reverse("comments:comment", args=[episode.slug, elsewhere.public_id])

    for address in (held.get_absolute_url(), removed.get_absolute_url(), strayed):
        assert client.get(address).status_code == 404


def test_a_hidden_discussion_shows_neither_form_nor_thread(client, episode, producer):
    comment = make_comment(episode, name="Hidden-away", approved_by=producer)
    episode.discussion.state = "hidden"
    episode.discussion.save()

    page = text_of(client.get(episode.get_absolute_url()))

    assert "Hidden-away" not in page
    assert "<form" not in page
    assert client.get(thread_url(episode)).status_code == 404
    assert client.get(comment.get_absolute_url()).status_code == 404


def test_a_closed_discussion_keeps_its_thread(client, episode, producer):
    make_comment(episode, name="Still-here", approved_by=producer)
    episode.discussion.state = "closed"
    episode.discussion.save()

    page = text_of(client.get(episode.get_absolute_url()))

    assert "Still-here" in page
    assert "Comments are closed." in page
    assert "<form" not in page
    assert "Reply" not in page


def test_discussions_close_seven_days_after_the_broadcast(client, db):
    aired = timezone.now() - timedelta(days=7, minutes=29)
    open_still = make_episode(airs_at=aired, duration=timedelta(minutes=30))
    closed = make_episode(airs_at=aired, duration=timedelta(minutes=28))

    assert "<form" in text_of(client.get(open_still.get_absolute_url()))
    assert "<form" not in text_of(client.get(closed.get_absolute_url()))


def test_words_are_words_and_never_markup(client, episode, producer):
    make_comment(
        episode,
        name="<b>Amal</b>",
        place='"><script>1</script>',
        body="5 < 6 && <script>alert(1)</script> see https://example.org/a?b=1&c=2",
        approved_by=producer,
    )

    page = text_of(client.get(thread_url(episode)))

    assert "&lt;b&gt;Amal&lt;/b&gt;" in page
    assert "<script>alert" not in page
    assert "<script>1" not in page
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page
    assert 'rel="nofollow ugc noopener"' in page


def test_a_translation_is_labelled_as_the_programmes(client, episode, producer):
    comment = make_comment(episode, body="Kim karar verdi?", approved_by=producer)
    comment.translate("Who decided?")

    page = text_of(client.get(thread_url(episode)))

    assert "Translation by the programme" in page
    assert "Who decided?" in page


def test_an_arabic_programmes_discussion_runs_right_to_left(client, producer):
    arabic = make_programme("الحوار", language=Programme.Language.ARABIC)
    episode = make_episode(programme=arabic)
    comment = make_comment(episode, body="من قرر؟", approved_by=producer)

    for address in (thread_url(episode), comment.get_absolute_url()):
        page = text_of(client.get(address))
        assert '<html lang="ar" dir="rtl">' in page
        assert 'dir="auto"' in page


def test_an_unchanged_page_is_not_sent_again(client, episode, producer):
    comment = make_comment(episode, approved_by=producer)
    for address in (thread_url(episode), comment.get_absolute_url()):
        etag = client.get(address)["ETag"]
        assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_a_producers_page_is_never_stored(producer_client, episode):
    draft = make_episode(status="draft")

    for address in (thread_url(episode), thread_url(draft)):
        response = producer_client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
