from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Video
from comments.thread import MOST_PICKS
from episodes.models import Programme

from .factories import make_comment, make_episode, make_programme
from .posting import text_of, thread_url
from .threads import make_replies, make_roots


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_page_shows_the_newest_twenty_and_leads_on(client, episode):
    make_roots(episode, 21)

    page = text_of(client.get(episode.get_absolute_url()))

    assert "Root-020" in page
    assert "Root-001" in page
    assert "Root-000" not in page
    assert "Older comments" in page


def test_replies_stand_under_their_root_three_at_first(client, episode):
    (root,) = make_roots(episode, 1)
    third = make_replies(root, 5)[2]

    page = text_of(client.get(episode.get_absolute_url()))

    assert [n for n in range(5) if f"Reply-{n:03}" in page] == [0, 1, 2]
    assert "2 more replies" in page
    assert f'href="{third.get_absolute_url()}" hx-get' in page


def test_replies_of_the_same_moment_are_three_at_first_too(client, episode):
    roots = make_roots(episode, 2)
    for root in roots:
        replies = make_replies(root, 6)
        root.thread.update(published_at=replies[0].published_at)

    page = client.get(thread_url(episode)).context["page"]

    for root in page.comments:
        assert [r.name for r in root.replies] == [f"Reply-{n:03}" for n in range(3)]
        assert root.more_replies == 3


def test_replies_are_counted_as_they_come_and_go(client, episode, producer):
    root = make_comment(episode, approved_by=producer)
    replies = [
        make_comment(episode, parent=root, approved_by=producer) for _ in range(5)
    ]
    make_comment(episode, parent=replies[0], approved_by=producer)
    assert "3 more replies" in text_of(client.get(thread_url(episode)))

    replies[0].withdraw()
    replies[1].hide(producer)
    replies[1].approve(producer)

    assert "2 more replies" in text_of(client.get(thread_url(episode)))


def test_a_huge_thread_costs_the_page_no_more_rows(client, episode):
    (root,) = make_roots(episode, 1)
    make_replies(root, 400)

    page = client.get(thread_url(episode)).context["page"]

    assert len(page.comments[0].replies) == 3
    assert page.comments[0].more_replies == 397


def test_a_reply_to_a_reply_says_whom_it_answers(client, episode, producer):
    root = make_comment(episode, name="Root", approved_by=producer)
    reply = make_comment(episode, name="Chipo", parent=root, approved_by=producer)
    make_comment(episode, name="Dilan", parent=reply, approved_by=producer)

    page = text_of(client.get(thread_url(episode)))

    assert page.count("answers <bdi>") == 1
    assert f'href="{reply.get_absolute_url()}">answers <bdi>Chipo</bdi>' in page


@pytest.mark.parametrize("verb", ["withdraw", "reject", "hide"])
def test_a_reply_to_what_is_gone_names_nobody(client, episode, producer, verb):
    root = make_comment(episode, name="Root", approved_by=producer)
    reply = make_comment(episode, name="Chipo", parent=root, approved_by=producer)
    make_comment(episode, name="Dilan", parent=reply, approved_by=producer)

    getattr(reply, verb)(*([] if verb == "withdraw" else [producer]))

    page = text_of(client.get(thread_url(episode)))
    assert "Dilan" in page
    assert "answers a comment that is gone" in page
    assert "Chipo" not in page


@pytest.mark.parametrize("sort", ["newest", "oldest", "liked"])
def test_picks_stand_on_top_of_the_first_page_and_at_their_place(
    client, episode, producer, sort
):
    roots = make_roots(episode, 41)
    roots[20].pick(producer)
    address = f"{thread_url(episode)}?sort={sort}"

    first = client.get(address)
    second = text_of(client.get(f"{address}&after={first.context['page'].next}"))

    page = text_of(first)
    assert page.index("Picked by the programme") < page.index('class="comment"')
    assert page.count(f'id="pick-{roots[20].public_id}"') == 1
    assert "Picked by the programme" not in second
    assert 'class="comment__picked">Picked<' in second
    assert f'id="comment-{roots[20].public_id}"' in second


