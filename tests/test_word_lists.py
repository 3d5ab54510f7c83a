"""The lists of words that each programme's producers keep."""

import pytest
from django.urls import reverse

from comments.models import Comment, ModerationAction, WordList
from comments.models.word_list import MOST_LINES

from .factories import make_episode, make_producer, make_programme
from .posting import send_unhurried, text_of

pytestmark = pytest.mark.django_db

ADD = "/admin/comments/wordlist/add/"


@pytest.fixture
def episode():
    return make_episode()


@pytest.fixture
def producer(client):
    producer = make_producer()
    client.force_login(producer)
    return producer


def save(client, programme, **lists):
    form = {"programme": programme.pk, "banned": "", "suspect": ""} | lists
    return client.post(ADD, form)


def change(client, word_list, **lists):
    address = reverse("admin:comments_wordlist_change", args=[word_list.pk])
    return client.post(address, {"banned": "", "suspect": ""} | lists)


def warned_of(response):
    return response.context["form"].screening.reason


def test_a_producer_keeps_a_list_for_each_programme(client, producer):
    stream, other = make_programme(), make_programme("Inside Story")

    assert save(client, stream, banned="idiot\nscum bag").status_code == 302
    assert save(client, other, suspect="كلب").status_code == 302
    assert WordList.objects.get(programme=stream).banned.split() == [
        "idiot",
        "scum",
        "bag",
    ]

    again = save(client, stream, banned="twice")
    assert again.status_code == 200
    assert WordList.objects.filter(programme=stream).count() == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("idiot\n…\n", "“…” has no letters or signs"),
        ("one two three four five six seven eight nine", "longer than 8 words"),
        ("\n".join(map(str, range(MOST_LINES + 1))), "5000 lines at most"),
    ],
    ids=["nothing to find", "too long a phrase", "too many lines"],
)
def test_a_line_that_could_never_be_found_is_named(client, producer, lines, said):
    response = save(client, make_programme(), suspect=lines)

    assert said in text_of(response)
    assert not WordList.objects.exists()


def test_the_longest_list_is_taken(client, producer):
    lines = "\n".join(f"word{n}" for n in range(MOST_LINES))

    assert save(client, make_programme(), banned=lines).status_code == 302


def test_a_list_cannot_be_deleted_by_producers(client, producer, episode):
    row = WordList.objects.create(programme=episode.programme)
    address = reverse("admin:comments_wordlist_delete", args=[row.pk])

    assert client.post(address, {"post": "yes"}).status_code == 403
    assert WordList.objects.exists()


def test_a_change_of_a_list_holds_from_the_next_comment_on(client, episode):
    row = WordList.objects.create(programme=episode.programme, suspect="pumps")
    first = send_unhurried(client, episode)
    assert warned_of(first) == "suspect word"

    # As another process saves it.
    WordList.objects.filter(pk=row.pk).update(suspect="dams")
    assert send_unhurried(client, episode).status_code == 201
    assert warned_of(send_unhurried(client, episode, body="DAMS!")) == "suspect word"


def test_another_programmes_list_says_nothing(client, episode):
    WordList.objects.create(programme=make_programme("Other"), banned="pumps")

    assert send_unhurried(client, episode).status_code == 201


def test_a_producer_sees_which_listed_word_it_was(client, episode):
    WordList.objects.create(programme=episode.programme, banned="Púmps")
    warned = send_unhurried(client, episode)
    form = warned.context["form"]
    assert not Comment.objects.exists()

    again = send_unhurried(client, episode, key=form.own_key, warned=form.warned_of)

    assert again.status_code == 201
    comment = Comment.objects.get()
    assert (comment.status, comment.held_for) == ("held", "banned word")
    received = ModerationAction.objects.get(action="received")
    assert received.trace[-1] == ["banned_words", "banned word: Púmps"]
