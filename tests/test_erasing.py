"""Erasing all of it: nothing of a person is left, and what is left names nobody."""

import json

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core import signing
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django_tasks import default_task_backend

from comments.forms import screened
from comments.models import (
    Comment,
    Discussion,
    ModerationAction,
    ProblemReport,
    Proof,
    Release,
    Sanction,
    Upload,
    Viewer,
)
from comments.words import Screening, Verdict

from . import clips
from .admin_forms import filled_in
from .factories import make_comment, make_episode
from .mails import run_tasks, sign_in
from .moderating import change_url, seen
from .posting import send, send_unhurried, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
EMAIL = "amal.secret@example.org"
URL = "/me/erase/"
HELD = Screening(Verdict.HOLD, "suspect word", [["suspect_words", "word: Zebra"]])


@pytest.fixture
def viewer(client):
    return sign_in(client, EMAIL)


def everything_stored():
    """Every row of ours, in one text."""
    models = apps.get_app_config("comments").get_models()
    return json.dumps([list(m.objects.values()) for m in models], default=str)


def test_every_comment_is_withdrawn_and_the_viewer_gone(client, viewer, producer):
    episode = make_episode()
    held = make_comment(episode, viewer=viewer, email=EMAIL)
    public = make_comment(episode, viewer=viewer, approved_by=producer)
    rejected = make_comment(episode, viewer=viewer)
    rejected.reject(producer)

    response = client.post(URL)

    assert "It's off our site." in text_of(response)
    assert response.cookies["viewer"]["max-age"] == 0
    assert not Viewer.objects.exists()
    for comment in (held, public, rejected):
        comment.refresh_from_db()
        assert comment.status == "withdrawn"
    episode.discussion.refresh_from_db()
    assert episode.discussion.comment_count == 0


def test_replies_of_others_stay(client, viewer, episode, producer):
    root = make_comment(episode, viewer=viewer, approved_by=producer)
    make_comment(episode, parent=root, name="Basim", approved_by=producer)

    client.post(URL)

    page = text_of(client.get(episode.get_absolute_url()))
    assert "Comment withdrawn" in page
    assert "Basim" in page


def test_nothing_that_is_left_names_anybody(client, viewer, episode, producer):
    written = {"name": "Okapi", "place": "Giraffa", "body": "Zebra and Hippo."}
    send(client, episode, email=EMAIL, notices="on", **written)
    comment = Comment.objects.get()
    comment.approve(producer)
    comment.edit(
        {"name": "Okapi II", "place": "", "body": "Zebra."},
        screening=HELD,
        seen=comment.edition,
    )
    comment.approve(producer)
    comment.pick(producer)
    make_comment(episode, parent=comment, approved_by=producer)
    make_comment(episode, email=EMAIL, name="Unconfirmed")
    ProblemReport.objects.create(kind="other", about="A", details="B", email=EMAIL)
    Proof.ask(EMAIL)
    run_tasks()
    visitor = comment.visitor
    Upload.announce(visitor, 1000, "Zebra.mp4")
    words = ("secret", "Okapi", "Giraffa", "Zebra", "Hippo", visitor, viewer.key)
    stored = everything_stored()
    assert all(word in stored for word in words)

    client.post(URL)

    stored = everything_stored()
    assert [word for word in words if word in stored] == []
    assert "Unconfirmed" in stored
    # What happened and what was allowed stays.
    assert Release.objects.count() == 1
    actions = ModerationAction.objects.filter(comment=comment)
    assert {"received", "approved", "edited", "withdrawn"} <= {
        a.action for a in actions
    }


def test_the_log_of_the_editing_room_names_nobody(client, viewer, episode, producer):
    comment = make_comment(episode, viewer=viewer, name="Okapi", body="Zebra")
    room = Client()
    room.force_login(producer)
    page = room.get(change_url(comment))
    reject = filled_in(page, "comment_form") | seen(comment) | {"_reject": "1"}
    room.post(change_url(comment), reject)
    ban = reverse("admin:comments_sanction_add") + f"?viewer={viewer.pk}&kind=ban"
    page = room.get(ban)
    room.post(ban, filled_in(page, "sanction_form") | {"reason": "Rude."})

    client.post(URL)

    said = LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)
    sanction = Sanction.objects.get()
    assert list(said) == [f"comment {comment.pk}", f"sanction {sanction.pk}"]


