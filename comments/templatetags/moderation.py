"""What the queue says about a comment."""

from django import template

from ..rewording import rewording
from ..why import why

register = template.Library()
register.filter("why", why)
register.filter("rewording", rewording)
