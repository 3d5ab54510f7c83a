"""The pages that say what went wrong, in the site's own look."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _


def _problem(request, status, title, words):
    context = {"status": status, "title": title, "words": words}
    return render(request, "problem.html", context, status=status)


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return _problem(
            request,
            413,
            _("That is too large"),
            _("Nothing was stored. Please go back and send a smaller file."),
        )
    return _problem(
        request,
        400,
        _("We couldn't read that"),
        _(
            "The address or the form was damaged on its way. Please go back and try again."
        ),
    )


def forbidden(request, exception):
    return _problem(
        request, 403, _("Not for this account"), _("You may not open this page.")
    )


def csrf_failure(request, reason=""):
    """Views with much to type answer themselves, with the words kept."""
    match = request.resolver_match
    if answer := getattr(match and match.func, "answer_stale", None):
        return answer(request, *match.args, **match.kwargs)
    return _problem(
        request,
        403,
        _("Please send it once more"),
        _(
            "This form was open for too long or its cookie is missing. "
            "Nothing was changed. Go back, reload the page and send it again."
        ),
    )


def not_found(request, exception):
    response = render(request, "404.html", status=404)
    # It may be found tomorrow, or by its author: no cache in between is to remember.
    response["Cache-Control"] = "no-store"
    return response


def server_error(request):
    # Rendered without the request: whatever broke may break again.
    return HttpResponseServerError(loader.get_template("500.html").render())
