import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from episodes.models import Episode

from .factories import (
    make_episode,
    make_guest,
    make_link,
    make_panelist,
    make_programme,
)


def page_of(client, episode):
    response = client.get(episode.get_absolute_url())
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


class Requests(HTMLParser):
    """Collects what a browser asks for by itself when it reads a page."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "link" and attrs.get("rel") != "canonical":
            self.addresses.append(attrs["href"])
        if tag != "a":
            self.addresses += [attrs[n] for n in ("src", "poster") if n in attrs]
            self.addresses += attrs.get("srcset", "").split()[::2]


def test_the_page_shows_what_was_written(client, episode):
    episode.standfirst = "A town asks who decides."
    episode.body = '<p>See <a href="https://example.org/map">the map</a>.</p>'
    episode.save()

    html = page_of(client, episode)

    assert f'<h1 class="episode__headline">{episode.headline}</h1>' in html
    assert "A town asks who decides." in html
    assert '<p>See <a href="https://example.org/map">the map</a>.</p>' in html


def test_the_time_is_the_programmes_with_its_zone(client, db, settings):
    settings.TIME_ZONE = "Asia/Qatar"
    airs_at = datetime(2099, 1, 7, 19, 30, tzinfo=UTC)
    with timezone.override("Asia/Qatar"):
        html = page_of(client, make_episode(airs_at=airs_at))

    assert 'datetime="2099-01-07T22:30:00+03:00"' in html
    assert "Wednesday 7 January 2099, 22:30 UTC+03" in html


def test_only_confirmed_guests_are_shown_in_the_producers_order(client, episode):
    make_panelist(episode, make_guest(name="Second Speaker"), order=2)
    make_panelist(episode, make_guest(name="First Speaker"), order=1)
    make_panelist(episode, make_guest(name="Perhaps Later"), order=0, confirmed=False)

    html = page_of(client, episode)

    assert "On this episode of The Stream, we speak with:" in html
    assert html.index("First Speaker") < html.index("Second Speaker")
    assert "Perhaps Later" not in html


def test_without_a_confirmed_guest_there_is_no_panel(client, episode):
    make_panelist(episode, confirmed=False)

    assert "we speak with" not in page_of(client, episode)


def test_the_rail_says_when_and_is_left_out_with_nothing_to_say(client, db):
    ago = timezone.now() - timedelta(days=2)

    assert "Was on air" in page_of(client, make_episode(airs_at=ago))
    assert "About this broadcast" in page_of(client, make_episode())
    assert "About this broadcast" not in page_of(client, make_episode(airs_at=None))


def test_a_missing_handle_or_role_leaves_no_empty_line(client, episode):
    make_panelist(episode, make_guest(name="Hillary Mann Leverett"))

    html = page_of(client, episode)

    assert "Hillary Mann Leverett" in html
    assert "person__handle" not in html
    assert "person__role" not in html
    assert ">HL</span>" in html


def test_a_handle_leads_to_its_profile(client, episode):
    make_panelist(episode, handle="@Hiwaosman", role="Journalist and analyst")

    html = page_of(client, episode)

    assert 'href="https://x.com/Hiwaosman"' in html
    assert "<bdi>@Hiwaosman</bdi>" in html
    assert "Journalist and analyst" in html


def test_a_handle_that_is_none_is_plain_text(client, episode):
    make_panelist(episode, handle="ask at the desk")

    assert '<span class="person__handle"><bdi>ask at the desk' in page_of(
        client, episode
    )


def test_further_reading_names_its_source(client, episode):
    make_link(episode, title="After the flood", url="https://example.org/flood")

    html = page_of(client, episode)

    assert "Read more:" in html
    assert (
        'href="https://example.org/flood" rel="noopener"><bdi>After the flood' in html
    )
    assert "– <bdi>Al Jazeera</bdi>" in html


def test_a_link_without_an_address_is_plain_text(client, episode):
    make_link(episode, title="After the flood", url="", source="")

    html = page_of(client, episode)

    assert "<li> <bdi>After the flood</bdi> </li>" in html


def test_a_notice_is_dated_and_stands_under_the_standfirst(client, episode):
    episode.notice_kind = Episode.Notice.CORRECTION
    episode.notice_text = "The dam was planned, never built."
    episode.notice_at = datetime(2026, 1, 9, 12, tzinfo=UTC)
    episode.save()

    html = page_of(client, episode)

    assert "Correction" in html
    assert "9 January 2026" in html
    assert html.index('class="standfirst"') < html.index("planned, never built")


def test_a_page_names_when_it_was_published_and_updated(client, episode):
    Episode.objects.filter(pk=episode.pk).update(
        publish_at=datetime(2026, 1, 7, 14, tzinfo=UTC),
        updated_at=datetime(2026, 1, 8, 9, 30, tzinfo=UTC),
    )

    html = page_of(client, episode)

    assert "7 January 2026, 14:00 GMT" in html
    assert "8 January 2026, 09:30 GMT" in html


def test_a_page_that_nobody_has_touched_since_shows_no_update(client, db):
    assert "Updated" not in page_of(client, make_episode(publish_at=timezone.now()))


def test_a_page_asks_nothing_of_others_by_itself(client, db):
    episode = make_episode(
        airs_at=timezone.now() - timedelta(days=1),
        video_url="https://www.youtube.com/watch?v=abcdefghijk",
    )
    requests = Requests()

    html = page_of(client, episode)
    requests.feed(html)

    assert "youtube-nocookie.com/embed/abcdefghijk" in html
    assert len(requests.addresses) > 3
    assert not [a for a in requests.addresses if not re.match(r"/\w", a)]


def test_another_hosts_video_stays_a_plain_link(client, db):
    episode = make_episode(
        airs_at=timezone.now() - timedelta(days=1),
        video_url="https://video.example.org/17",
    )

    html = page_of(client, episode)

    assert 'href="https://video.example.org/17"' in html
    assert "data-player" not in html


def test_a_page_describes_itself_to_those_who_share_it(client, episode, settings):
    html = page_of(client, episode)
    address = settings.SITE_URL + episode.get_absolute_url()

    assert f'<link rel="canonical" href="{address}">' in html
    assert f'<meta property="og:title" content="{episode.headline}">' in html
    assert f'<meta name="description" content="{episode.standfirst}">' in html


def test_the_language_is_the_programmes_and_not_the_browsers(client, db):
    arabic = make_episode(programme=make_programme("ذا ستريم", language="ar"))
    english = make_episode()

    response = client.get(arabic.get_absolute_url(), headers={"accept-language": "en"})
    other = client.get(english.get_absolute_url(), headers={"accept-language": "ar"})

    assert b'<html lang="ar" dir="rtl">' in response.content
    assert b'<html lang="en" dir="ltr">' in other.content
    assert "Vary" not in response.headers


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Episode.Status.DRAFT, "publish_at": None},
        {"publish_at": timezone.now() + timedelta(days=1)},
    ],
    ids=["draft", "scheduled"],
)
def test_what_is_not_out_yet_is_for_producers_alone(client, db, producer, hidden):
    episode = make_episode(**hidden)
    address = episode.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(producer)

    html = page_of(client, episode)

    assert "only producers see this" in html
    assert reverse("admin:episodes_episode_change", args=[episode.pk]) in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_session_alone_makes_no_producer(client, db, django_user_model):
    episode = make_episode(status=Episode.Status.DRAFT, publish_at=None)
    client.force_login(django_user_model.objects.create_user("viewer"))

    assert client.get(episode.get_absolute_url()).status_code == 404


def test_readers_see_no_way_to_edit(client, episode):
    assert "admin" not in page_of(client, episode)


def test_a_former_address_leads_to_the_present_one(client, episode):
    former = episode.get_absolute_url()
    episode.slug = "a-better-address"
    episode.save()

    response = client.get(former)

    assert response.status_code == 301
    assert response.url == "/episodes/a-better-address/"


def test_a_former_address_betrays_no_draft(client, db):
    episode = make_episode(status=Episode.Status.DRAFT, publish_at=None)
    former = episode.get_absolute_url()
    episode.slug = "still-a-secret"
    episode.save()

    assert client.get(former).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/episodes/nowhere/", "/guests/nobody/", "/nowhere", "/episodes/%00/", "/%ff/"],
)
def test_an_unknown_address_gets_the_sites_own_page(client, db, address):
    response = client.get(address)

    assert response.status_code == 404
    assert b"There is no page at this address" in response.content
    assert b"House rules" in response.content


@pytest.mark.parametrize("name", ["home", "list", "robots"])
def test_pages_are_read_and_nothing_else(client, db, name):
    assert client.post(reverse(f"episodes:{name}")).status_code == 405


def test_robots_are_kept_out_of_the_editing_room(client, db):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert b"Disallow: /admin/" in response.content


def test_the_page_for_a_breakdown_needs_neither_database_nor_request():
    html = render_to_string("500.html")

    assert "Something broke on our side" in html


def test_a_guests_page_lists_public_episodes_alone(client, db):
    guest = make_guest(name="Amina Farouk")
    shown, draft, unconfirmed = (
        make_episode(headline="Shown to all"),
        make_episode(headline="Still a draft", status="draft", publish_at=None),
        make_episode(headline="Not sure yet"),
    )
    make_panelist(shown, guest, role="Hydrologist")
    make_panelist(draft, guest)
    make_panelist(unconfirmed, guest, confirmed=False)

    html = client.get(guest.get_absolute_url()).content.decode()

    assert "Amina Farouk" in html
    assert "Hydrologist" in html
    assert "Shown to all" in html
    assert "Still a draft" not in html
    assert "Not sure yet" not in html


def test_a_guest_who_has_not_appeared_has_no_page(client, db):
    guest = make_guest()
    make_panelist(make_episode(), guest, confirmed=False)

    assert client.get(guest.get_absolute_url()).status_code == 404
