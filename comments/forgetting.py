"""Nothing stays in a browser of what its viewer did here."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from episodes import page_cache

from .models import Upload
from .visitors import COOKIE, PLAIN_COOKIE, VIEWER_COOKIE, visitor_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request):
    """By a button alone. Whoever has signed in as a producer stays signed in."""
    if request.method != "POST":
        return render(request, "comments/forget.html")
    if visitor := visitor_of(request):
        Upload.forget(visitor)
    response = render(request, "comments/forgotten.html")
    is_producers = page_cache.is_personal(request)
    # The token is an open admin page's, too.
    kept = {settings.CSRF_COOKIE_NAME} if is_producers else set()
    for name in {COOKIE, PLAIN_COOKIE, VIEWER_COOKIE, settings.CSRF_COOKIE_NAME} - kept:
        response.delete_cookie(name, samesite="Lax")
    if not is_producers:
        # Drafts and recordings, also without script. Not "cookies": more than ours.
        response["Clear-Site-Data"] = '"storage"'
    return response
