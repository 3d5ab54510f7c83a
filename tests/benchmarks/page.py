"""An anonymous reader's page, with few comments and with many."""

import io
import time
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ..factories import make_episode

client = Client(headers={"host": "127.0.0.1"})

FEW, MANY = 100, 100_000
ROUNDS = 40


def measure():
    few, many = filled(FEW), filled(MANY)
    print(f"\nThe page, anonymous, by CPU time (median of {ROUNDS})\n")
    print(f"{'':22}{FEW:>12,}{MANY:>12,}{'ratio':>12}")
    compare("made anew", few, many, anew=True)
    compare("unchanged since", few, many, anew=False)


def filled(count):
    episode = make_episode()
    call_command(
        "fill_comments", episode.slug, count=count, seed=1, stdout=io.StringIO()
    )
    return episode


def compare(what, few, many, anew):
    # In turns, so that whatever else the machine does falls on both.
    rounds = [(cost(few, anew), cost(many, anew)) for _ in range(ROUNDS)]
    small, large = (median(times) for times in zip(*rounds, strict=True))
    print(f"{what + ', ms':22}{small:12.2f}{large:12.2f}{large / small:12.2f}")
    small, large = queries(few, anew), queries(many, anew)
    print(f"{what + ', queries':22}{small:12}{large:12}{large / small:12.2f}")


def cost(episode, anew):
    if anew:
        episode.touch()
    began = time.process_time()
    get(episode)
    return (time.process_time() - began) * 1000


def queries(episode, anew):
    if anew:
        episode.touch()
    with CaptureQueriesContext(connection) as made:
        get(episode)
    return len(made)


def get(episode):
    response = client.get(episode.get_absolute_url())
    assert response.status_code == 200
    assert not client.cookies
