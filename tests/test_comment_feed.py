"""The discussion as an Atom feed: what is public, and nothing that isn't."""

from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from comments.models import Comment, Discussion, Video
from episodes.models import Episode

from .factories import make_comment, make_episode, make_programme
from .posting import text_of

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def feed_url(episode):
    return reverse("comments:feed", args=[episode.slug])


def feed_of(episode, browser=None):
    response = (browser or Client()).get(feed_url(episode))
    assert response.status_code == 200
    # Our own feed, made a moment ago.
    return ElementTree.fromstring(response.content)  # noqa: S314


def entries_of(episode):
    return feed_of(episode).findall(f"{ATOM}entry")


def said(element, name):
    return element.findtext(f"{ATOM}{name}")


def test_it_carries_what_is_public_the_newest_first(episode, producer):
    first = make_comment(episode, approved_by=producer, body="First.")
    reply = make_comment(episode, parent=first, approved_by=producer, body="Reply.")
    make_comment(episode, body="Held.")
    make_comment(make_episode(), approved_by=producer, body="Elsewhere.")

    entries = entries_of(episode)

    assert [said(entry, "id") for entry in entries] == [
        f"urn:uuid:{reply.public_id}",
        f"urn:uuid:{first.public_id}",
    ]
    assert "Reply." in said(entries[0], "content")


def test_an_entry_says_who_when_and_where(episode, producer):
    comment = make_comment(episode, approved_by=producer, name="Amal")
    (entry,) = entries_of(episode)

    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Amal"
    assert episode.headline in said(entry, "title")
    link = entry.find(f"{ATOM}link").get("href")
    assert link == f"http://localhost{comment.get_absolute_url()}"
    assert parse_datetime(said(entry, "published")) == comment.published_at
    assert said(entry, "updated") == said(entry, "published")
    assert said(feed_of(episode), "updated") == said(entry, "updated")


def test_an_edit_updates_the_entry_and_keeps_its_id(episode, producer):
    comment = make_comment(episode, approved_by=producer)
    (before,) = entries_of(episode)
    Comment.objects.update(edited_at=timezone.now() + timedelta(minutes=3))
    episode.touch()

    (after,) = entries_of(episode)

    assert said(after, "id") == said(before, "id") == comment.public_id.urn
    assert said(after, "published") == said(before, "published")
    assert said(after, "updated") > said(before, "updated")


def test_the_feed_keeps_its_id_under_another_headline(episode):
    before = said(feed_of(episode), "id")
    Episode.objects.filter(pk=episode.pk).update(slug="another")
    episode.refresh_from_db()

    assert said(feed_of(episode), "id") == before


def test_words_are_escaped_twice_markup_once(episode, producer):
    body = "<script>alert(1)</script> 5 < 6 && 7 > 2 ]]> https://example.org/?a=1&b=2"
    name = "</name><b>&Amal"
    make_comment(episode, approved_by=producer, name=name, body=body)

    (entry,) = entries_of(episode)

    content = said(entry, "content")
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert entry.find(f"{ATOM}author/{ATOM}name").text == name
    assert name in said(entry, "title")
    assert "<script" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 5 &lt; 6 &amp;&amp; 7" in content
    assert 'href="https://example.org/?a=1&amp;b=2"' in content


def test_what_xml_cant_carry_is_left_out(episode, producer):
    comment = make_comment(episode, approved_by=producer)
    Comment.objects.update(name="A\x0bmal\ufffe", translation="Bro\x1fken\uffff")

    (entry,) = entries_of(episode)

    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Amal"
    assert "Broken" in said(entry, "content")
    assert said(entry, "id") == comment.public_id.urn


def test_letters_of_all_kinds_arrive_as_they_were(episode, producer):
    name, body = "\u202eأمل", "مرحبا 👩‍👩‍👧 e\u0301"
    make_comment(episode, approved_by=producer, name=name, body=body)

    (entry,) = entries_of(episode)

    assert body in said(entry, "content")
    assert f"\u2068{name}\u2069" in said(entry, "title")


