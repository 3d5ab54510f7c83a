"""The moderation queue: the change list is where producers read and decide."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Case, F, Value, When
from django.forms import Script
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from episodes.admin.base import RoomAdmin, is_pk

from ..models import Comment, ModerationAction, Release
from ..models.standing import CommentWithdrawn, DecidedMeanwhile
from .filters import EpisodeFilter, KindFilter
from .read_only import NeverMadeNorDeleted, ReadOnly

IS_HELD = When(status=Comment.Status.HELD, then=Value(0))
# What a producer may decide, and how the answer says it.
DECISIONS = {
    "approve": gettext_lazy("Approved: %s"),
    "reject": gettext_lazy("Rejected: %s"),
    "hide": gettext_lazy("Hidden: %s"),
}


class ReleaseInline(ReadOnly, admin.StackedInline):
    model = Release
    fields = readonly_fields = ["on_air", "adult", "given_at", "words"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("text")

    @admin.display(description=gettext_lazy("the text agreed to"))
    def words(self, release):
        return release.text.text


class ActionInline(ReadOnly, admin.TabularInline):
    model = ModerationAction
    fields = readonly_fields = ["at", "action", "by", "reason"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


@admin.register(Comment)
class CommentAdmin(NeverMadeNorDeleted, RoomAdmin):
    inlines = [ReleaseInline, ActionInline]
    sent = [
        "about",
        "answers_to",
        "name",
        "place",
        "email",
        "body",
        "clip",
        "created_at",
    ]
    decided = ["status", "decided_by", "decided_at"]
    fieldsets = [
        (gettext_lazy("What was sent"), {"fields": sent}),
        (gettext_lazy("Decision"), {"fields": decided}),
        (gettext_lazy("The programme's translation"), {"fields": ["translation"]}),
    ]
    list_display = ["name", "status", "episode", "created_at"]
    list_filter = ["status", KindFilter, EpisodeFilter]
    list_per_page = 50
    list_select_related = ["episode", "video", "release", "decided_by", "parent"]
    search_fields = ["name", "place", "body", "email", "episode__headline"]
    show_full_result_count = False
    actions = None
    view_on_site = False

    class Media:
        js = [Script("js/admin-queue.js", type="module")]

    def get_ordering(self, request):
        """Held first and oldest first; then the latest decision first."""
        return [
            Case(IS_HELD, default=Value(1)).asc(),
            Case(When(status=Comment.Status.HELD, then=F("created_at"))).asc(),
            F("decided_at").desc(nulls_last=True),
            "-pk",
        ]

    def get_readonly_fields(self, request, obj=None):
        is_gone = obj and obj.status == Comment.Status.WITHDRAWN
        return [*self.sent, *self.decided, *(["translation"] if is_gone else [])]

    def get_urls(self):
        own = [path("approve/", self._view(self.approve_ticked), name=_name("ticked"))]
        for verb in DECISIONS:
            view = self._view(partial(self.decide_view, verb=verb))
            own.append(path(f"<int:pk>/{verb}/", view, name=_name(verb)))
        prepare = self._view(self.prepare_view)
        own.append(path("<int:pk>/prepare/", prepare, name=_name("prepare")))
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        waiting = Comment.objects.held().count()
        words = ngettext("%d comment is waiting", "%d comments are waiting", waiting)
        context = {
            "title": words % waiting if waiting else _("Nothing is waiting"),
            "may_decide": self.has_change_permission(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def decide_view(self, request, pk, verb):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        comment = get_object_or_404(self.get_queryset(request), pk=pk)
        return self._answer(request, comment, verb)

    def prepare_view(self, request, pk):
        """Try a clip again that failed through no fault of its own."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        comment = get_object_or_404(self.get_queryset(request), pk=pk)
        if not (comment.clip and comment.clip.retry()):
            return self._refuse(request, _("This clip can't be prepared again."))
        self.message_user(request, _("The clip is being prepared again."))
        return self._back(request)

    def approve_ticked(self, request):
        """Approve the ticked rows of the page shown, as far as they are still held."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        ticked = request.POST.getlist("ticked")
        if len(ticked) > self.list_per_page or not all(map(is_pk, ticked)):
            raise BadRequest("not the rows of one page")
        held = Comment.objects.held().filter(pk__in=ticked).order_by("created_at", "pk")
        approved = sum(_approves(comment, request.user) for comment in held)
        self._tell_how_many(request, approved, len(set(ticked)) - approved)
        return self._back(request)

    def save_model(self, request, obj, form, change):
        if "translation" in form.changed_data:
            obj.translate(form.cleaned_data["translation"])

    def response_change(self, request, obj):
        for verb in DECISIONS:
            if f"_{verb}" in request.POST:
                return self._answer(request, obj, verb)
        return super().response_change(request, obj)

    def _view(self, view):
        return self.admin_site.admin_view(view)

    def _answer(self, request, comment, verb):
        """Decide by `verb` and say so, or say why nothing was decided."""
        try:
            getattr(comment, verb)(request.user, seen=request.POST.get("seen"))
        except CommentWithdrawn:
            words = _("Its author has withdrawn it. There is nothing left to decide.")
            return self._refuse(request, words)
        except DecidedMeanwhile:
            words = _("%(who)s has decided meanwhile: it is now “%(status)s”.") % {
                "who": comment.decided_by or _("Somebody"),
                "status": comment.get_status_display(),
            }
            return self._refuse(request, words)
        self.message_user(request, DECISIONS[verb] % comment, messages.SUCCESS)
        if comment.status == Comment.Status.APPROVED and not comment.is_public:
            self._tell_of_clip(request, comment.clip)
        return self._back(request)

    def _tell_of_clip(self, request, clip):
        if clip.has_failed:
            words = _("It stays unseen, as its clip failed.")
            self.message_user(request, words, messages.WARNING)
        else:
            words = _("It becomes public as soon as its clip is ready.")
            self.message_user(request, words)

    def _refuse(self, request, words):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nothing was changed"),
            "words": words,
            "back": self._queue(request),
        }
        template = "admin/comments/comment/refused.html"
        return TemplateResponse(request, template, context, status=409)

    def _tell_how_many(self, request, approved, left):
        words = ngettext("%d comment approved.", "%d comments approved.", approved)
        level = messages.SUCCESS if approved else messages.WARNING
        self.message_user(request, words % approved, level)
        if left:
            words = ngettext(
                "%d was no longer waiting and was left as it is.",
                "%d were no longer waiting and were left as they are.",
                left,
            )
            self.message_user(request, words % left, messages.WARNING)

    def _back(self, request):
        return redirect(self._queue(request))

    def _queue(self, request):
        """The queue as the producer had filtered it."""
        queue = reverse(f"{self.admin_site.name}:{_name('changelist')}")
        return f"{queue}?{request.GET.urlencode()}" if request.GET else queue

    @admin.display(description=gettext_lazy("episode"))
    def about(self, comment):
        episode = comment.episode
        return format_html('<a href="{}">{}</a>', episode.get_absolute_url(), episode)

    @admin.display(description=gettext_lazy("answers"))
    def answers_to(self, comment):
        return comment.parent or "–"

    @admin.display(description=gettext_lazy("clip"))
    def clip(self, comment):
        return render_to_string("admin/comments/_clip.html", {"comment": comment})


def _name(view):
    return f"comments_comment_{view}"


def _approves(comment, user):
    try:
        comment.approve(user, seen=comment.mark)
    except (CommentWithdrawn, DecidedMeanwhile):
        return False
    return True
