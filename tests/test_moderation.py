from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import (
    Comment,
    ModerationAction,
    ProblemReport,
    Release,
    ReleaseText,
    Video,
)
from comments.models.standing import DecidedMeanwhile
from episodes.models import EpisodeVersion

from .admin_forms import filled_in
from .factories import make_comment, make_episode, make_producer

QUEUE = "admin:comments_comment_changelist"
Status, State = Comment.Status, Video.State


def make_video(comment, state=State.READY, **fields):
    return Video.objects.create(comment=comment, state=state, **fields)


def allow(comment, **ticks):
    text = ReleaseText.of("You allow the programme …", "en")
    return Release.objects.create(comment=comment, text=text, **ticks)


def decision(verb, comment):
    return reverse(f"admin:comments_comment_{verb}", args=[comment.pk])


def change_url(row):
    return reverse(f"admin:comments_{row._meta.model_name}_change", args=[row.pk])


def queue_of(client, query=""):
    return list(client.get(reverse(QUEUE) + query).context["cl"].result_list)


def version_of(episode):
    return EpisodeVersion.objects.get(episode=episode).version


def assert_status(comment, status):
    comment.refresh_from_db()
    assert comment.status == status


@pytest.fixture
def comment(episode):
    return make_comment(
        episode, name="Dilan", place="Basra", body="Where is the water?"
    )


def test_the_queue_has_what_is_held_first_and_oldest_first(
    producer_client, producer, episode
):
    decided = [make_comment(episode, approved_by=producer) for _number in range(2)]
    held = [make_comment(episode) for _number in range(3)]
    now = timezone.now()
    for hours, comment in enumerate([held[1], held[2], held[0]]):
        moment = now + timedelta(hours=hours)
        Comment.objects.filter(pk=comment.pk).update(created_at=moment)

    assert queue_of(producer_client) == [
        *(held[1], held[2], held[0]),
        *reversed(decided),
    ]


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
    player = page[page.index("<video") : page.index("</video>")]
    assert f'src="{clip}"' in player
    assert f'poster="{poster}"' in player
    assert 'controls preload="none"' in player
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


def test_use_on_air_is_seen_in_the_list(producer_client, comment):
    assert "May be used on air" not in producer_client.get(reverse(QUEUE)).text

    allow(comment, on_air=True)

    assert "May be used on air" in producer_client.get(reverse(QUEUE)).text


@pytest.mark.parametrize("path", ["approve", "reject"])
def test_a_decision_is_one_button_on_the_row(producer_client, comment, path):
    page = producer_client.get(reverse(QUEUE)).text

    assert f'formaction="{decision(path, comment)}?"' in page


def test_an_approved_comment_is_public_and_says_by_whom(
    producer_client, producer, comment
):
    before = version_of(comment.episode)
    assert not comment.is_public

    response = producer_client.post(decision("approve", comment))

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
    producer_client.post(decision("reject", comment))

    assert_status(comment, Status.REJECTED)
    assert not comment.is_public


def test_a_public_comment_is_hidden_at_once(producer_client, comment, producer):
    assert decision("hide", comment) not in producer_client.get(reverse(QUEUE)).text
    comment.approve(producer)
    assert decision("hide", comment) in producer_client.get(reverse(QUEUE)).text

    producer_client.post(decision("hide", comment))

    assert_status(comment, Status.REJECTED)
    assert not comment.is_public
    assert comment.actions.last().action == ModerationAction.Action.HIDDEN


def test_a_rejection_can_be_thought_over(producer_client, producer, comment):
    comment.reject(producer)

    producer_client.post(decision("approve", comment))

    assert_status(comment, Status.APPROVED)


def test_an_approval_waits_for_its_clip(producer_client, comment):
    make_video(comment, State.PROCESSING)

    response = producer_client.post(decision("approve", comment), follow=True)

    assert_status(comment, Status.APPROVED)
    assert not comment.is_public
    assert "as soon as its clip is ready" in response.text


def test_an_approval_says_that_the_clip_failed(producer_client, comment):
    make_video(comment, State.FAILED, reason="truncated")

    response = producer_client.post(decision("approve", comment), follow=True)

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
    response = producer_client.post(f"{decision('approve', comment)}?kind=text&p=2")

    assert response.url == f"{reverse(QUEUE)}?kind=text&p=2"


@pytest.mark.parametrize("verb", ["approve", "reject", "hide"])
def test_a_withdrawn_comment_is_decided_no_more(producer_client, comment, verb):
    comment.withdraw()

    response = producer_client.post(decision(verb, comment))

    assert response.status_code == 409
    assert "Its author has withdrawn it" in response.text
    assert_status(comment, Status.WITHDRAWN)
    assert decision(verb, comment) not in producer_client.get(reverse(QUEUE)).text


def test_who_decides_second_is_told_of_the_first(producer_client, comment):
    comment.reject(make_producer("amina"))

    response = producer_client.post(decision("approve", comment), {"seen": "held-1"})

    assert response.status_code == 409
    assert "amina has decided meanwhile: it is now “Rejected”" in response.text
    assert_status(comment, Status.REJECTED)


