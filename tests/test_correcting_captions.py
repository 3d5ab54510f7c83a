"""Whoever spoke may correct what the captions say; a producer reads it first."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment, WordList
from comments.models.moderation import ModerationAction
from comments.visitors import COOKIE

from .captions import CUES, editor_of, make_captions, rows
from .factories import make_producer
from .posting import fetch_token, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def captions(client, episode, producer):
    captions = make_captions(episode, public=True, approved_by=producer)
    fetch_token(client, episode)
    visitor = client.cookies[COOKIE].value.partition(":")[0]
    Comment.objects.update(visitor=visitor)
    return captions


def address_of(captions):
    comment = captions.video.comment
    return reverse("comments:captions", args=[comment.episode.slug, comment.public_id])


def lines(first="Who decided this?", second="Nobody asked us.", seen=1):
    return {"line-0": first, "line-1": second, "seen": seen}


def test_an_author_is_shown_each_line_with_its_moment(client, captions):
    page = text_of(client.get(address_of(captions)))

    assert "At 0:01" in page
    assert "Nobody asked us.</textarea>" in page


def test_a_correction_waits_and_changes_nothing_public(client, captions):
    response = client.post(address_of(captions), lines())

    assert "A producer reads your corrections first" in text_of(response)
    captions.refresh_from_db()
    assert captions.public_cues == CUES
    assert captions.proposed_cues[0].text == "Who decided this?"
    assert captions.proposed_cues[0].end == CUES[0].end
    action = captions.video.comment.actions.last()
    assert action.action == ModerationAction.Action.CAPTIONS_CORRECTED
    assert "Who decided this?" in text_of(client.get(address_of(captions)))


def test_a_producer_sees_the_difference_and_takes_it_over(client, captions):
    client.post(address_of(captions), lines())
    client.force_login(make_producer())

    page = text_of(client.get(editor_of(captions)))
    taken = text_of(client.post(editor_of(captions), rows(_adopt="1")))

    assert "<ins> this</ins>" in page
    assert "Who decided this?</textarea>" in taken
    captions.refresh_from_db()
    assert captions.proposed is not None
    sent = rows(("0", "1.5", "Who decided this?"), seen=captions.mark, _publish="1")
    client.post(editor_of(captions), sent)
    captions.refresh_from_db()
    assert captions.proposed is None
    assert captions.transcript == "Who decided this?"


def test_a_producer_may_turn_it_down(client, captions):
    client.post(address_of(captions), lines())
    captions.refresh_from_db()
    client.force_login(make_producer())

    client.post(editor_of(captions), rows(seen=captions.mark, _refuse="1"))

    captions.refresh_from_db()
    assert captions.proposed is None
    assert captions.public_cues == CUES


@pytest.mark.parametrize("decision", ["_publish", "_refuse"])
def test_what_no_producer_has_read_is_not_decided_about(client, captions, decision):
    client.post(address_of(captions), lines())
    captions.refresh_from_db()
    decided = rows(("0", "1.5", "Read"), seen=captions.mark, **{decision: "1"})
    client.post(address_of(captions), lines(first="Who decided that?"))
    client.force_login(make_producer())

    response = client.post(editor_of(captions), decided)

    assert response.status_code == 409
    assert "Who decided that?" in text_of(response).replace("<ins> that</ins>", " that")
    captions.refresh_from_db()
    assert captions.proposed_cues[0].text == "Who decided that?"
    assert captions.public_cues == CUES


def test_nothing_corrected_is_nothing_to_read(client, captions):
    client.post(address_of(captions), lines(first="Who decided?"))

    captions.refresh_from_db()
    assert captions.proposed is None


def test_it_goes_through_screening_like_an_edit(client, captions, episode):
    WordList.objects.create(programme=episode.programme, banned="pumpkin")

    client.post(address_of(captions), lines(first="You pumpkin"))

    trace = captions.video.comment.actions.last().trace
    assert trace[-1] == ["banned_words", "banned word: pumpkin"]


@pytest.mark.parametrize("first", ["", " \n ", "x" * 201])
def test_what_cant_stand_is_refused_with_what_was_typed(client, captions, first):
    response = client.post(address_of(captions), lines(first, "Typed already"))

    assert response.status_code == 422
    assert "Typed already" in text_of(response)
    captions.refresh_from_db()
    assert captions.proposed is None


def test_captions_changed_meanwhile_refuse_it_and_give_the_words_back(
    client, captions, producer
):
    captions.publish(producer, CUES[:1], language="en", seen=1)

    response = client.post(address_of(captions), lines())

    assert response.status_code == 409
    assert "Who decided this?" in text_of(response)


def test_a_stale_token_keeps_the_words(captions, client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    response = strict.post(address_of(captions), lines())

    assert response.status_code == 403
    assert "Who decided this?" in text_of(response)


def test_a_stranger_and_a_draft_get_a_sentence(client, captions, producer):
    own = client.cookies[COOKIE].value
    client.cookies.clear()
    assert client.get(address_of(captions)).status_code == 404
    assert client.post(address_of(captions), lines()).status_code == 404

    client.cookies[COOKIE] = own
    captions.take_down(producer, seen=1)

    assert client.get(address_of(captions)).status_code == 409


def test_an_authors_own_ways_lead_there(client, captions, episode):
    mine = reverse("comments:mine", args=[episode.slug])

    assert address_of(captions) in text_of(client.get(mine))
