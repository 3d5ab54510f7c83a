"""The thread at a thousand comments, at a hundred thousand and at a million."""

import io
import time
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.models import Comment
from comments.thread import ROOTS_A_PAGE, Cursor

from ..factories import make_episode

client = Client(headers={"host": "127.0.0.1"})

SIZES = (1_000, 100_000, 1_000_000)
FILMED = 25
DEEP = 1000
ROUNDS = 30


def measure():
    episodes = [filled(size) for size in SIZES]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\nThe thread on {connection.display_name}, median of {ROUNDS}\n")
    print(f"{'':26}" + "".join(f"{size:>12,}" for size in SIZES) + f"{'ratio':>9}")
    for what, address_of in PAGES.items():
        compare(what, [address_of(episode) for episode in episodes], episodes)
    print(f"\nWhere there is no {DEEP:,}th page, the last full one was measured.")


def filled(size):
    episode = make_episode()
    began = time.perf_counter()
    options = {"count": size, "videos": FILMED, "seed": 1, "stdout": io.StringIO()}
    call_command("fill_comments", episode.slug, **options)
    print(f"{size:,} comments filled in {time.perf_counter() - began:.0f} s")
    return episode


def compare(what, addresses, episodes):
    places = [*zip(episodes, addresses, strict=True)]
    # In turns, so that whatever else the machine does falls on all.
    rounds = [[cost(*place) for place in places] for _ in range(ROUNDS)]
    report(
        f"{what}, ms", "12.2f", [median(times) for times in zip(*rounds, strict=True)]
    )
    report(f"{what}, queries", "12", [queries(*place) for place in places])


def report(what, form, numbers):
    ratio = numbers[-1] / numbers[0]
    print(f"{what:26}" + "".join(f"{n:{form}}" for n in numbers) + f"{ratio:9.2f}")


def cost(episode, address):
    episode.touch()
    began = clock()
    get(address)
    return (clock() - began) * 1000


def clock():
    """CPU time; where the database works in processes of its own, all time."""
    is_ours = connection.vendor == "sqlite"
    return time.process_time() if is_ours else time.perf_counter()


def queries(episode, address):
    episode.touch()
    with CaptureQueriesContext(connection) as made:
        get(address)
    return len(made)


def get(address):
    assert client.get(address).status_code == 200


def thread_url(episode, query=""):
    return reverse("comments:thread", args=[episode.slug]) + query


def deep_page(episode):
    """Its address: found by counting, which the page itself never does."""
    roots = Comment.objects.filter(episode=episode).roots()
    roots = roots.order_by("-listed_at", "-id")
    before = min(DEEP - 1, roots.count() // ROOTS_A_PAGE - 1) * ROOTS_A_PAGE
    return thread_url(episode, f"?after={Cursor.of(roots[before - 1], 'newest')}")


def deep_permalink(episode):
    """A last reply in the middle of the discussion."""
    middle = Comment.objects.filter(episode=episode).order_by("id")
    middle = middle.exclude(root=None)[episode.comments.count() // 3]
    return middle.get_absolute_url()


def live_check(episode):
    return reverse("comments:live", args=[episode.slug]) + "?since=0-open"


PAGES = {
    "first view": lambda episode: episode.get_absolute_url(),
    f"page {DEEP:,}": deep_page,
    "most liked": lambda episode: thread_url(episode, "?sort=liked"),
    "video only": lambda episode: thread_url(episode, "?only=video"),
    "deep permalink": deep_permalink,
    "live check": live_check,
}
