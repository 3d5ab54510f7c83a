"""Pages around the discussion: its rules, and the doors out of it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from episodes import page_cache
from episodes.rich_text import CONTROL

from . import refusals
from .decorators import when_stale
from .forms import ProblemForm, WithdrawForm
from .keeping import keeps_words
from .models import Comment, attempt, proof, upload
from .visitors import (
    LIFETIME_SECONDS,
    VIEWER_LIFETIME_SECONDS,
    client_of,
    viewer_of,
    visitor_of,
)

ABOUT_LENGTH = 500
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@require_safe
@page_cache.public
def rules(request):
    return render(request, "comments/rules.html")


@require_safe
@page_cache.public
def privacy(request):
    """How long things are kept is said by the constants that decide it."""
    kept = {
        "upload_hours": settings.UPLOAD_HOURS + upload.KEPT // HOUR,
        "failed_days": settings.VIDEO_FAILED_DAYS,
        "rejected_days": settings.VIDEO_REJECTED_DAYS,
        "original_days": settings.VIDEO_ORIGINAL_DAYS_AFTER_AIR,
        "attempt_hours": attempt.KEPT // HOUR,
        "client_days": settings.CLIENT_DAYS,
        "key_days": attempt.KEY_LIFETIME // DAY,
        "cookie_days": timedelta(seconds=LIFETIME_SECONDS) // DAY,
        "viewer_days": timedelta(seconds=VIEWER_LIFETIME_SECONDS) // DAY,
        "link_days": proof.KEPT // DAY,
        "unproved_days": settings.UNPROVED_EMAIL_DAYS,
    }
    context = {"kept": kept, "asks_akismet": bool(settings.AKISMET_KEY)}
    return render(request, "comments/privacy.html", context)


def withdraw_again(request):
    """Answer a withdrawal whose token is stale: with the code and a new token.

    The code isn't tried: another site could use up what a network may try.
    """
    code = CONTROL.sub("", request.POST.get("code", ""))
    context = {
        "form": WithdrawForm(initial={"code": code}),
        "comment": _own_comment(request, request.POST),
        "stale": refusals.stale(request),
    }
    return render(request, "comments/withdraw.html", context, status=403)


@when_stale(withdraw_again)
@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request):
    """By the private code, or from the browser that wrote it."""
    if request.method == "POST":
        return _withdraw(request)
    context = {"form": WithdrawForm(), "comment": _own_comment(request, request.GET)}
    return render(request, "comments/withdraw.html", context)


def _withdraw(request):
    form = WithdrawForm(request.POST, client=client_of(request))
    comment = _own_comment(request, request.POST) or form.find()
    if comment is None:
        context = {"form": form}
        return render(request, "comments/withdraw.html", context, status=form.status)
    comment.withdraw()
    return render(request, "comments/withdrawn.html", {"episode": comment.episode})


@keeps_words
def report_again(request):
    """Answer a report whose token is stale: with its words and a new token."""
    form = ProblemForm(request.POST, client=client_of(request))
    form.add_error(None, refusals.stale(request))
    return _ask_for_report(request, form, 403)


@when_stale(report_again)
@keeps_words
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    if request.method != "POST":
        about = CONTROL.sub("", request.GET.get("about", ""))[:ABOUT_LENGTH]
        return _ask_for_report(request, ProblemForm(initial={"about": about}), 200)
    form = ProblemForm(request.POST, client=client_of(request))
    if not form.send():
        return _ask_for_report(request, form, form.status)
    return redirect(reverse("comments:report") + "?sent")


def _ask_for_report(request, form, status):
    context = {"form": form, "sent": request.method != "POST" and "sent" in request.GET}
    return render(request, "comments/report.html", context, status=status)


def _own_comment(request, fields):
    """The comment that `fields` name, if this browser wrote it or has claimed it."""
    try:
        public_id = UUID(fields.get("comment", ""))
    except ValueError:
        return None
    own = Comment.objects.written_by(visitor_of(request), viewer_of(request))
    return own.filter(public_id=public_id).select_related("episode").first()
