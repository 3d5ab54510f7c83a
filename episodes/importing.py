"""A running order becomes a draft episode, once."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .differences import Difference, differences
from .models import (
    Episode,
    Guest,
    Panelist,
    Programme,
    RelatedLink,
    unique_slug,
)
from .running_order import RunningOrderError
from .running_order.lines import normalised


class CannotImport(RunningOrderError):
    """Nothing was saved; its text says why."""


class NoHeadline(CannotImport):
    pass


class NoProgramme(CannotImport):
    pass


class DoesNotFit(CannotImport):
    pass


@dataclass(frozen=True)
class Import:
    """`episode` is None where none is there yet and none was to be made."""

    episode: Episode | None
    created: bool = False
    differences: list[Difference] = field(default_factory=list)


def foresee(order):
    """What importing `order` would find: the same episode, or what stands against it.

    Saves nothing.
    """
    _check(order)
    programme = _known_programme(_programme_name(order))
    episode = programme and _same_episode(order, programme)
    return Import(episode, differences=differences(episode, order) if episode else [])


def import_running_order(order, *, publish=False):
    """Make a draft of `order`, unless its episode is there: then say what differs.

    An episode that is there is never overwritten; `publish` publishes it only where
    it doesn't differ.
    """
    try:
        with transaction.atomic():
            # So that two imports at once don't make one episode twice.
            list(Programme.objects.select_for_update())
            return _import(order, publish)
    except IntegrityError as error:
        raise CannotImport(
            _("Somebody saved the same at the same moment. Please try again.")
        ) from error


def _import(order, publish):
    seen = foresee(order)
    if seen.episode:
        if publish and not seen.differences:
            _publish(seen.episode)
        return seen
    episode = Episode(
        programme=_programme(_programme_name(order)),
        headline=order.headline,
        standfirst=order.standfirst,
        body=order.body_html,
        airs_at=order.airs_at,
    )
    episode.prompt = order.prompt or episode.prompt
    episode.save()
    _seat(order.panel, episode)
    for number, link in enumerate(order.links, 1):
        RelatedLink.objects.create(episode=episode, order=number, **vars(link))
    if publish:
        _publish(episode)
    return Import(episode, created=True)


def _check(order):
    if not order.headline:
        raise NoHeadline(
            _("There is no headline: put one above the text, in a line of its own.")
        )
    words = [
        (Programme, "name", order.programme),
        (Episode, "headline", order.headline),
        (Episode, "standfirst", order.standfirst),
        (Episode, "prompt", order.prompt),
    ]
    for speaker in order.panel:
        words += [
            (Guest, "name", speaker.name),
            (Panelist, "handle", speaker.handle),
            (Panelist, "role", speaker.role),
        ]
    for link in order.links:
        words += [(RelatedLink, name, value) for name, value in vars(link).items()]
    problems = [problem for word in words if (problem := _problem(*word))]
    if problems:
        raise DoesNotFit(" ".join(problems))


def _problem(model, name, words):
    column = model._meta.get_field(name)
    shown = {"words": f"{words[:40]}…" if len(words) > 40 else words}
    if len(words) > column.max_length:
        shown |= {"field": column.verbose_name, "of": model._meta.verbose_name}
        shown |= {"length": len(words), "limit": column.max_length}
        return (
            _(
                "“%(words)s” is too long for “%(field)s” (%(of)s):"
                " %(length)s characters, %(limit)s at most."
            )
            % shown
        )
    try:
        column.run_validators(words)
    except ValidationError:
        return _("“%(words)s” is not a web address.") % shown
    return ""


def _programme_name(order):
    """As the page names it; where it names none, the only one that there is."""
    if order.programme:
        return order.programme
    names = list(Programme.objects.values_list("name", flat=True)[:2])
    if len(names) != 1:
        raise NoProgramme(
            _("It doesn't say which programme it is: put its name in the first line.")
        )
    return names[0]


def _known_programme(name):
    programmes = {normalised(known.name): known for known in Programme.objects.all()}
    return programmes.get(normalised(name))


def _programme(name):
    return _known_programme(name) or Programme.objects.create(
        name=name, slug=unique_slug(Programme, name)
    )


def _same_episode(order, programme):
    """Of the same headline, and broadcast time if both have one; that one first."""
    same = [
        episode
        for episode in programme.episodes.by_air_date()
        if normalised(episode.headline) == normalised(order.headline)
        and (not episode.airs_at or order.airs_at in (None, episode.airs_at))
    ]
    return max(same, key=lambda e: e.airs_at == order.airs_at, default=None)


def _seat(panel, episode):
    guests = {normalised(guest.name): guest for guest in Guest.objects.order_by("-pk")}
    for number, speaker in enumerate(panel, 1):
        guest = guests.get(normalised(speaker.name))
        guest = guest or Guest.objects.create(name=speaker.name)
        Panelist.objects.create(
            episode=episode,
            guest=guest,
            handle=speaker.handle,
            role=speaker.role,
            order=number,
        )


def _publish(episode):
    for seat in episode.panel.filter(confirmed=False):
        seat.confirmed = True
        seat.save(update_fields=["confirmed"])
    if episode.status != Episode.Status.PUBLISHED:
        episode.publish()
