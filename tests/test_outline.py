"""A page's headings are its table of contents to whoever doesn't see it."""

import re

import pytest
from django.urls import reverse

from .factories import make_comment, make_episode, make_panelist

PAGES = {
    "home": lambda seat, comment: "/",
    "list": lambda seat, comment: reverse("episodes:list"),
    "episode": lambda seat, comment: seat.episode.get_absolute_url(),
    "guest": lambda seat, comment: seat.guest.get_absolute_url(),
    "thread": lambda seat, comment: reverse(
        "comments:thread", args=[seat.episode.slug]
    ),
    "comment": lambda seat, comment: comment.get_absolute_url(),
    "rules": lambda seat, comment: reverse("comments:rules"),
    "privacy": lambda seat, comment: reverse("comments:privacy"),
    "report": lambda seat, comment: reverse("comments:report"),
    "withdraw": lambda seat, comment: reverse("comments:withdraw"),
    "not found": lambda seat, comment: "/nowhere/",
}


@pytest.mark.parametrize("page", PAGES)
def test_no_heading_skips_a_level(client, episode, producer, page):
    make_episode()
    seat = make_panelist(episode)
    comment = make_comment(episode, approved_by=producer)

    html = client.get(PAGES[page](seat, comment)).content.decode()

    levels = [int(level) for level in re.findall(r"<h([1-6])\b", html)]
    assert levels.count(1) == 1
    assert all(
        deeper <= level + 1 for level, deeper in zip([0, *levels], levels, strict=False)
    )
