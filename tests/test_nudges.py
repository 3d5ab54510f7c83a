import pytest

from comments.models import Comment, WordList
from comments.nudges import signed_warnings, warnings_in
from comments.screening import Reason

from .factories import make_episode
from .posting import check_url, hidden_fields, send_unhurried, text_of, words

SHOUTED = "WHY DID NOBODY TELL US ABOUT THE PUMPS?"


def again(client, episode, page, **fields):
    """Send the form that came back, as it stands."""
    form = {n: v for n, v in hidden_fields(page).items() if n in ("key", "warned")}
    return send_unhurried(client, episode, **form, **fields)


def test_shouting_brings_a_kind_word_and_the_words_back(client, episode):
    response = send_unhurried(client, episode, body=SHOUTED)

    page = text_of(response)
    assert response.status_code == 422
    assert "So many capitals read like shouting." in page
    assert SHOUTED in page
    assert not Comment.objects.exists()


def test_the_kind_word_is_said_once_and_marks_nothing_as_wrong(client, episode):
    page = text_of(send_unhurried(client, episode, body=SHOUTED))
    wrong = text_of(send_unhurried(client, episode, body=SHOUTED, name=""))

    assert page.count("So many capitals") == 1
    assert "notice--correction" not in page
    assert "aria-invalid" not in page
    assert "notice--correction" in wrong
    assert "Please give a name" in wrong


def test_the_second_time_it_is_held(client, episode):
    page = text_of(send_unhurried(client, episode, body=SHOUTED))

    assert again(client, episode, page, body=SHOUTED).status_code == 201
    assert Comment.objects.get().held_for == Reason.SHOUTED


def test_whoever_comes_by_the_check_page_is_warned_when_sending(client, episode):
    checked = client.post(check_url(episode), words(body=SHOUTED))
    page = text_of(checked)
    assert checked.status_code == 200
    assert "warned" not in hidden_fields(page)

    sent = send_unhurried(client, episode, key=hidden_fields(page)["key"], body=SHOUTED)

    assert sent.status_code == 422
    assert "warned" in hidden_fields(text_of(sent))


def test_repeated_words_bring_a_kind_word(client, episode):
    send_unhurried(client, episode, body="The pumps stood still.")

    response = send_unhurried(client, episode, body="the PUMPS, stood still!")

    assert response.status_code == 422
    assert "These words have been sent here before." in text_of(response)


def test_a_listed_word_is_named(client, episode):
    WordList.objects.create(programme=episode.programme, banned="mudhead")

    response = send_unhurried(client, episode, body="You are a Mudhead.")

    assert response.status_code == 422
    assert "“mudhead” often hurts." in text_of(response)


def test_a_warning_counts_for_its_own_form_alone(client, episode):
    page = text_of(send_unhurried(client, episode, body=SHOUTED))
    warned = hidden_fields(page)["warned"]

    response = send_unhurried(client, episode, body=SHOUTED, warned=warned)

    assert response.status_code == 422
    assert not Comment.objects.exists()


def test_a_warning_of_one_thing_is_none_of_another(client, episode):
    page = text_of(send_unhurried(client, episode, body=SHOUTED))
    WordList.objects.create(programme=episode.programme, banned="mudhead")

    response = again(client, episode, page, body="You are a mudhead.")

    assert response.status_code == 422


@pytest.mark.parametrize("signed", ["", "forged", "a:b:c", "x" * 5000])
def test_a_forged_warning_is_none(signed):
    assert warnings_in(signed, "visitor", "key") == frozenset()


def test_a_warning_names_its_reasons_and_its_form():
    signed = signed_warnings({Reason.SHOUTED}, "visitor", "key")

    assert warnings_in(signed, "visitor", "key") == {Reason.SHOUTED}
    assert warnings_in(signed, "visitor", "other") == frozenset()


def test_the_same_words_on_another_episode_are_no_repetition(client, episode):
    send_unhurried(client, episode, body="The pumps stood still.")

    response = send_unhurried(client, make_episode(), body="The pumps stood still.")

    assert response.status_code == 201
