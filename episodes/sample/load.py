import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ..models import Episode, Guest, Programme
from . import skyline, words


def load_sample():
    """Make the sample where there is no episode at all; return it, or None."""
    if Episode.objects.exists():
        return None
    with transaction.atomic():
        episode = _episode()
        _panel(episode)
        _links(episode)
    episode.make_renditions()
    return episode


def _episode():
    programme, _created = Programme.objects.get_or_create(
        name=words.PROGRAMME,
        defaults={"slug": "the-stream", "tagline": words.TAGLINE},
    )
    return Episode.objects.create(
        programme=programme,
        headline=words.HEADLINE,
        standfirst=words.STANDFIRST,
        body=words.BODY,
        airs_at=_tomorrow_evening(),
        status=Episode.Status.PUBLISHED,
        picture=_picture(),
        picture_alt=words.PICTURE_ALT,
        picture_credit=words.PICTURE_CREDIT,
    )


def _panel(episode):
    for order, (name, handle, role) in enumerate(words.PANEL):
        guest = Guest.objects.filter(name=name).first() or Guest.objects.create(
            name=name
        )
        episode.panel.create(
            guest=guest, handle=handle, role=role, order=order, confirmed=True
        )


def _links(episode):
    for order, (title, source) in enumerate(words.LINKS):
        episode.links.create(title=title, source=source, order=order)


def _picture():
    file = io.BytesIO()
    skyline.draw().save(file, "JPEG", quality=92)
    return ContentFile(file.getvalue(), name="skyline.jpg")


def _tomorrow_evening():
    tomorrow = timezone.localtime() + timedelta(days=1)
    return tomorrow.replace(hour=19, minute=30, second=0, microsecond=0)