def test_its_media_are_gone(
    client, viewer, episode, django_capture_on_commit_callbacks
):
    send(client, episode, email=EMAIL, video=clips.posted(clips.mp4()), adult="on")
    original = Comment.objects.get().video.original
    assert default_storage.exists(original)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(URL)

    assert not default_storage.exists(original)


def test_no_task_holds_an_address(client, viewer, episode):
    send(client, episode, email="other@example.org")
    send(client, episode, email=EMAIL)
    client.post("/me/link/", {"email": EMAIL})

    results = default_task_backend.results
    assert [result.task.name for result in results] == ["mail_proof"] * 2
    assert "@" not in "".join(f"{result.args}{result.kwargs}" for result in results)


def test_what_still_waited_to_be_mailed_is_not(client, viewer, episode, producer):
    send(client, episode, email=EMAIL, notices="on")
    Comment.objects.get().approve(producer)
    Proof.ask(EMAIL)

    client.post(URL)

    assert run_tasks() == []


def test_the_page_asks_first_and_changes_nothing(client, viewer, episode):
    comment = make_comment(episode, viewer=viewer)

    page = text_of(client.get(URL))

    assert EMAIL in page
    assert "data.json" in page
    comment.refresh_from_db()
    assert comment.status == "held"


def test_asking_twice_is_no_error(client, viewer):
    other = Client()
    sign_in(other, EMAIL)

    assert client.post(URL).status_code == 200
    assert other.post(URL)["Location"] == "/me/link/"


def test_a_link_from_before_proves_nothing(client, viewer):
    Proof.ask(EMAIL)
    token = signing.dumps(Proof.objects.get().pk, salt="comments.proof")

    client.post(URL)

    assert client.post(f"/me/link/{token}/").status_code == 410


def test_whoever_erased_themselves_may_come_again(client, viewer, episode):
    client.post(URL)

    send(client, episode, email=EMAIL)
    [message] = run_tasks()

    assert message.to == [EMAIL]


def test_a_comment_alone_withdrawn_leaves_no_word_in_the_log(episode):
    comment = make_comment(episode, body="Zebra.")
    comment._note(ModerationAction.Action.RECEIVED, trace=HELD.trace)

    comment.withdraw()

    trace = ModerationAction.objects.get(action="received").trace
    assert trace == [["suspect_words", "word"]]


def test_what_is_posted_while_they_erase_themselves_is_nobodys_and_held(
    client, viewer, episode, settings, monkeypatch
):
    settings.TRUST_AFTER = 0
    Discussion.objects.update(mode="trusted")
    screen = screened.screen

    def erase_meanwhile(*words):
        Viewer.objects.get().erase()
        return screen(*words)

    monkeypatch.setattr(screened, "screen", erase_meanwhile)

    response = send_unhurried(client, episode)

    assert response.status_code == 201
    comment = Comment.objects.get()
    assert (comment.viewer, comment.status) == (None, "held")
    assert comment.held_for == "no proved e-mail"


def test_whoever_has_erased_themselves_claims_nothing(client, viewer, episode):
    comment = make_comment(episode, email=EMAIL)
    Viewer.objects.get().erase()
    Comment.objects.update(email=EMAIL)

    assert viewer.claim([comment.public_id]) == 0
    assert not Comment.objects.filter(viewer__isnull=False).exists()


def test_erasing_oneself_twice_at_once_is_no_error(
    client, viewer, episode, monkeypatch
):
    make_comment(episode, viewer=viewer)
    withdraw = Comment.withdraw
    elsewhere = Viewer.objects.get()

    def withdraw_meanwhile(comment):
        monkeypatch.setattr(Comment, "withdraw", withdraw)
        elsewhere.erase()
        comment.withdraw()

    monkeypatch.setattr(Comment, "withdraw", withdraw_meanwhile)

    assert client.post(URL).status_code == 200
    assert not Viewer.objects.exists()


def test_what_is_posted_before_they_are_gone_goes_too(
    client, viewer, episode, monkeypatch
):
    make_comment(episode, viewer=viewer)
    withdraw_all = Viewer._withdraw_all

    def post_meanwhile(viewer):
        monkeypatch.setattr(Viewer, "_withdraw_all", withdraw_all)
        viewer._withdraw_all()
        make_comment(episode, viewer=viewer, body="Zebra")

    monkeypatch.setattr(Viewer, "_withdraw_all", post_meanwhile)

    client.post(URL)

    assert not Viewer.objects.exists()
    assert {c.status for c in Comment.objects.all()} == {"withdrawn"}
