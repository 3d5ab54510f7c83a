"""The end of mails about one conversation: a click in the mail program, or a button."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .models import LinkSpent, Notice, Viewer


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_notices(request, token):
    """A mail program's POST has neither cookie nor token (RFC 8058): the link is all."""
    try:
        viewer_pk, thread = Notice.stopped_by(token)
    except LinkSpent:
        raise Http404 from None
    if request.method == "POST":
        _stop(viewer_pk, thread, everything="all" in request.POST)
    context = {"stopped": request.method == "POST", "all": "all" in request.POST}
    return render(request, "comments/me/stop.html", context)


def _stop(viewer_pk, thread, everything):
    # Whoever has erased themselves is mailed no more anyway.
    for viewer in Viewer.objects.filter(pk=viewer_pk):
        if everything:
            viewer.stop_notices()
        else:
            viewer.want_notices(thread, wanted=False)
