import re

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from comments.models import Comment, ModerationAction, Upload, Video

from . import clips
from .factories import make_comment, make_episode
from .posting import (
    FRAGMENT,
    fetch_token,
    hidden_fields,
    send,
    text_of,
    thread_url,
    words,
)

CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


def test_a_text_comment_is_held_and_its_answer_says_so(client, episode):
    response = send(client, episode, place="Basra", email="amal@example.org")

    comment = Comment.objects.get()
    assert response.status_code == 201
    assert "It isn't public yet: a producer reads it first." in text_of(response)
    assert comment.withdrawal_code in text_of(response)
    assert CODE.fullmatch(comment.withdrawal_code)
    assert comment.status == Comment.Status.HELD
    assert (comment.name, comment.place) == ("Amal", "Basra")
    assert comment.email == "amal@example.org"
    page = client.get(episode.get_absolute_url()).content.decode()
    assert "Who decided about the pumps?" not in page


def test_only_a_hash_of_the_private_code_is_kept(client, episode):
    send(client, episode)

    comment = Comment.objects.get()
    stored = " ".join(str(v) for v in Comment.objects.values_list().get())
    assert comment.withdrawal_code not in stored
    assert comment.withdrawal_code.replace("-", "") not in stored


def test_the_answer_offers_to_withdraw_and_a_way_back(client, episode):
    page = text_of(send(client, episode))

    assert f'name="comment" value="{Comment.objects.get().public_id}"' in page
    assert reverse("comments:withdraw") in page
    assert episode.get_absolute_url() in page


def test_the_trace_of_the_screening_is_kept_in_the_audit_row(client, episode):
    send(client, episode)

    action = ModerationAction.objects.get()
    assert action.action == ModerationAction.Action.RECEIVED
    assert action.trace[0] == ["staff", "pass"]
    assert action.trace[-1][1] != "pass"


def test_the_honeypot_and_a_fast_form_only_hold(client, episode):
    assert send(client, episode, website="https://spam.example").status_code == 201
    assert send(client, episode, time="forged").status_code == 201

    traces = [a.trace[-1] for a in ModerationAction.objects.all()]
    assert traces == [["trap", "trap filled in"], ["haste", "no time on the form"]]


def test_a_script_gets_fragments(client, episode):
    token = fetch_token(client, episode)
    fields = words(key=token["key"])

    refused = client.post(thread_url(episode), fields | {"name": ""}, **FRAGMENT)
    taken = client.post(thread_url(episode), fields, **FRAGMENT)

    assert refused.status_code == 422
    assert "<html" not in text_of(refused)
    assert "Who decided about the pumps?" in text_of(refused)
    assert taken.status_code == 201
    assert "<html" not in text_of(taken)


