"""What producers see of what is to be decided."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.admin.decisions import DECISIONS
from comments.models import Comment, Viewer
from comments.screening import PHASES
from comments.why import steps, why
from comments.words import Reason

from .factories import make_comment, make_episode, make_producer
from .moderating import (
    QUEUE,
    State,
    allow,
    change_url,
    decision,
    make_video,
    queue_of,
    reworded,
)


@pytest.fixture
def comment(episode):
    return make_comment(
        episode, name="Dilan", place="Basra", body="Where is the water?"
    )


def test_what_was_reported_leads_by_urgency_and_then_what_waits(
    producer_client, producer, episode
):
    held = [make_comment(episode) for _number in range(2)]
    public = [make_comment(episode, approved_by=producer) for _number in range(4)]
    for comment, kinds in zip(public, ["", "spam", "spam", "other child"], strict=True):
        for n, kind in enumerate(kinds.split()):
            comment.report(f"reader{n}", kind)
    edited = reworded(public[0])
    send_at([edited, held[1], public[2], public[1], held[0], public[3]])

    assert queue_of(producer_client) == [
        *(public[3], public[2], public[1]),
        *(edited, held[1], held[0]),
    ]


def test_the_last_decisions_stand_beneath_the_latest_first(producer_client, episode):
    amina, hassan = make_producer("amina"), make_producer("hassan")
    decided = [make_comment(episode, approved_by=amina) for _number in range(10)]
    decided.append(make_comment(episode))
    decided[-1].reject(hassan)
    by_the_site = make_comment(episode)
    by_the_site.approve(None)
    make_comment(episode, approved_by=amina).withdraw()

    response = producer_client.get(reverse(QUEUE))

    assert list(response.context["decided"]) == decided[:0:-1]
    assert response.context["cl"].result_count == 0
    assert "Nothing is left to decide" in response.text
    other = producer_client.get(f"{reverse(QUEUE)}?episode={make_episode().pk}")
    assert list(other.context["decided"]) == []


def send_at(comments):
    """Let them have been sent in this order, an hour after each other."""
    for hours, comment in enumerate(comments):
        moment = timezone.now() + timedelta(hours=hours)
        Comment.objects.filter(pk=comment.pk).update(created_at=moment)


def test_a_row_says_why_it_is_held(producer_client, episode):
    Comment.objects.filter(pk=make_comment(episode).pk).update(held_for=Reason.TRAP)

    page = producer_client.get(reverse(QUEUE)).text

    assert "It filled in a field that people don" in page


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_of_screening_has_a_sentence(reason):
    assert why(reason) != reason.value


def test_every_phase_of_screening_has_a_name():
    trace = [[phase.__name__, "pass"] for phase in PHASES]

    assert not {phase.__name__ for phase in PHASES} & {name for name, _ in steps(trace)}


def test_a_row_shows_its_open_reports_with_their_words(
    producer_client, producer, episode
):
    comment = make_comment(episode, approved_by=producer)
    comment.report("first", "threat", "She <b>names</b> my street.")
    comment.report("second", "hate")

    page = producer_client.get(reverse(QUEUE)).text

    assert "2 readers report it" in page
    assert "It threatens somebody" in page
    assert "She &lt;b&gt;names&lt;/b&gt; my street." in page
    comment.keep(producer)
    assert "my street" not in producer_client.get(reverse(QUEUE)).text


def test_a_waiting_edit_stands_beside_the_words_with_its_differences_marked(
    producer_client, producer, comment
):
    comment.approve(producer)
    reworded(comment, "Where is the clean <i>water?", name="Dilan B.")

    page = producer_client.get(reverse(QUEUE)).text

    assert "Where is the water?" in page
    assert "Where is the <ins>clean &lt;i&gt;</ins>water?" in page
    assert "<del><bdi>Dilan</bdi>, <bdi>Basra</bdi></del>" in page
    assert "It has a suspect word, and its author was asked once" in page


def test_buttons_are_those_that_can_be_used(producer_client, producer, comment):
    def offered():
        page = producer_client.get(reverse(QUEUE)).text
        return {verb for verb in DECISIONS if decision(verb, comment) in page}

    assert offered() == {"approve", "reject"}
    comment.approve(producer)
    assert offered() == {"hide", "pick"}
    comment.pick(producer)
    assert offered() == {"hide", "unpick"}
    reworded(comment)
    assert offered() == {"approve", "reject", "take_old_down", "hide", "unpick"}
    comment.reject(producer)
    comment.report("reader", "spam")
    assert offered() == {"keep", "hide", "unpick"}
    comment.hide(producer)
    assert offered() == {"approve"}


def test_a_viewer_can_be_suspended_and_an_address_held_from_the_row(
    producer_client, comment
):
    assert "Suspend the viewer" not in producer_client.get(reverse(QUEUE)).text
    viewer = Viewer.objects.create(email="dilan@example.org")
    Comment.objects.filter(pk=comment.pk).update(viewer=viewer, client="f00")

    page = producer_client.get(reverse(QUEUE)).text

    suspend = reverse("admin:comments_sanction_add")
    hold = reverse("admin:comments_addressban_add")
    for address in (f"{suspend}?viewer={viewer.pk}&amp;", f"{hold}?comment="):
        assert address in page
    assert viewer.email not in page


def test_a_row_shows_all_that_a_producer_decides_by(producer_client, episode):
    words = "First line of many.\n\n" + "word " * 590
    make_comment(episode, name="Dilan", place="Basra", body=words)

    page = producer_client.get(reverse(QUEUE)).text

    for shown in ("Dilan", "Basra", episode.headline, "1 comment is waiting"):
        assert shown in page
    assert page.count("word ") >= 589


def test_what_viewers_write_is_never_markup(producer_client, episode):
    evil = "<script>alert(1)</script>"
    comment = make_comment(episode, name=evil, place=evil, body=evil)

    for url in (reverse(QUEUE), change_url(comment)):
        page = producer_client.get(url).text
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_a_clip_plays_in_the_list(producer_client, comment):
    make_video(comment, width=720, height=1280, duration=42.4, clip="c", poster="p")

    page = producer_client.get(reverse(QUEUE)).text

    clip = reverse("comments:clip", args=[comment.public_id, "mp4"])
    poster = reverse("comments:clip", args=[comment.public_id, "jpg"])
    player = page[page.index("<figure") : page.index("</figure>")]
    assert f'href="{clip}"' in player
    assert f'src="{poster}"' in player
    # Nothing of it is loaded before.
    assert player.index("<template>") < player.index(
        f'<video class="clip__video" src="{clip}"'
    )
    assert "42 s" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.QUEUED, "is being prepared"),
        (State.PROCESSING, "is being prepared"),
        (State.FAILED, "the file stops halfway"),
    ],
)
def test_a_clip_that_does_not_play_says_why(producer_client, comment, state, words):
    make_video(comment, state, reason="truncated")

    page = producer_client.get(reverse(QUEUE)).text

    assert words in page
    assert "<video" not in page


def test_a_clip_that_can_hardly_be_heard_is_marked(producer_client, comment):
    video = make_video(comment, width=720, height=1280, duration=9, clip="c")
    assert "very quiet" not in producer_client.get(reverse(QUEUE)).text

    video.is_quiet = True
    video.save(update_fields=["is_quiet"])

    assert "Its sound is very quiet" in producer_client.get(reverse(QUEUE)).text


def test_use_on_air_is_seen_in_the_list(producer_client, comment):
    assert "May be used on air" not in producer_client.get(reverse(QUEUE)).text

    allow(comment, on_air=True)

    assert "May be used on air" in producer_client.get(reverse(QUEUE)).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"text", "clip"}),
        ("?show=held", {"text", "clip"}),
        ("?show=approved", {"old"}),
        ("?show=reported", set()),
        ("?show=edited", set()),
        ("?show=nothing", {"text", "clip", "old"}),
        ("?show=all", {"text", "clip", "old"}),
        ("?kind=text", {"text"}),
        ("?q=old", {"old"}),
        ("?kind=video", {"clip"}),
        ("?q=Basra", {"text"}),
        ("?q=nowhere", set()),
    ],
)
def test_the_queue_is_filtered_and_searched(producer_client, producer, query, found):
    episode, other = make_episode(), make_episode()
    make_comment(episode, name="text", place="Basra")
    make_video(make_comment(episode, name="clip"))
    make_comment(other, name="old", approved_by=producer)

    assert {comment.name for comment in queue_of(producer_client, query)} == found


def test_the_queue_is_filtered_by_episode(producer_client):
    first, second = make_comment(make_episode()), make_comment(make_episode())

    page = producer_client.get(reverse(QUEUE)).text
    assert f"?episode={first.episode.pk}" in page
    assert queue_of(producer_client, f"?episode={first.episode.pk}") == [first]
    assert queue_of(producer_client, f"?episode={second.episode.pk}") == [second]


def test_an_empty_queue_says_so(producer_client, comment):
    assert "No comment matches" in producer_client.get(reverse(QUEUE) + "?q=zz").text
    comment.withdraw()

    page = producer_client.get(reverse(QUEUE)).text

    assert "Nothing is waiting" in page
    assert "What viewers send appears here first" in page


def test_the_queue_asks_as_often_for_many_rows(producer_client, producer, episode):
    asked = 0
    for number in (10, 190):
        for n in range(number):
            make_row_of_every_kind(episode, producer, n)
        with CaptureQueriesContext(connection) as queries:
            rows = queue_of(producer_client, "?all=")
        assert len(rows) == Comment.objects.to_decide().count()
        assert len(queries) == (asked or len(queries))
        asked = len(queries)
    assert asked <= 15


def test_a_long_discussion_is_not_gone_through(producer, episode):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Of a small table it would read all, whatever indexes there are.
            cursor.execute("SET LOCAL enable_seqscan = off")
        else:
            cursor.execute("ANALYZE")
    plan = Comment.objects.to_decide().order_by("created_at").explain()

    for index in ("queue_oldest", "queue_edits", "queue_reported"):
        assert index in plan
    decided = Comment.objects.decided().order_by("-decided_at")[:10].explain()
    assert "queue_decided" in decided


def make_row_of_every_kind(episode, producer, n):
    parent = Comment.objects.latest("pk") if n % 3 else None
    row = make_comment(episode, parent=parent, translation="In English.")
    if n % 2:
        make_video(row, width=720, height=1280)
        allow(row, on_air=True)
    if n % 5 < 3:
        row.approve(producer)
    if n % 5 == 1:
        row.report(f"reader{n}", "child", "Look.")
    if n % 5 == 2:
        reworded(row)
