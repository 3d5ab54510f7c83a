"""An open page hears of what is new, for next to nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from .factories import make_comment
from .posting import text_of, thread_url


def live_url(episode, since=""):
    address = reverse("comments:live", args=[episode.slug])
    return f"{address}?since={since}" if since else address


def check(client, episode, since):
    return text_of(client.get(live_url(episode, since))).strip()


def test_nothing_new_is_said_in_nothing(client, episode, producer):
    make_comment(episode, approved_by=producer)

    assert check(client, episode, "1-open") == ""


def test_what_came_since_the_page_was_made_is_counted(client, episode, producer):
    root = make_comment(episode, approved_by=producer)
    for _ in range(3):
        make_comment(episode, parent=root, approved_by=producer)
    make_comment(episode)

    assert "3 new comments" in check(client, episode, "1-open")
    assert "1 new comment<" in check(client, episode, "3-open").replace("\n", "")


def test_a_page_open_under_a_former_address_hears_of_no_more_than_is_new(
    client, episode, producer
):
    for _ in range(2):
        make_comment(episode, approved_by=producer)
    former = [live_url(episode, "1-open"), thread_url(episode) + "?sort=oldest&only="]
    episode.slug = "another-one"
    episode.save()

    live, thread = (client.get(address, follow=True) for address in former)

    assert "1 new comment<" in text_of(live).replace("\n", "")
    assert thread.redirect_chain == [(f"{thread_url(episode)}?sort=oldest&only=", 301)]


def test_every_page_of_the_discussion_says_what_it_was_made_from(
    client, episode, producer
):
    comment = make_comment(episode, approved_by=producer)

    for address in (
        episode.get_absolute_url(),
        thread_url(episode),
        comment.get_absolute_url(),
    ):
        page = text_of(client.get(address))
        assert f'data-live="{live_url(episode, "1-open")}"' in page
        assert page.count('class="news" role="status"') == 1


def test_a_withdrawal_takes_nothing_back_from_what_has_come(client, episode, producer):
    make_comment(episode, approved_by=producer).withdraw()

    assert "1 new comment" in check(client, episode, "0-open")
    assert check(client, episode, "9-open") == ""


def test_a_discussion_that_closed_meanwhile_says_so(client, episode):
    assert check(client, episode, "0-open") == ""
    episode.discussion.state = "closed"
    episode.discussion.save()

    assert "Comments are closed." in check(client, episode, "0-open")
    assert check(client, episode, "0-closed") == ""


def test_the_check_costs_one_query_and_is_not_sent_again(
    client, episode, producer, django_assert_num_queries
):
    make_comment(episode, approved_by=producer)
    with django_assert_num_queries(1):
        etag = client.get(live_url(episode, "0-open"))["ETag"]

    with django_assert_num_queries(1):
        unchanged = client.get(
            live_url(episode, "0-open"), headers={"if-none-match": etag}
        )
    make_comment(episode, approved_by=producer)
    changed = client.get(live_url(episode, "0-open"), headers={"if-none-match": etag})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_everybody_hears_the_same(episode, producer):
    make_comment(episode, approved_by=producer)
    address = live_url(episode, "0-open")
    answers = [
        Client(headers={"accept-language": "ar"}).get(address),
        Client(headers={"cookie": "mine=1"}).get(address),
    ]

    assert answers[0].content == answers[1].content
    for answer in answers:
        assert answer["Cache-Control"] == "public, no-cache"
        assert not answer.cookies
        assert "Vary" not in answer.headers


def test_without_a_mark_everything_is_new(client, episode, producer):
    make_comment(episode, approved_by=producer)

    assert "1 new comment" in text_of(client.get(live_url(episode)))


@pytest.mark.parametrize(
    "since", ["junk", "1", "-1-open", "1-open-", "1-hidden", "9" * 19 + "-open", "%00"]
)
def test_a_broken_mark_is_no_page(client, episode, since):
    assert client.get(live_url(episode, since)).status_code == 404


def test_a_hidden_discussion_says_nothing(client, episode):
    episode.discussion.state = "hidden"
    episode.discussion.save()

    assert client.get(live_url(episode, "0-open")).status_code == 404


def test_the_check_only_reads(client, episode):
    assert client.post(live_url(episode)).status_code == 405
