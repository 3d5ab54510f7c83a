from datetime import timedelta

from django import template
from django.conf import settings
from django.utils.timezone import localtime

register = template.Library()


@register.simple_tag
def absolute(path):
    """The full address of a path of this site, the same for every reader."""
    return f"{settings.SITE_URL}{path}"


@register.filter
def zone(moment):
    """What the programme's zone is called at that moment: GMT, CEST, UTC+03."""
    name = localtime(moment).tzname()
    return name if name.isalpha() else f"UTC{name}"


@register.filter
def minutes(duration):
    return round(duration / timedelta(minutes=1))
