"""Whoever pages through a thread meets every comment once, whatever others do."""

from random import Random

import pytest
from django.db.models import F

from comments.models import Comment, Video
from comments.thread import ROOTS_A_PAGE

from .factories import make_comment
from .posting import text_of, thread_url
from .threads import make_roots, page_at, place, walk

SORTS = ("newest", "oldest", "liked")


def sorted_url(episode, sort, only=""):
    return f"{thread_url(episode)}?sort={sort}" + (f"&only={only}" if only else "")


def same_times(roots):
    rows = Comment.objects.filter(pk__in=[root.pk for root in roots])
    rows.update(listed_at=roots[0].listed_at)


def film(roots):
    for root in roots:
        Video.objects.create(comment=root, state="ready", clip="a", duration=65)
    rows = Comment.objects.filter(pk__in=[root.pk for root in roots])
    rows.update(has_video=True)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_paging_skips_and_repeats_nothing(client, episode, sort):
    roots = make_roots(episode, 45)
    same_times(roots[10:35])

    names = walk(client, sorted_url(episode, sort))

    expected = sorted(root.name for root in roots)
    assert names == (expected if sort == "oldest" else expected[::-1])


def test_most_liked_come_first_and_the_newer_among_equals(client, episode):
    roots = make_roots(episode, 45)
    for n, root in enumerate(roots):
        Comment.objects.filter(pk=root.pk).update(like_count=n % 4)

    names = walk(client, sorted_url(episode, "liked"))

    by_likes = sorted(range(45), key=lambda n: (n % 4, n), reverse=True)
    assert names == [f"Root-{n:03}" for n in by_likes]


@pytest.mark.parametrize("sort", SORTS)
def test_video_only_pages_through_the_filmed_ones_alone(client, episode, sort):
    roots = make_roots(episode, 50)
    film(roots[::2])

    names = walk(client, sorted_url(episode, sort, only="video"))

    assert sorted(names) == [root.name for root in roots[::2]]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sort", SORTS)
def test_what_others_do_in_between_hides_and_repeats_nothing(
    client, episode, producer, sort, seed
):
    """They post, like, withdraw and answer between any two pages."""
    random = Random(seed)  # noqa: S311 nothing secret comes of it
    roots = make_roots(episode, 70)
    same_times(roots[:40])
    same_times(roots[40:])
    for root in roots:
        likes = random.choice([0, 0, 1, 2])
        Comment.objects.filter(pk=root.pk).update(like_count=likes)
    name_of = {root.pk: root.name for root in roots}
    liked, gone = set(), set()

    def others(page):
        make_comment(episode, name="Late", approved_by=producer)
        for root in Comment.objects.filter(pk__in=random.sample([*name_of], 6)):
            if root.is_public:
                make_comment(episode, parent=root, approved_by=producer)
            change = random.choice([-1, 1, 3] if root.like_count else [1, 3])
            root.like_count = F("like_count") + change
            root.save(update_fields=["like_count"])
            liked.add(name_of[root.pk])
        leaving = Comment.objects.get(pk=random.choice([*name_of]))
        leaving.withdraw()
        gone.add(name_of[leaving.pk])

    names = walk(client, sorted_url(episode, sort), others)

    changed = gone | (liked if sort == "liked" else set())
    lasting = sorted({*name_of.values()} - changed)
    assert sorted(name for name in names if name in lasting) == lasting
    if sort != "liked":
        whole = [name for name in names if name.startswith("Root")]
        assert len(whole) == len(set(whole))


def test_a_comment_posted_in_between_shifts_nothing(client, episode):
    make_roots(episode, 25)
    first = client.get(thread_url(episode)).context["page"]
    make_comment(episode, name="Late", **place(1000))

    second = page_at(client, thread_url(episode), first.next)

    assert [c.name for c in second.comments] == [
        f"Root-{n:03}" for n in (4, 3, 2, 1, 0)
    ]


@pytest.mark.parametrize("sort", SORTS)
def test_a_full_last_page_leads_nowhere(client, episode, sort):
    make_roots(episode, ROOTS_A_PAGE)

    assert client.get(sorted_url(episode, sort)).context["page"].next == ""


def test_each_order_and_kind_is_a_link_away(client, episode, producer):
    make_comment(episode, approved_by=producer)

    page = text_of(client.get(sorted_url(episode, "liked", only="video")))

    for query in (
        "?sort=newest&amp;only=video",
        "?sort=oldest&amp;only=video",
        "?sort=liked&amp;only=video",
        "?sort=liked#",
    ):
        assert f'href="{thread_url(episode)}{query}' in page


def test_the_way_on_keeps_order_and_kind(client, episode):
    film(make_roots(episode, 21))

    response = client.get(sorted_url(episode, "liked", only="video"))

    after = response.context["page"].next
    assert f"?sort=liked&amp;only=video&amp;after={after}" in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        "after=junk",
        "after=1-2",
        "after=newest-1-2-3",
        "after=newest-99999999999999999999-1",
        "after=newest-1-9999999999999999999",
        "after=newest-%D9%A1-1",
        "after=%00",
        # Another order's place is no place in this one.
        "after=oldest-1-1",
        "sort=liked&after=newest-1-1",
        "sort=best&after=best-1-1",
        "sort=best",
        "sort=",
        "only=words",
        "sort=newest%00&after=newest-1-1",
    ],
)
def test_a_broken_address_is_no_page(client, episode, query):
    assert client.get(f"{thread_url(episode)}?{query}").status_code == 404


@pytest.mark.parametrize("sort", SORTS)
def test_a_place_beyond_every_comment_is_an_empty_page(client, episode, sort):
    make_roots(episode, 1)
    end = "0-0" if sort != "oldest" else "9999999999999999-999999999999999999"

    response = client.get(sorted_url(episode, sort) + f"&after={sort}-{end}")

    assert response.status_code == 200
    assert "Nothing here yet." in text_of(response)


@pytest.mark.parametrize("sort", SORTS)
def test_a_place_before_every_comment_is_the_beginning(client, episode, sort):
    make_roots(episode, 1)
    start = "0-0" if sort == "oldest" else "9999999999999999-999999999999999999"

    response = client.get(sorted_url(episode, sort) + f"&after={sort}-{start}")

    assert "Root-000" in text_of(response)
