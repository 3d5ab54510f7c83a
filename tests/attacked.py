"""A discussion of nothing but attacks, and one of harmless words, on a running site:
`manage.py shell -c "from tests.attacked import fill; fill()"`."""

from datetime import timedelta

from django.utils import timezone

from episodes.rich_text import CONTROL

from .corpora import ATTACKS, HARMLESS
from .factories import (
    make_comment,
    make_episode,
    make_guest,
    make_link,
    make_panelist,
    make_producer,
)

# What turns the direction of all that follows, unless it is isolated.
TURNED = "\u202eAmal"


def line(text, most=80):
    return " ".join(CONTROL.sub("", text).split())[:most] or "-"


def fill():
    producer = make_producer("of-attacks")
    _write("attacked", producer, [CONTROL.sub("", text) for text in ATTACKS], ATTACKS)
    _write("harmless", producer, HARMLESS, [TURNED] * len(HARMLESS))


def _write(slug, producer, texts, names):
    first = line(names[0], 200)
    # Later than anything else, so that another episode leads the home page.
    airs_at = timezone.now() + timedelta(days=365)
    episode = make_episode(
        slug=slug, headline=first, standfirst=first, body=texts[0], airs_at=airs_at
    )
    for text, name in zip(texts[:20], names, strict=False):
        guest = make_guest(name=line(name))
        make_panelist(episode, guest, handle=line(text, 60), role=line(text))
        make_link(episode, title=line(text), source=line(name))
    for text, name in zip(texts, names, strict=True):
        fields = {"name": line(name), "place": line(name), "body": text}
        make_comment(episode, producer, translation=text, **fields)