def test_words_that_changed_after_reading_are_not_approved(producer_client, comment):
    Comment.objects.filter(pk=comment.pk).update(revision=2)

    response = producer_client.post(decision("approve", comment), {"seen": "held-1-0"})

    assert response.status_code == 409
    assert_status(comment, Status.HELD)
    producer_client.post(decision("approve", comment), {"seen": "held-2-0"})
    assert_status(comment, Status.APPROVED)


def test_the_ticked_rows_alone_are_approved_together(producer_client, episode):
    held = [make_comment(episode) for _number in range(4)]
    ticked = [held[0].pk, held[2].pk]

    response = producer_client.post(
        reverse("admin:comments_comment_ticked"),
        {"ticked": ticked, "select_across": "1", "action": "approve"},
        follow=True,
    )

    assert "2 comments approved." in response.text
    approved = Comment.objects.filter(status=Status.APPROVED)
    assert {comment.pk for comment in approved} == set(ticked)


def test_ticked_rows_that_were_decided_meanwhile_stay_so(producer_client, episode):
    rejected, withdrawn, held = (make_comment(episode) for _number in range(3))
    rejected.reject(make_producer())
    withdrawn.withdraw()

    response = producer_client.post(
        reverse("admin:comments_comment_ticked"),
        {"ticked": [rejected.pk, withdrawn.pk, held.pk, 99999]},
        follow=True,
    )

    assert "1 comment approved." in response.text
    assert "3 were no longer waiting" in response.text
    assert_status(rejected, Status.REJECTED)
    assert_status(withdrawn, Status.WITHDRAWN)
    assert_status(held, Status.APPROVED)


@pytest.mark.parametrize(
    ("ticked", "status"),
    [
        ([], 302),
        (["abc"], 400),
        (["\x00"], 400),
        (["-1"], 400),
        (["9" * 40], 400),
        (["²"], 400),
        ([str(n) for n in range(1, 52)], 400),
    ],
)
def test_ticks_that_are_no_page_of_rows_approve_nothing(
    producer_client, comment, ticked, status
):
    url = reverse("admin:comments_comment_ticked")

    assert producer_client.post(url, {"ticked": ticked}).status_code == status
    assert_status(comment, Status.HELD)


def test_nothing_is_ever_selected_across_pages(producer_client, comment):
    response = producer_client.get(reverse(QUEUE))

    assert response.context["action_form"] is None
    assert "select_across" not in response.text


@pytest.mark.parametrize("verb", ["approve", "reject", "hide", "ticked"])
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


@pytest.mark.parametrize("verb", ["approve", "reject", "hide", "ticked"])
def test_nobody_decides_without_the_right(client, comment, verb):
    args = [] if verb == "ticked" else [comment.pk]
    url = reverse(f"admin:comments_comment_{verb}", args=args)
    data = {"ticked": [comment.pk]}

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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status__exact=held", {"text", "clip"}),
        ("?status__exact=approved", {"old"}),
        ("?kind=text", {"text", "old"}),
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
    Comment.objects.all().delete()

    page = producer_client.get(reverse(QUEUE)).text

    assert "Nothing is waiting" in page
    assert "Nobody has written yet" in page


def test_the_queue_asks_as_often_for_many_rows(producer_client, producer, episode):
    asked = 0
    for number in (10, 90):
        for n in range(number):
            parent = Comment.objects.order_by("?").first() if n % 3 else None
            row = make_comment(episode, parent=parent, translation="In English.")
            if n % 2:
                make_video(row, width=720, height=1280)
                allow(row, on_air=True)
            if n % 5 == 0:
                row.approve(producer)
        with CaptureQueriesContext(connection) as queries:
            rows = queue_of(producer_client, "?all=")
        assert len(rows) == Comment.objects.count()
        assert len(queries) == (asked or len(queries))
        asked = len(queries)
    assert asked <= 10


def test_words_are_read_and_never_changed_by_producers(producer_client, comment):
    url = change_url(comment)
    form = filled_in(producer_client.get(url), "comment_form")
    assert "translation" in form
    assert not {"name", "place", "body", "email", "status"} & set(form)

    changes = {"body": "Other words", "name": "Other", "status": "approved"}
    response = producer_client.post(url, form | changes)

    assert response.status_code == 302
    comment.refresh_from_db()
    assert (comment.body, comment.name) == ("Where is the water?", "Dilan")
    assert comment.status == Status.HELD


def test_a_translation_is_saved_and_labelled(producer_client, producer, comment):
    comment.approve(producer)
    before = version_of(comment.episode)
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")

    producer_client.post(change_url(comment), form | {"translation": "Where is it?"})

    comment.refresh_from_db()
    assert comment.translation == "Where is it?"
    assert version_of(comment.episode) > before
    page = producer_client.get(reverse(QUEUE)).text
    assert "The programme's translation" in page
    assert "Where is it?" in page


def test_a_translation_can_be_saved_with_the_decision(producer_client, comment):
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")

    response = producer_client.post(
        change_url(comment), form | {"translation": "Where is it?", "_approve": "1"}
    )

    assert_status(comment, Status.APPROVED)
    assert comment.translation == "Where is it?"
    assert response.url == reverse(QUEUE)


