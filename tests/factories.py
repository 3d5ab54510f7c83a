"""Plain functions that make rows; every argument is optional."""

from datetime import timedelta
from itertools import count

from django.contrib.auth.models import Group, User
from django.utils import timezone

from comments.models import Comment
from comments.models.codes import codes_for, withdrawal_hash
from episodes.models import Episode, Guest, Panelist, Programme, RelatedLink

_numbers = count(1)


def make_programme(name="The Stream", **fields):
    programme, _created = Programme.objects.get_or_create(
        name=name, defaults={"slug": f"programme-{next(_numbers)}", **fields}
    )
    return programme


def make_episode(**fields):
    """A published episode that airs tomorrow, unless told otherwise."""
    n = next(_numbers)
    defaults = {
        "headline": f"What comes after the flood? {n}",
        "standfirst": "Two weeks after the water, a town asks who decides.",
        "body": "<p>The river left the market under mud.</p>",
        "airs_at": timezone.now() + timedelta(days=1),
        "status": Episode.Status.PUBLISHED,
        "publish_at": timezone.now() - timedelta(hours=1),
    }
    programme = fields.pop("programme", None) or make_programme()
    return Episode.objects.create(programme=programme, **(defaults | fields))


def make_guest(**fields):
    return Guest.objects.create(**({"name": f"Guest {next(_numbers)}"} | fields))


def make_panelist(episode, guest=None, **fields):
    seat = {"confirmed": True} | fields
    return Panelist.objects.create(episode=episode, guest=guest or make_guest(), **seat)


def make_link(episode, **fields):
    return RelatedLink.objects.create(
        episode=episode,
        **({"title": "After the flood", "source": "Al Jazeera"} | fields),
    )


def make_comment(episode, approved_by=None, **fields):
    """A held comment; an approved one with `approved_by=producer`."""
    n = next(_numbers)
    defaults = {"name": f"Viewer {n}", "body": f"Words {n}", "visitor": f"v{n}"}
    values = defaults | {"key": f"k{n}"} | fields
    if (parent := values.get("parent")) and "root" not in values:
        values["root"] = parent.root or parent
    code = next(codes_for(values["visitor"], values["key"]))
    comment = Comment.objects.create(
        episode=episode, withdrawal_hash=withdrawal_hash(code), **values
    )
    if approved_by:
        comment.approve(approved_by)
    return comment


def make_producer(username=None, **fields):
    user = User.objects.create_user(
        username or f"producer{next(_numbers)}", is_staff=True, **fields
    )
    user.groups.add(Group.objects.get(name="Producers"))
    return user
