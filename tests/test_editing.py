import re

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment, DecidedMeanwhile, ModerationAction, Viewer

from .edits import aged, edit, edit_url, later, open_form, recognise
from .factories import make_comment, make_episode, make_producer
from .posting import FRAGMENT, send, text_of


@pytest.fixture
def comment(client, episode):
    """One that this browser has just sent."""
    send(client, episode)
    return Comment.objects.get()


@pytest.fixture
def public(comment, producer):
    comment.approve(producer)
    return comment


def test_the_form_stands_filled_in_and_is_never_stored(client, comment):
    response = client.get(edit_url(comment))

    assert response.status_code == 200
    assert "Who decided about the pumps?" in text_of(response)
    assert 'value="Amal"' in text_of(response)
    assert "no-store" in response["Cache-Control"]


def test_a_held_comments_words_are_replaced_at_once(client, comment):
    response = edit(client, comment, body="Who paid?", name="Amal K", place="Basra")

    assert response.status_code == 200
    assert "It isn't public yet" in text_of(response)
    comment.refresh_from_db()
    assert (comment.body, comment.name, comment.place) == (
        "Who paid?",
        "Amal K",
        "Basra",
    )
    assert comment.status == Comment.Status.HELD
    assert [r.body for r in comment.revisions.all()] == [
        "Who decided about the pumps?",
        "Who paid?",
    ]
    assert ModerationAction.objects.latest("pk").action == "edited"


def test_approved_words_stay_up_while_an_edit_waits(client, public):
    response = edit(client, public, body="Who paid?")

    assert "Until then the old ones stay up." in text_of(response)
    assert "Take the old version down now" in text_of(response)
    public.refresh_from_db()
    assert public.is_public
    page = text_of(Client().get(public.get_absolute_url()))
    assert "pumps" in page
    assert "Who paid?" not in page


def test_the_old_version_can_be_taken_down_at_once(client, public):
    answer = text_of(edit(client, public, body="Who paid?"))
    address, mark = re.search(
        r'action="([^"]+/take-down/)".*?name="seen" value="([^"]+)"', answer, re.S
    ).groups()

    for _ in range(2):
        response = client.post(address, {"seen": mark})
        assert "It isn't public yet" in text_of(response)

    public.refresh_from_db()
    assert not public.is_public
    assert public.body == "Who paid?"
    assert ModerationAction.objects.filter(action="old taken down").count() == 1


def test_another_browser_cannot_take_anything_down(client, public):
    edit(client, public, body="Who paid?")
    address = reverse(
        "comments:take_old_down", args=[public.episode.slug, public.public_id]
    )

    assert Client().post(address).status_code == 404
    assert client.get(address).status_code == 405
    public.refresh_from_db()
    assert public.is_public


def test_an_edit_that_passes_stands_at_once(client, public, episode):
    viewer = Viewer.objects.create(email="amal@example.org")
    episode.discussion.mode = "trusted"
    episode.discussion.save()
    producer = make_producer()
    for _ in range(10):
        make_comment(make_episode(), viewer=viewer, approved_by=producer)
    Comment.objects.filter(pk=public.pk).update(viewer=viewer)
    recognise(client, viewer)
    form = open_form(client, public, body="Who paid?")
    form["token"] = aged(public, seconds=60)

    response = client.post(edit_url(public), form)

    assert "It is on the page." in text_of(response)
    public.refresh_from_db()
    assert public.body == "Who paid?"
    assert public.is_public
    page = text_of(Client().get(public.get_absolute_url()))
    assert "Who paid?" in page
    assert "edited" in page


def test_whoever_has_claimed_it_edits_without_that_limit(comment):
    viewer = Viewer.objects.create(email="amal@example.org")
    Comment.objects.update(viewer=viewer)
    later(comment, days=2)
    elsewhere = Client()
    recognise(elsewhere, viewer)

    assert "Who decided" in text_of(elsewhere.get(edit_url(comment)))
    assert edit(elsewhere, comment, body="Who paid?").status_code == 200
    comment.refresh_from_db()
    assert comment.body == "Who paid?"


def test_a_producers_stale_decision_is_refused_after_an_edit(client, comment, producer):
    seen = comment.mark
    edit(client, comment, body="Something else entirely")

    with pytest.raises(DecidedMeanwhile):
        comment.approve(producer, seen=seen)


def test_the_same_edit_twice_is_one_and_answered_alike(client, comment):
    form = open_form(client, comment, body="Who paid?")

    answers = [client.post(edit_url(comment), form) for _ in range(2)]

    assert [a.status_code for a in answers] == [200, 200]
    assert ModerationAction.objects.filter(action="edited").count() == 1


def test_a_nudge_comes_once_and_then_it_is_held(client, comment):
    loud = "WHO ON EARTH DECIDED ABOUT THESE PUMPS AND WHO PAID FOR THEM ALL?"
    form = open_form(client, comment, body=loud)
    form["token"] = aged(comment, seconds=60)

    response = client.post(edit_url(comment), form)
    assert response.status_code == 422
    assert "capitals" in text_of(response)
    assert loud in text_of(response)

    warned = re.search(r'name="warned" value="([^"]+)"', text_of(response))[1]
    again = client.post(edit_url(comment), form | {"warned": warned})
    assert again.status_code == 200
    comment.refresh_from_db()
    assert comment.body == loud


def test_a_script_gets_fragments(client, comment):
    form = open_form(client, comment, body="")
    refused = client.post(edit_url(comment), form, **FRAGMENT)
    taken = client.post(edit_url(comment), form | {"body": "Who paid?"}, **FRAGMENT)

    for answer in (refused, taken):
        assert "<html" not in text_of(answer)
    assert "data-received" in text_of(taken)
    assert "data-received" not in text_of(refused)


def test_what_was_sent_before_is_erased_with_a_withdrawal(client, public):
    edit(client, public, body="Who paid?")

    client.post("/withdraw/", {"code": public.withdrawal_code})

    public.refresh_from_db()
    assert public.status == Comment.Status.WITHDRAWN
    assert not public.revisions.exists()
    assert (public.waiting, public.body, public.name) == (None, "", "")
    traces = str(list(ModerationAction.objects.values_list("trace", "reason")))
    assert "paid" not in traces
    assert "pumps" not in traces


def test_whoever_has_claimed_it_withdraws_it_from_any_browser(comment):
    viewer = Viewer.objects.create(email="amal@example.org")
    Comment.objects.update(viewer=viewer)
    elsewhere = Client()
    recognise(elsewhere, viewer)

    elsewhere.post("/withdraw/", {"comment": comment.public_id})

    comment.refresh_from_db()
    assert comment.status == Comment.Status.WITHDRAWN
