from datetime import timedelta

from django import template
from django.conf import settings
from django.utils.dateformat import format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

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
def moment(at):
    """A `<time>`, in full and in the programme's zone."""
    local = localtime(at)
    words = f"{format(local, _('j F Y, H:i'))} {zone(local)}"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


@register.filter
def minutes(duration):
    return round(duration / timedelta(minutes=1))
