from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.models import Episode

from .factories import make_episode, make_programme


def airing(headline, **when):
    return make_episode(headline=headline, airs_at=timezone.now() + timedelta(**when))


def lead_of(client):
    html = client.get("/").content.decode()
    lead = html[html.index('class="lead') :]
    return lead[: lead.index("</article>")]


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_next_episode_leads(client, db):
    airing("In a week", days=7)
    airing("Tomorrow", days=1)
    airing("Yesterday", days=-1)

    assert "Tomorrow" in lead_of(client)


def test_the_live_episode_leads_before_the_next(client, db):
    airing("Tomorrow", days=1)
    airing("Right now", minutes=-5)

    assert "Right now" in lead_of(client)


def test_the_latest_leads_when_nothing_is_to_come(client, db):
    airing("Last month", days=-30)
    airing("Yesterday", days=-1)

    assert "Yesterday" in lead_of(client)


def test_a_postponed_episode_does_not_lead(client, db):
    postponed = airing("Tomorrow", days=1)
    postponed.notice_kind, postponed.notice_text = "postponed", "Later."
    postponed.save()
    airing("In a week", days=7)

    assert "In a week" in lead_of(client)


def test_home_shows_every_episode_once(client, db):
    for day in (-2, -1, 1, 2):
        airing(f"Day number {day}.", days=day)

    html = client.get("/").content.decode()

    assert all(html.count(f"Day number {day}.") == 1 for day in (-2, -1, 1, 2))
    assert html.index("Coming up") < html.index("Latest")


@pytest.mark.parametrize("address", ["/", "/episodes/"])
def test_what_is_not_out_yet_is_listed_nowhere(client, producer_client, address):
    make_episode(headline="A draft", status=Episode.Status.DRAFT, publish_at=None)
    later = timezone.now() + timedelta(days=1)
    make_episode(headline="A scheduled one", publish_at=later)

    for reader in (client, producer_client):
        html = reader.get(address).content
        assert b"A draft" not in html
        assert b"A scheduled one" not in html


@pytest.mark.parametrize("address", ["/", "/episodes/"])
def test_an_empty_site_says_so(client, db, address):
    html = client.get(address).content

    assert b"The first episode is being made" in html


def test_the_list_is_paged_from_the_latest_on(client, db):
    for day in range(15):
        airing(f"Day number {day}.", days=-1 - day)

    first = client.get("/episodes/").content.decode()
    second = client.get("/episodes/?page=2").content.decode()

    assert "Day number 0." in first
    assert "Day number 12." not in first
    assert "Day number 12." in second
    assert "Page 2 of 2" in second
    assert 'rel="next" href="?page=2"' in first


@pytest.mark.parametrize(
    "page",
    ["0", "-1", "99", "1e9", "two", "", "%00", "%ed%a0%80", "9" * 5000, "1&page=2"],
)
def test_a_page_number_that_is_none_is_answered_all_the_same(client, episode, page):
    response = client.get(f"/episodes/?page={page}")

    assert response.status_code == 200
    assert episode.headline in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/episodes/"])
def test_ten_and_two_hundred_episodes_cost_the_same_queries(client, db, address):
    episodes = [airing(f"Day {day}", days=5 - day) for day in range(10)]
    at_ten = queries_of(client, address)
    row = Episode.objects.get(pk=episodes[0].pk)
    for n in range(190):
        row.pk, row.slug = None, f"copy-{n}"
        row.save(force_insert=True)

    assert Episode.objects.count() == 200
    assert queries_of(client, address) == at_ten


def test_a_card_in_another_language_says_so(client, db):
    airing("Tomorrow", days=1)
    make_episode(
        headline="من يملك النهر؟",
        programme=make_programme("ذا ستريم", language="ar"),
        airs_at=timezone.now() + timedelta(days=2),
    )

    html = client.get("/").content.decode()

    assert '<html lang="en" dir="ltr">' in html
    assert '<article class="card" lang="ar" dir="rtl">' in html


def test_an_unchanged_home_page_is_not_sent_again(client, episode):
    first = client.get("/")

    again = client.get("/", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, no-cache"
    assert again.status_code == 304
