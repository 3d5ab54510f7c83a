"""Pages around the discussion: its rules, and the doors out of it."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe


@require_safe
def rules(request):
    return HttpResponse()


@require_safe
def privacy(request):
    return HttpResponse()


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request):
    return HttpResponse()


@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    return HttpResponse()