def test_the_token_answer_is_never_stored_and_sets_the_visitor(client, episode):
    response = client.get(reverse("comments:token", args=[episode.slug]))

    assert set(response.json()) == {"csrf", "key", "time"}
    assert "no-store" in response["Cache-Control"]
    cookie = response.cookies["visitor"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "mine" not in response.cookies


def test_a_sent_comment_sets_the_plain_cookie(client, episode):
    response = send(client, episode)

    assert response.cookies["mine"].value == "1"
    assert not response.cookies["mine"]["httponly"]


def test_a_forged_visitor_cookie_is_nobody(client, episode):
    client.cookies["visitor"] = "0" * 32 + ":forged:forged"

    assert send(client, episode).status_code == 201
    assert Comment.objects.get().visitor != "0" * 32


def test_a_refused_form_answers_with_reasons_and_all_words(client, episode):
    response = send(client, episode, name="", place="Basra", email="no address")

    page = text_of(response)
    assert response.status_code == 422
    assert "Please give a name, any name." in page
    assert "Enter a valid email address." in page
    assert "Who decided about the pumps?" in page
    assert 'value="Basra"' in page
    assert 'value="no address"' in page
    assert not Comment.objects.exists()


def test_a_reply_hangs_on_the_root_and_keeps_whom_it_answers(client, episode, producer):
    root = make_comment(episode, approved_by=producer)
    reply = make_comment(episode, parent=root, approved_by=producer)

    send(client, episode, parent=str(reply.public_id))

    sent = Comment.objects.latest("pk")
    assert (sent.root, sent.parent) == (root, reply)


@pytest.mark.parametrize("fate", ["held", "rejected", "withdrawn", "elsewhere", "junk"])
def test_what_is_not_public_here_cannot_be_answered(client, episode, producer, fate):
    parent = str(parent_of_fate(fate, episode, producer))

    response = send(client, episode, parent=parent)

    assert response.status_code == 422
    assert "isn't public any more" in text_of(response)
    assert "Who decided about the pumps?" in text_of(response)
    assert not Comment.objects.exclude(name__startswith="Viewer").exclude(name="")


def test_a_closed_discussion_gives_the_words_back(client, episode):
    token = fetch_token(client, episode)
    episode.discussion.state = "closed"
    episode.discussion.save()

    response = client.post(thread_url(episode), words(key=token["key"]))

    assert response.status_code == 409
    page = text_of(response)
    assert "Comments are closed. Your words are still below to copy." in page
    assert "Who decided about the pumps?" in page
    assert not Comment.objects.exists()


def test_an_unknown_or_unpublished_episode_is_not_found(client, db):
    draft = make_episode(status="draft")

    assert client.post("/episodes/nowhere/comments/", words()).status_code == 404
    assert client.post(thread_url(draft), words()).status_code == 404
    assert not Comment.objects.exists()


def test_a_form_sent_to_a_former_address_is_taken(client, episode):
    old = thread_url(episode)
    episode.slug = "renamed"
    episode.save()

    assert client.post(old, words()).status_code == 201
    assert client.get(old).headers["Location"] == thread_url(episode)


def test_a_stale_token_answers_with_the_words_and_a_new_token(episode):
    browser = Client(enforce_csrf_checks=True)

    refused = browser.post(thread_url(episode), words(csrfmiddlewaretoken="stale"))

    page = text_of(refused)
    assert refused.status_code == 403
    assert "Nothing is lost" in page
    assert "Who decided about the pumps?" in page
    again = browser.post(thread_url(episode), words(**hidden_fields(page)))
    assert again.status_code == 201
    assert Comment.objects.count() == 1


def test_a_video_goes_along_with_the_words(client, episode):
    response = send(client, episode, video=clips.posted(clips.mp4()), adult="on")

    video = Video.objects.get()
    assert response.status_code == 201
    assert video.comment.body == "Who decided about the pumps?"
    assert not Upload.objects.exists()
    assert default_storage.exists(video.original)


def test_a_video_needs_no_words(client, episode):
    response = send(
        client, episode, body="", video=clips.posted(clips.mp4()), adult="on"
    )

    assert response.status_code == 201


def test_a_failed_post_keeps_an_accepted_video_for_the_retry(client, episode):
    video = clips.posted(clips.mp4())
    refused = send(client, episode, name="", video=video, adult="on")
    upload = Upload.objects.get()
    assert refused.status_code == 422
    assert f'name="upload" value="{upload.public_id}"' in text_of(refused)

    again = send(client, episode, upload=str(upload.public_id), adult="on")

    assert again.status_code == 201
    assert Comment.objects.get().clip
    assert not Upload.objects.exists()


def test_another_visitors_upload_is_not_found(client, episode):
    send(client, episode, name="", video=clips.posted(clips.mp4()), adult="on")
    upload = Upload.objects.get()

    response = send(Client(), episode, upload=str(upload.public_id), adult="on")

    assert response.status_code == 422
    assert "Your video is no longer here" in text_of(response)
    assert Upload.objects.exists()


def test_a_video_can_be_left_out_after_all(client, episode):
    send(client, episode, name="", video=clips.posted(clips.mp4()), adult="on")
    upload = Upload.objects.get()

    response = send(client, episode, upload=str(upload.public_id), words_only="on")

    assert response.status_code == 201
    assert Comment.objects.get().clip is None


def parent_of_fate(fate, episode, producer):
    if fate == "junk":
        return "no-uuid"
    if fate == "elsewhere":
        return make_comment(make_episode(), approved_by=producer).public_id
    comment = make_comment(episode)
    if fate == "rejected":
        comment.reject(producer)
    if fate == "withdrawn":
        comment.withdraw()
    return comment.public_id