def test_a_clip_and_a_translation_come_along(episode, producer):
    comment = make_comment(episode, has_video=True)
    Video.objects.create(comment=comment, state="ready")
    Comment.objects.get().approve(producer)
    Comment.objects.get().translate("The <pumps>.")

    (entry,) = entries_of(episode)

    content = said(entry, "content")
    assert f'href="http://localhost/clips/{comment.public_id}.mp4"' in content
    assert "Translation by the programme" in content
    assert "The &lt;pumps&gt;." in content


@pytest.mark.parametrize("verb", ["hide", "withdraw"])
def test_a_removal_is_gone_at_the_next_fetch(client, episode, producer, verb):
    comment = make_comment(episode, approved_by=producer, body="The dam was sold.")
    etag = client.get(feed_url(episode))["ETag"]

    getattr(comment, verb)(*([producer] if verb == "hide" else []))
    response = client.get(feed_url(episode), headers={"if-none-match": etag})

    assert response.status_code == 200
    assert "The dam was sold." not in text_of(response)


def test_an_unchanged_feed_costs_one_query_and_isnt_sent_again(
    client, episode, producer, django_assert_num_queries
):
    make_comment(episode, approved_by=producer)
    first = client.get(feed_url(episode))

    with django_assert_num_queries(1):
        again = client.get(feed_url(episode), headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    with django_assert_num_queries(1):
        assert client.get(feed_url(episode)).content == first.content


def test_it_is_the_same_for_everybody(client, producer, episode):
    make_comment(episode, approved_by=producer)
    public = Client().get(feed_url(episode))
    client.force_login(producer)
    personal = client.get(feed_url(episode))

    assert public.content == personal.content
    assert public["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert public["Cache-Control"] == "public, no-cache"
    assert personal["Cache-Control"] == "private, no-store"
    assert not public.cookies
    assert "Vary" not in public.headers


def test_it_isnt_the_page_and_the_page_isnt_it(client, episode):
    for _ in range(2):
        assert "<html" in text_of(client.get(episode.get_absolute_url()))
        assert "<html" not in text_of(client.get(feed_url(episode)))


def test_an_empty_feed_is_a_feed(episode):
    feed = feed_of(episode)

    assert not feed.findall(f"{ATOM}entry")
    assert parse_datetime(said(feed, "updated")) == episode.updated_at
    cache.clear()
    assert said(feed_of(episode), "updated") == said(feed, "updated")


def test_it_speaks_the_programmes_language(producer):
    episode = make_episode(programme=make_programme("Nahr", language="ar"))

    assert feed_of(episode).get(LANGUAGE) == "ar"


def test_a_hidden_discussion_and_a_draft_have_none(client, episode):
    Discussion.objects.update(state="hidden")
    episode.touch()
    assert client.get(feed_url(episode)).status_code == 404
    assert client.get(feed_url(make_episode(status="draft"))).status_code == 404
    assert "atom+xml" not in text_of(client.get(episode.get_absolute_url()))


def test_a_former_address_leads_on(client, episode):
    former = feed_url(episode)
    episode.slug = "another-one"
    episode.save()

    assert client.get(former)["Location"] == feed_url(episode)


def test_every_page_of_the_discussion_names_it(client, episode, producer):
    comment = make_comment(episode, approved_by=producer)
    for address in (
        episode.get_absolute_url(),
        reverse("comments:thread", args=[episode.slug]),
        comment.get_absolute_url(),
    ):
        head = text_of(client.get(address)).split("</head>")[0]
        assert (
            f'type="application/atom+xml" title="Discussion" href="{feed_url(episode)}"'
            in head
        )


def test_ten_and_two_hundred_cost_the_same_and_fifty_are_shown(episode):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as made:
            shown = len(entries_of(episode))
        return shown, len(made)

    call_command("fill_comments", episode.slug, count=20, stdout=StringIO())
    _few, at_twenty = queries()
    call_command("fill_comments", episode.slug, count=180, stdout=StringIO())

    assert queries() == (50, at_twenty)


def test_the_newest_are_found_without_sorting_the_discussion(episode):
    newest = Comment.objects.visible().filter(episode=episode)
    plan = newest.order_by("-published_at", "-id")[:50].explain()

    assert "TEMP B-TREE" not in plan
    if connection.vendor == "sqlite":
        assert "feed_newest" in plan
