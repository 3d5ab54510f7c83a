"""A text comment on its way in, beside a bare view that inserts one row."""

import time
from itertools import count

from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from comments.models import Attempt

from ..factories import make_episode

POSTS = 200
_numbers = count(1)


def insert_one(request):
    Attempt.objects.create(purpose="bench", who="bare")
    return HttpResponse(status=201)


urlpatterns = [path("", insert_one)]


def measure():
    client = Client(headers={"host": "127.0.0.1"})
    episode = make_episode()
    given = client.get(reverse("comments:token", args=[episode.slug])).json()
    address = reverse("comments:thread", args=[episode.slug])

    def post():
        n = next(_numbers)
        words = {"name": "Amal", "body": f"The bridge was closed for {n} days."}
        key = {"key": f"{given['key'][:20]}-{n}", "time": given["time"]}
        return client.post(address, words | key)

    ours = rate(post)
    with override_settings(ROOT_URLCONF=__name__):
        bare = rate(lambda: client.post("/"))
    print(f"\nPosting, one after the other ({POSTS} each)\n")
    print(f"{'text comments a second':34}{ours:10.1f}")
    print(f"{'bare one-row inserts a second':34}{bare:10.1f}")
    print(f"{'ratio':34}{ours / bare:10.2f}")


def rate(send):
    began = time.perf_counter()
    for _ in range(POSTS):
        assert send().status_code == 201
    return POSTS / (time.perf_counter() - began)
