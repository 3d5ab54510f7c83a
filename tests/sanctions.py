"""Held addresses, as several tests need them."""

from datetime import timedelta

from django.utils import timezone

from comments.models import AddressBan

from .factories import make_producer


def hold(client="c1", hours=24, by=None):
    until = timezone.now() + timedelta(hours=hours)
    held = AddressBan(client=client, reason="A flood", until=until)
    held.impose(by or make_producer())
    return held


def end(row):
    """Let a sanction's or a held address's time be over."""
    type(row).objects.filter(pk=row.pk).update(until=timezone.now())
