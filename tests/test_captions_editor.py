"""A producer corrects captions in the admin, with the clip beside them."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comments.cues import MOST_CUES, Cue, as_webvtt
from comments.models import Captions, WordList
from comments.models.moderation import ModerationAction

from .admin_forms import filled_in
from .captions import CUES, editor_of, make_captions, rows
from .factories import make_comment, make_producer
from .moderating import make_video, version_of

pytestmark = pytest.mark.django_db
LIST = "admin:comments_captions_changelist"


@pytest.fixture
def captions(episode, producer):
    return make_captions(episode, approved_by=producer)


def text_of(response):
    return response.content.decode()


def actions_of(captions):
    actions = captions.video.comment.actions
    return list(actions.values_list("action", flat=True))


def test_the_lines_stand_beside_the_clip(producer_client, captions):
    page = text_of(producer_client.get(editor_of(captions)))

    assert "Who decided?" in page
    assert 'value="0:01.500"' in page
    assert f"{captions.video.comment.public_id}.mp4" in page


def test_what_is_saved_is_for_producers_alone(producer_client, captions):
    sent = rows(("0:00", "0:02", "Who decided that?"))

    response = producer_client.post(editor_of(captions), sent | {"_save": "1"})

    assert response.status_code == 302
    captions.refresh_from_db()
    assert captions.words == "Who decided that?"
    assert captions.changed_by.username
    assert captions.public is None


def test_publishing_changes_the_page_and_is_written_down(
    producer_client, captions, episode
):
    before = version_of(episode)
    sent = rows(("0:02", "0:03", "Later"), ("0", "1,5", "Now"), ("", "", ""))

    producer_client.post(editor_of(captions), sent | {"_publish": "1"})

    captions.refresh_from_db()
    assert captions.public == [[0, 1500, "Now"], [2000, 3000, "Later"]]
    assert version_of(episode) > before
    assert actions_of(captions)[-1] == ModerationAction.Action.CAPTIONED


def test_taking_down_keeps_the_draft_and_what_is_typed(
    producer_client, captions, episode
):
    captions.public = captions.draft
    captions.save()
    before = version_of(episode)
    sent = rows(("0:00", "0:02", "Half typed"))

    response = producer_client.post(editor_of(captions), sent | {"_take_down": "1"})

    captions.refresh_from_db()
    assert captions.public is None
    assert captions.cues == CUES
    assert "Half typed" in text_of(response)
    assert version_of(episode) > before


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("0:01", "0:01", "Now"), "It ends before it begins."),
        (("0:01", "0:02", ""), "This field is required."),
        (("0:01", "0:02", "x" * 201), "split it"),
        (("0:04", "0:09", "Late"), "The clip is over by then."),
        (("noon", "0:02", "When?"), "as in 0:12.4"),
        (("0:00.5", "0:02", "Over"), "before the line above has ended"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(producer_client, captions, row, sentence):
    sent = rows(("0:00", "0:01", "First"), row, _publish="1")

    response = producer_client.post(editor_of(captions), sent)

    assert response.status_code == 422
    assert sentence in text_of(response)
    captions.refresh_from_db()
    assert captions.cues == CUES


def test_nothing_at_all_is_not_published(producer_client, captions):
    response = producer_client.post(editor_of(captions), rows(_publish="1"))

    assert response.status_code == 422
    assert "nothing to publish" in text_of(response)


def test_a_line_can_be_removed_without_a_script(producer_client, captions):
    typed = rows(("0", "1", "First"), ("1", "2", "Second"), _save="1")

    producer_client.post(editor_of(captions), typed | {"cue-0-DELETE": "on"})

    captions.refresh_from_db()
    assert captions.words == "Second"


def test_a_stale_save_is_refused_and_both_versions_stand_there(
    producer_client, captions
):
    captions.save_draft(make_producer(), CUES[:1], language="en", seen=1)
    mine = rows(("0:00", "0:01", "Mine as typed"), _publish="1")

    response = producer_client.post(editor_of(captions), mine)

    page = text_of(response)
    assert response.status_code == 409
    assert "Mine as typed" in page
    assert "Who decided?" in page
    captions.refresh_from_db()
    assert captions.words == "Who decided?"
    again = filled_in(response, "captions_form") | {"_publish": "1"}
    assert producer_client.post(editor_of(captions), again).status_code == 302
    captions.refresh_from_db()
    assert captions.public == [[0, 1000, "Mine as typed"]]


def test_a_file_is_shown_and_not_yet_saved(producer_client, captions):
    srt = b"1\n00:00:01,000 --> 00:00:02,000\nFrom a <b>file</b>\n"
    file = SimpleUploadedFile("talk.srt", srt)

    response = producer_client.post(
        editor_of(captions), rows(_read_file="1") | {"file": file}
    )

    assert "From a file" in text_of(response)
    assert "not saved yet" in text_of(response)
    captions.refresh_from_db()
    assert captions.cues == CUES


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"Once upon a time", b"x" * 300_000]
)
def test_a_file_without_captions_is_refused_and_nothing_typed_is_lost(
    producer_client, captions, data
):
    typed = rows(("0", "1", "As typed"), _read_file="1")

    response = producer_client.post(
        editor_of(captions), typed | {"file": SimpleUploadedFile("x.vtt", data)}
    )

    assert response.status_code == 422
    assert "As typed" in text_of(response)
    assert 'role="alert"' in text_of(response)


def test_more_lines_than_fit_are_refused_and_shown_again(producer_client, captions):
    typed = [(f"{n}", f"{n}.5", f"Line-{n}") for n in range(MOST_CUES + 5)]

    response = producer_client.post(editor_of(captions), rows(*typed, _save="1"))

    assert response.status_code == 422
    assert "more than 200 lines" in text_of(response)
    assert f"Line-{MOST_CUES + 4}" in text_of(response)


def test_lines_that_were_taken_away_do_not_count(producer_client, captions):
    """As a script sends it, which gives each new line a new number."""
    sent = rows(("0", "1", "First"), _save="1") | {"cue-TOTAL_FORMS": MOST_CUES + 150}
    sent |= {"cue-349-start": "1", "cue-349-end": "2", "cue-349-text": "Second"}

    response = producer_client.post(editor_of(captions), sent)

    assert response.status_code == 302
    captions.refresh_from_db()
    assert captions.words == "First Second"


@pytest.mark.parametrize("total", ["-5", "", "1", "two", "9" * 5000, None])
def test_lines_that_are_counted_wrong_are_refused_and_shown_again(
    producer_client, captions, total
):
    typed = rows(("0", "1", "First"), ("1", "2", "Second"), _save="1")
    if total is None:
        del typed["cue-TOTAL_FORMS"]
    else:
        typed["cue-TOTAL_FORMS"] = total

    refused = producer_client.post(editor_of(captions), typed)

    assert refused.status_code == 422
    assert "Not all lines may have arrived" in text_of(refused)
    assert "TOTAL_FORMS)" not in text_of(refused)
    captions.refresh_from_db()
    assert captions.cues == CUES
    again = filled_in(refused, "captions_form") | {"_save": "1"}
    assert producer_client.post(editor_of(captions), again).status_code == 302
    captions.refresh_from_db()
    assert captions.words == "First Second"


def test_a_form_without_a_count_is_no_empty_draft(producer_client, captions):
    sent = rows(_save="1") | {"cue-TOTAL_FORMS": "-5"}

    response = producer_client.post(editor_of(captions), sent)

    assert response.status_code == 422
    captions.refresh_from_db()
    assert captions.cues == CUES


def test_a_file_with_more_lines_than_fit_is_refused(producer_client, captions):
    cues = [Cue(n * 1000, n * 1000 + 500, "Line") for n in range(MOST_CUES + 1)]
    file = SimpleUploadedFile("long.vtt", as_webvtt(cues).encode())

    response = producer_client.post(
        editor_of(captions), rows(_read_file="1") | {"file": file}
    )

    assert response.status_code == 422
    assert "more than 200 lines" in text_of(response)


HOSTILE = [
    {},
    {"cue-TOTAL_FORMS": "999999999", "cue-INITIAL_FORMS": "0"},
    {"cue-TOTAL_FORMS": "-1", "cue-INITIAL_FORMS": "-5"},
    rows(("0", "1", "a"), seen="9" * 40),
    rows(("0", "1", "a"), language="xx"),
    rows(("99999", "99999", "a")),
    {"_listen": "1"},
]


@pytest.mark.parametrize("sent", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_page_of_ours_sends_changes_nothing(producer_client, captions, sent):
    response = producer_client.post(editor_of(captions), sent)

    assert response.status_code in (409, 422)
    captions.refresh_from_db()
    assert captions.cues == CUES


def test_a_clip_without_captions_gets_them_by_hand(producer_client, episode, producer):
    comment = make_comment(episode, approved_by=producer)
    video = make_video(comment, duration=5.0)
    address = reverse("admin:comments_captions_change", args=[video.pk])
    assert producer_client.get(address).status_code == 200
    assert not Captions.objects.exists()

    producer_client.post(address, rows(("0", "1", "By hand"), seen=0, _publish="1"))

    assert Captions.objects.get().transcript == "By hand"


def test_listed_words_are_pointed_out(producer_client, captions, episode):
    WordList.objects.create(programme=episode.programme, suspect="nobody\n")

    assert "“nobody” is on the programme" in text_of(
        producer_client.get(editor_of(captions))
    )


def test_without_the_extra_the_page_says_why_there_is_no_draft(
    producer_client, episode, producer, settings
):
    settings.DRAFT_CAPTIONS = False
    empty = make_captions(episode, cues=[], approved_by=producer)

    page = text_of(producer_client.get(editor_of(empty)))

    assert "listen to clips" in page
    assert "Have a draft made" not in page


def test_another_language_has_no_draft_and_the_page_says_so(
    producer_client, episode, producer, settings
):
    settings.DRAFT_CAPTIONS = True
    empty = make_captions(episode, cues=[], approved_by=producer, language="ar")

    assert "understands only English" in text_of(producer_client.get(editor_of(empty)))


def test_a_withdrawn_clip_takes_its_captions_along(producer_client, captions):
    captions.video.comment.withdraw()

    sent = rows(("0", "1", "Too late"), _publish="1")

    assert producer_client.post(editor_of(captions), sent).status_code == 404
    assert not Captions.objects.exists()


def test_the_list_begins_with_what_is_to_be_corrected(
    producer_client, captions, episode
):
    make_captions(episode, cues=CUES[:1], public=True)

    waiting = producer_client.get(reverse(LIST))
    found = producer_client.get(reverse(LIST) + "?q=nobody")

    assert [c.pk for c in waiting.context["cl"].result_list] == [captions.pk]
    assert [c.pk for c in found.context["cl"].result_list] == [captions.pk]


def test_only_producers_come_near_them(client, captions):
    guest = User.objects.create_user("guest", is_staff=True)
    client.force_login(guest)

    assert client.get(editor_of(captions)).status_code == 403
    assert client.post(editor_of(captions), rows(_publish="1")).status_code == 403
    assert client.get(reverse(LIST)).status_code == 403


@pytest.mark.parametrize("key", ["0", "999999", "x", "9" * 30])
def test_a_clip_that_is_none_has_no_captions(producer_client, db, key):
    assert (
        producer_client.get(f"/admin/comments/captions/{key}/change/").status_code
        == 404
    )


def test_the_queue_finds_a_comment_by_what_is_said_in_its_clip(
    producer_client, captions
):
    address = reverse("admin:comments_comment_changelist") + "?q=nobody+asked"

    found = producer_client.get(address).context["cl"].result_list

    assert [comment.pk for comment in found] == [captions.video.comment_id]