@pytest.mark.parametrize("words", ["a\x00b", "x" * 6001])
def test_a_translation_that_cannot_be_kept_is_refused(producer_client, comment, words):
    form = filled_in(producer_client.get(change_url(comment)), "comment_form")

    response = producer_client.post(change_url(comment), form | {"translation": words})

    assert response.status_code == 200
    assert "Please correct the error" in response.text
    comment.refresh_from_db()
    assert comment.translation == ""


def test_the_details_tell_what_was_allowed_and_done(producer_client, producer, comment):
    allow(comment, on_air=True, adult=True)
    comment.approve(producer)

    page = producer_client.get(change_url(comment)).text

    for words in ("You allow the programme …", "Approved", producer.username):
        assert words in page


def test_a_withdrawn_comment_takes_no_translation(producer_client, comment):
    comment.withdraw()
    url = change_url(comment)

    form = filled_in(producer_client.get(url), "comment_form")
    producer_client.post(url, form | {"translation": "Where is it?"})

    assert "translation" not in form
    comment.refresh_from_db()
    assert comment.translation == ""


@pytest.mark.parametrize("state", ["closed", "hidden"])
def test_a_discussion_is_switched_in_the_list(producer_client, episode, state):
    url = reverse("admin:comments_discussion_changelist")
    form = filled_in(producer_client.get(url), "changelist-form")
    before = version_of(episode)
    assert episode.discussion.is_open

    response = producer_client.post(url, form | {"form-0-state": state, "_save": "1"})

    assert response.status_code == 302
    episode.discussion.refresh_from_db()
    assert episode.discussion.state == state
    assert not episode.discussion.is_open
    assert version_of(episode) > before


def test_switching_a_discussion_does_not_rewind_its_count(
    producer_client, producer, episode
):
    url = change_url(episode.discussion)
    form = filled_in(producer_client.get(url), "discussion_form")
    make_comment(episode, approved_by=producer)

    producer_client.post(
        url, form | {"state": "closed", "closes_at_0": "2030-01-08", "closes_at_1": "19:30"}
    )  # fmt: skip

    episode.discussion.refresh_from_db()
    assert episode.discussion.state == "closed"
    assert episode.discussion.closes_at.isoformat() == "2030-01-08T19:30:00+00:00"
    assert episode.discussion.comment_count == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"form-TOTAL_FORMS": "abc"},
        {"form-0-state": "ajar"},
        {"form-0-state": "\x00"},
        {"form-0-id": "abc"},
        {"form-0-id": "99999"},
        {"form-0-id": "9" * 30},
        {"form-0-id": "\x00"},
        {"form-0-id": ""},
    ],
)
def test_a_switch_that_is_none_changes_nothing(producer_client, episode, changes):
    url = reverse("admin:comments_discussion_changelist")
    form = filled_in(producer_client.get(url), "changelist-form")

    response = producer_client.post(
        url, form | {"form-0-state": "hidden", "_save": "1"} | changes
    )

    assert response.status_code in {200, 302, 400}
    episode.discussion.refresh_from_db()
    assert episode.discussion.is_open


def test_the_discussions_ask_as_often_for_many_rows(
    producer_client, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("admin:comments_discussion_changelist")
    make_episode()
    with django_assert_max_num_queries(15) as few:
        producer_client.get(url)
    for _number in range(20):
        make_episode()

    with django_assert_num_queries(len(few)):
        producer_client.get(url)


def make_report(**fields):
    defaults = {
        "kind": "threat",
        "about": "A comment",
        "details": "It names my street.",
    }
    return ProblemReport.objects.create(**(defaults | fields))


def test_open_reports_come_first_and_oldest_first(producer_client, producer):
    rows = [make_report(about=name) for name in ("handled", "first", "second")]
    rows[0].handle(producer)

    url = reverse("admin:comments_problemreport_changelist")
    listed = producer_client.get(url).context["cl"].result_list

    assert [report.about for report in listed] == ["first", "second", "handled"]
    opened = producer_client.get(f"{url}?handled=no").context["cl"].result_list
    assert len(opened) == 2


def test_a_report_is_marked_as_handled_with_a_note(producer_client, producer):
    report = make_report()
    url = change_url(report)
    form = filled_in(producer_client.get(url), "problemreport_form")
    assert set(form) == {"note"}

    producer_client.post(url, {"note": "Rang back.", "_handle": "1", "details": "?"})

    report.refresh_from_db()
    assert report.handled_by == producer
    assert report.handled_at is not None
    assert report.note == "Rang back."
    assert report.details == "It names my street."
    assert "mark as handled" not in producer_client.get(url).text


def test_a_note_alone_handles_nothing(producer_client):
    report = make_report()

    producer_client.post(change_url(report), {"note": "Will ring.", "_save": "1"})

    report.refresh_from_db()
    assert report.note == "Will ring."
    assert report.handled_at is None


def test_what_is_reported_is_never_markup(producer_client):
    evil = "<script>alert(1)</script>"
    report = make_report(about=evil, details=evil)

    assert evil not in producer_client.get(change_url(report)).text
