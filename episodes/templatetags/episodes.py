from datetime import timedelta

from django import template
from django.utils.dateformat import format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..addresses import absolute

register = template.Library()
register.simple_tag(absolute)


@register.filter
def zone(moment):
    """What the programme's zone is called at that moment: GMT, CEST, UTC+03."""
    name = localtime(moment).tzname()
    return name if name.isalpha() else f"UTC{name}"


@register.filter
def moment(at):
    """A `<time>`, in full and in the programme's zone."""
    local = localtime(at)
    words = f"{format(local, _('j F Y, H:i'))} {zone(local)}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


@register.filter
def minutes(duration):
    return round(duration / timedelta(minutes=1))