def test_a_pick_that_is_gone_or_put_back_is_on_top_no_more(client, episode, producer):
    picked, removed = make_roots(episode, 2)
    picked.pick(producer)
    removed.pick(producer)
    assert text_of(client.get(thread_url(episode))).count('id="pick-') == 2

    picked.unpick(producer)
    removed.hide(producer)

    assert "Picked" not in text_of(client.get(thread_url(episode)))


def test_the_latest_picks_are_shown_and_no_more_than_fit(client, episode, producer):
    for root in make_roots(episode, MOST_PICKS + 2):
        root.pick(producer)

    picks = client.get(thread_url(episode)).context["page"].picks

    assert [pick.name for pick in picks] == [
        f"Root-{n:03}" for n in range(MOST_PICKS + 1, 1, -1)
    ]


def test_a_reply_can_be_picked_and_only_filmed_picks_lead_the_videos(
    client, episode, producer
):
    (root,) = make_roots(episode, 1)
    make_replies(root, 1)[0].pick(producer)

    assert "Reply-000" in text_of(client.get(thread_url(episode)))
    assert "Picked" not in text_of(client.get(f"{thread_url(episode)}?only=video"))


def test_an_edited_comment_says_when(client, episode, producer):
    comment = make_comment(episode, approved_by=producer)
    assert "edited" not in text_of(client.get(thread_url(episode)))
    at = timezone.now().replace(year=2025, month=3, day=8, hour=9, minute=5)
    Comment.objects.filter(pk=comment.pk).update(edited_at=at)
    episode.touch()

    page = text_of(client.get(thread_url(episode)))

    assert "edited <time" in page
    assert "8 March 2025, 09:05 GMT" in page


def test_the_same_number_of_queries_at_10_and_at_200(client, episode, producer):
    counts = []
    for total in (10, 190):
        roots = make_roots(episode, total)
        for root in roots:
            make_replies(root, 1 + root.pk % 5)
        roots[0].pick(producer)
        episode.touch()
        counts.append(
            [
                queries_of(client, address)
                for address in (
                    episode.get_absolute_url(),
                    thread_url(episode),
                    f"{thread_url(episode)}?sort=liked&only=video",
                )
            ]
        )

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 6


def test_an_unchanged_thread_costs_one_query(client, episode, producer):
    comment = make_comment(episode, approved_by=producer)
    for address in (thread_url(episode), comment.get_absolute_url()):
        client.get(address)
        assert queries_of(client, address) == 1


def test_pages_of_one_thread_are_kept_apart(client, episode, producer):
    roots = make_roots(episode, 22)
    after = client.get(thread_url(episode)).context["page"].next
    addresses = [
        thread_url(episode),
        f"{thread_url(episode)}?sort=oldest",
        f"{thread_url(episode)}?sort=liked",
        f"{thread_url(episode)}?only=video",
        f"{thread_url(episode)}?after={after}",
        roots[0].get_absolute_url(),
        roots[1].get_absolute_url(),
        episode.get_absolute_url(),
    ]

    etags = {client.get(address)["ETag"] for address in addresses}

    assert len(etags) == len(addresses)


def test_video_only_leaves_the_words_out(client, episode):
    words, filmed = make_roots(episode, 2)
    Video.objects.create(comment=filmed, state="ready", clip="a", duration=65)
    Comment.objects.filter(pk=filmed.pk).update(has_video=True)

    page = text_of(client.get(f"{thread_url(episode)}?only=video"))

    assert filmed.name in page
    assert words.name not in page
    assert "1:05" in page
    assert reverse("comments:clip", args=[filmed.public_id, "mp4"]) in page
    # What a template holds is not loaded.
    assert '<template>\n    <video class="clip__video"' in page


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
    assert 'class="comment-form"' not in page
    assert "data-reply" not in page


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
