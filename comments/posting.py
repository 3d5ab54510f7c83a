"""The way of a comment in: check it, then send it."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe


@require_POST
def check(request, slug):
    return HttpResponse()


@require_safe
def token(request, slug):
    return HttpResponse()
