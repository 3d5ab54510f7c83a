"""The public page is the same for everybody, costs little, and is never stale."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.models import Episode, Guest, Panelist, Programme, RelatedLink

from .factories import (
    make_comment,
    make_episode,
    make_guest,
    make_link,
    make_panelist,
)


@pytest.fixture
def full_page(db):
    """An episode with a seat and a link, whose page has been read once."""
    episode = make_episode()
    make_panelist(episode, make_guest(name="Amina Farouk"))
    make_link(episode)
    Client().get(episode.get_absolute_url())
    return episode


def etag_of(episode):
    return Client().get(episode.get_absolute_url())["ETag"]


def test_an_unchanged_page_costs_one_query(
    client, full_page, django_assert_num_queries
):
    with django_assert_num_queries(1):
        response = client.get(full_page.get_absolute_url())

    assert response.status_code == 200
    assert b"Amina Farouk" in response.content


def test_an_unchanged_page_is_not_sent_again(
    client, full_page, django_assert_num_queries
):
    etag = etag_of(full_page)

    with django_assert_num_queries(1):
        response = client.get(
            full_page.get_absolute_url(), headers={"if-none-match": etag}
        )

    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == etag
    assert response["Cache-Control"] == "public, no-cache"


def test_two_readers_get_the_same_bytes_and_nothing_personal(full_page):
    address = full_page.get_absolute_url()
    cache.clear()
    first = Client(headers={"user-agent": "one", "accept-language": "ar"}).get(address)
    cache.clear()
    second = Client(headers={"user-agent": "two", "cookie": "mine=1"}).get(address)

    assert first.content == second.content
    for response in (first, second):
        assert response["Cache-Control"] == "public, no-cache"
        assert "Vary" not in response.headers
        assert not response.cookies
        assert "nonce-" not in response["Content-Security-Policy"]
        assert b"csrf" not in response.content


def test_a_page_for_one_is_neither_kept_nor_given_to_others(producer_client, full_page):
    cache.clear()
    address = full_page.get_absolute_url()

    personal = producer_client.get(address)
    public = Client().get(address)

    assert personal["Cache-Control"] == "private, no-store"
    assert "ETag" not in personal.headers
    assert b"Edit this page" in personal.content
    assert b"Edit this page" not in public.content
    assert b"Edit this page" in producer_client.get(address).content


CHANGES = {
    "a headline": lambda e: change(e, headline="Another"),
    "a postponement": lambda e: change(e, notice_kind="postponed", notice_text="Soon"),
    "several episodes": lambda e: Episode.objects.all().update(standfirst="All of us"),
    "the programme": lambda e: change(e.programme, name="The River"),
    "all programmes": lambda e: Programme.objects.update(language="ar"),
    "a guest": lambda e: change(e.panel.get().guest, name="Amina F."),
    "all guests": lambda e: Guest.objects.update(name="Somebody"),
    "a seat": lambda e: change(e.panel.get(), role="Hydrologist"),
    "a guest not confirmed": lambda e: change(e.panel.get(), confirmed=False),
    "a seat taken": lambda e: make_panelist(e),
    "a seat left": lambda e: e.panel.get().delete(),
    "all seats left": lambda e: Panelist.objects.all().delete(),
    "a seat moved away": lambda e: change(e.panel.get(), episode=make_episode()),
    "another order": lambda e: e.panel.update(order=9),
    "a link": lambda e: change(e.links.get(), title="Before the flood"),
    "a link more": lambda e: make_link(e),
    "a link less": lambda e: e.links.get().delete(),
    "no links": lambda e: RelatedLink.objects.filter(episode=e).delete(),
    "a closed discussion": lambda e: change(e.discussion, state="closed"),
    "a hidden discussion": lambda e: change(e.discussion, state="hidden"),
}


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize("what", CHANGES)
def test_every_public_change_shows_at_once(full_page, what):
    before = etag_of(full_page)

    CHANGES[what](Episode.objects.get(pk=full_page.pk))

    assert etag_of(full_page) != before


def test_a_change_elsewhere_keeps_the_page(full_page):
    before = etag_of(full_page)

    other = make_episode()
    make_panelist(other)
    change(other, headline="Another")

    assert etag_of(full_page) == before


@pytest.mark.parametrize("wait", [timedelta(days=1), timedelta(days=1, hours=1)])
def test_the_phase_changes_the_page_by_the_clock(full_page, monkeypatch, wait):
    before, then = etag_of(full_page), timezone.now() + wait

    monkeypatch.setattr(timezone, "now", lambda: then)

    assert etag_of(full_page) != before


def test_the_discussion_closes_the_page_by_the_clock(db, monkeypatch):
    episode = make_episode(airs_at=timezone.now() - timedelta(days=6))
    before, then = etag_of(episode), timezone.now() + timedelta(days=2)

    monkeypatch.setattr(timezone, "now", lambda: then)

    assert etag_of(episode) != before


def test_a_held_comment_leaves_the_page_as_it_is(full_page):
    before = etag_of(full_page)

    make_comment(full_page)

    assert etag_of(full_page) == before


def test_a_removed_comment_is_gone_at_once(client, full_page, producer):
    comment = make_comment(full_page, approved_by=producer, body="The dam was sold.")
    address = full_page.get_absolute_url()
    assert b"The dam was sold." in client.get(address).content

    comment.hide(producer)

    assert b"The dam was sold." not in client.get(address).content


def queries_of(address):
    """What the page costs when it has to be made."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address).status_code == 200
    return len(queries)


def test_ten_and_two_hundred_comments_cost_the_same_queries(full_page):
    address = full_page.get_absolute_url()
    call_command("fill_comments", full_page.slug, count=10, stdout=StringIO())
    at_ten = queries_of(address)

    call_command("fill_comments", full_page.slug, count=190, stdout=StringIO())

    assert full_page.comments.count() == 200
    assert queries_of(address) == at_ten
