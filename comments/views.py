"""The discussion as it is read."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, slug):
    return HttpResponse()


@require_safe
def comment(request, slug, public_id):
    return HttpResponse()


@require_safe
def mine(request, slug):
    return HttpResponse()
