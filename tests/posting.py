"""A viewer at the form: what the tests of posting share."""

import re
import time

from django.core import signing
from django.urls import reverse

from comments import signed_time

FRAGMENT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def check_url(episode):
    return reverse("comments:check", args=[episode.slug])


def thread_url(episode):
    return reverse("comments:thread", args=[episode.slug])


def fetch_token(client, episode):
    """What the page's script asks for: csrf, key and time; the cookie comes along."""
    return client.get(reverse("comments:token", args=[episode.slug])).json()


def words(**fields):
    return {"name": "Amal", "body": "Who decided about the pumps?"} | fields


def send(client, episode, **fields):
    """Fetch a token and post, as the page's script does."""
    token = fetch_token(client, episode)
    form = {"key": token["key"], "time": token["time"]} | words(**fields)
    return client.post(thread_url(episode), form)


def send_unhurried(client, episode, **fields):
    """Post as somebody who took ten seconds to write."""
    given_out = signing.dumps(time.time() - 10, salt=signed_time.SALT)
    return send(client, episode, time=given_out, **fields)


def text_of(response):
    return response.content.decode().replace("&#x27;", "'")


def hidden_fields(page):
    """What a page's form carries besides the visible fields."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
