"""Sixteen viewers posting at once, beside a bare view that only inserts the comment.

Both are served by the site's own server, with all its middleware, from one database.
"""

import time
from collections import Counter

from django.urls import reverse

from ..factories import make_episode
from ..posters import Server, post_for
from ..waiting import wait_until

SECONDS = 30
WARM_UP_SECONDS = 3
# They go in turns, so that whatever else the machine does falls on both.
TURNS = 3


def measure():
    episode = make_episode()
    token = reverse("comments:token", args=[episode.slug])
    ours = reverse("comments:thread", args=[episode.slug])
    bare = f"/bare/?episode={episode.pk}"
    server = Server()
    server.start()
    try:
        compare(server, ours, bare, token)
        survive(server, ours, token, episode.comments)
    finally:
        server.stop()


def compare(server, ours, bare, token):
    for path in (ours, bare):
        warm_up(server, path, token)
    taken = Counter()
    for _ in range(TURNS):
        for path in (ours, bare):
            taken[path] += rate(server, path, token) / TURNS
    print(f"\nPosting, 16 at once, {SECONDS} s each\n")
    print(f"{'text comments a second':34}{taken[ours]:10.1f}")
    print(f"{'bare inserts of a comment':34}{taken[bare]:10.1f}")
    print(f"{'ratio':34}{taken[ours] / taken[bare]:10.2f}")


def warm_up(server, path, token):
    """Let every process of the server import and compile what it needs."""
    post_for(WARM_UP_SECONDS, server, path, token)


def rate(server, path, token):
    began = time.perf_counter()
    crowd = post_for(SECONDS / TURNS, server, path, token)
    statuses = Counter(status for poster in crowd for status in poster.statuses)
    assert set(statuses) == {201}, statuses
    return statuses[201] / (time.perf_counter() - began)


def survive(server, path, token, comments):
    """Kill the server in the middle, start it again, and count what is there."""

    def kill(crowd):
        wait_until(lambda: all(poster.acknowledged for poster in crowd), seconds=60)
        server.kill()
        server.start()

    before = comments.count()
    crowd = post_for(SECONDS / TURNS, server, path, token, meanwhile=kill)
    stored = Counter(comments.values_list("body", flat=True))
    acknowledged = [words for poster in crowd for words in poster.acknowledged]
    statuses = Counter(status for poster in crowd for status in poster.statuses)
    print(f"\nKilled in the middle, over {before} comments\n")
    print(f"{'acknowledged':34}{len(acknowledged):10}")
    print(f"{'lost':34}{sum(not stored[words] for words in acknowledged):10}")
    print(f"{'doubled':34}{sum(stored[words] > 1 for words in stored):10}")
    print(f"{'5xx':34}{sum(n for status, n in statuses.items() if status > 499):10}")
