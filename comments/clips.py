"""Clips and posters, for whoever may see them."""

from django.http import Http404
from django.views.decorators.http import require_safe


@require_safe
def clip(request, public_id, ext):
    raise Http404
