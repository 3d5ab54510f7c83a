import re
from functools import wraps
from itertools import chain

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, TO_FIELD_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comments.models import Comment, ProblemReport
from episodes.models import Episode

from . import system

# NUL bytes, and numbers beyond 64 bits. The search field refuses its own.
UNREADABLE = re.compile(r"\x00|\d{19}")


class StreamAdminSite(admin.AdminSite):
    site_title = _("The Stream")
    site_header = _("The Stream: editing room")
    index_title = _("Tonight")

    def __init__(self, name="admin"):
        super().__init__(name)
        # Asks once for many, and passes the models' own delete() by.
        self.disable_action("delete_selected")

    def admin_view(self, view, cacheable=False):
        return _readable_only(super().admin_view(view, cacheable))

    def index(self, request, extra_context=None):
        tonight = {"tonight": _tonight(request.user)}
        return super().index(request, tonight | (extra_context or {}))

    def get_urls(self):
        page = self.admin_view(require_safe(self.system))
        return [path("system/", page, name="system"), *super().get_urls()]

    def system(self, request):
        """What the site has and lacks, for whoever decides about comments."""
        if not request.user.has_perm("comments.change_comment"):
            raise PermissionDenied
        context = self.each_context(request) | {"title": _("System")}
        context["rows"] = system.rows()
        return TemplateResponse(request, "admin/system.html", context)


def _tonight(user):
    """What a producer asks first, as far as `user` may know it."""
    tonight = {}
    if user.has_perm("episodes.view_episode"):
        tonight["episode"] = Episode.objects.not_over().soonest_first().first()
    if user.has_perm("comments.view_comment"):
        tonight["waiting"] = Comment.objects.to_decide().count()
    if user.has_perm("comments.view_problemreport"):
        tonight["problems"] = ProblemReport.objects.filter(handled_at=None).count()
    return tonight


def _readable_only(view):
    """Refuse filters and rows that no page of the admin names and no database reads."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        filters = (item for item in request.GET.lists() if item[0] != SEARCH_VAR)
        rows = (item for item in request.POST.lists() if item[0].endswith("-id"))
        for _name, values in chain(filters, rows):
            if any(UNREADABLE.search(value) for value in values):
                raise BadRequest("unreadable filter or row")
        if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
            raise BadRequest("a field without a name")
        return view(request, *args, **kwargs)

    return checked
