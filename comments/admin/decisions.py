"""The queue's buttons: each is one verb of Comment, and an answer in words."""

from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from episodes.admin.base import is_pk

from ..models import Comment, CommentWithdrawn, DecidedMeanwhile, NotPublic

# What a producer may decide, and how the answer says it.
DECISIONS = {
    "approve": gettext_lazy("Approved: %s"),
    "reject": gettext_lazy("Rejected: %s"),
    "hide": gettext_lazy("Hidden: %s"),
    "take_old_down": gettext_lazy("The old version is down: %s"),
    "keep": gettext_lazy("It stays up: %s"),
    "pick": gettext_lazy("Picked: %s"),
    "unpick": gettext_lazy("No longer a pick: %s"),
}
# These answer the reports that were seen, those may say why to the author.
ANSWERING, EXPLAINED = {"approve", "keep"}, {"reject", "hide"}
REASON = forms.CharField(max_length=200, required=False)
# Conflict: the row is no longer what stood before the producer.
REFUSED = 409


class NothingSeen(Exception):
    """The form doesn't say what stood before the producer."""


TOO_LATE = (CommentWithdrawn, DecidedMeanwhile, NotPublic, NothingSeen)


@dataclass(frozen=True)
class Seen:
    """What stood before the producer: a comment's mark, its last open report's key."""

    mark: str
    up_to: int

    @classmethod
    def sent_with(cls, request):
        mark, _separator, report = request.POST.get("seen", "").partition("/")
        if not (mark and is_pk(report)):
            raise NothingSeen
        return cls(mark, int(report))


class Decisions:
    """The part of CommentAdmin that changes something."""

    def get_urls(self):
        own = [path("approve/", self._view(self.approve_ticked), name=_name("ticked"))]
        for verb in DECISIONS:
            view = self._view(partial(self.decide_view, verb=verb))
            own.append(path(f"<int:pk>/{verb}/", view, name=_name(verb)))
        prepare = self._view(self.prepare_view)
        own.append(path("<int:pk>/prepare/", prepare, name=_name("prepare")))
        return own + super().get_urls()

    def decide_view(self, request, pk, verb):
        if refused := self._only_by_post(request):
            return refused
        comment = get_object_or_404(self.get_queryset(request), pk=pk)
        return self._answer(request, comment, verb)

    def prepare_view(self, request, pk):
        """Try a clip again that failed through no fault of its own."""
        if refused := self._only_by_post(request):
            return refused
        comment = get_object_or_404(self.get_queryset(request), pk=pk)
        if not (comment.clip and comment.clip.retry(request.user)):
            return self._refuse(request, _("This clip can't be prepared again."))
        self.message_user(request, _("The clip is being prepared again."))
        return self._back(request)

    def approve_ticked(self, request):
        """Approve the ticked rows of the page shown that are still as they were seen.

        What has a banned word or an open report is decided one by one.
        """
        if refused := self._only_by_post(request):
            return refused
        seen = self._ticked(request)
        comments = self._in_bulk(seen)
        apart = [comment for comment in comments if comment.needs_a_closer_look]
        approved = sum(
            _approves(comment, request.user, seen[comment.pk])
            for comment in comments
            if comment not in apart
        )
        left = len(seen) - approved - len(apart)
        self._tell_how_many(request, approved, len(apart), left)
        return self._back(request)

    def _ticked(self, request):
        """{key: mark} of the rows that were ticked."""
        ticked = [text.partition("/") for text in request.POST.getlist("ticked")]
        few = len(ticked) <= self.list_per_page
        if not (few and all(is_pk(pk) and mark for pk, _separator, mark in ticked)):
            raise BadRequest("not the rows of one page")
        return {int(pk): mark for pk, _separator, mark in ticked}

    def _in_bulk(self, keys):
        awaiting = Comment.objects.awaiting().filter(pk__in=keys)
        related = awaiting.select_related("episode__programme__word_list")
        return related.prefetch_related("revisions").order_by("created_at", "pk")

    def _only_by_post(self, request):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        return None

    def _answer(self, request, comment, verb, translation=None):
        """Decide by `verb` and say so, or say why nothing was decided."""
        try:
            _verb_of(request, comment, verb)()
            if translation is not None:
                comment.translate(translation, seen=comment.mark)
        except TOO_LATE as refusal:
            typed = translation, request.POST.get(_reason_of(comment))
            return self._refuse(request, _why_not(comment, refusal), *typed)
        self.message_user(request, DECISIONS[verb] % comment, messages.SUCCESS)
        if verb == "approve" and not comment.is_public:
            self._tell_of_clip(request, comment.clip)
        return self._back(request)

    def _translate(self, request, comment, translation):
        try:
            comment.translate(translation, seen=Seen.sent_with(request).mark)
        except TOO_LATE as refusal:
            return self._refuse(request, _why_not(comment, refusal), translation)
        self.message_user(request, _("The translation is saved."), messages.SUCCESS)
        return self._back(request)

    def _tell_of_clip(self, request, clip):
        if clip.has_failed:
            words = _("It stays unseen, as its clip failed.")
            if clip.has_expired:
                words = _("It stays unseen, as its clip is no longer kept.")
            self.message_user(request, words, messages.WARNING)
        else:
            words = _("It becomes public as soon as its clip is ready.")
            self.message_user(request, words)

    def _refuse(self, request, words, *typed):
        """Say so, and give back what was typed."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nothing was changed"),
            "words": words,
            "typed": [*filter(None, typed)],
            "back": self._queue(request),
        }
        template = "admin/comments/comment/refused.html"
        return TemplateResponse(request, template, context, status=REFUSED)

    def _tell_how_many(self, request, approved, apart, left):
        words = ngettext("%d comment approved.", "%d comments approved.", approved)
        level = messages.SUCCESS if approved else messages.WARNING
        self.message_user(request, words % approved, level)
        if apart:
            words = ngettext(
                "%d has a banned word or an open report: decide on it by itself.",
                "%d have a banned word or an open report: decide on each by itself.",
                apart,
            )
            self.message_user(request, words % apart, messages.WARNING)
        if left:
            words = ngettext(
                "%d had changed since, or was decided, and was left as it is.",
                "%d had changed since, or were decided, and were left as they are.",
                left,
            )
            self.message_user(request, words % left, messages.WARNING)

    def _view(self, view):
        return self.admin_site.admin_view(view)

    def _back(self, request):
        return redirect(self._queue(request))

    def _queue(self, request):
        """The queue as the producer had filtered it."""
        queue = reverse(f"{self.admin_site.name}:{_name('changelist')}")
        return f"{queue}?{request.GET.urlencode()}" if request.GET else queue


def _name(view):
    return f"comments_comment_{view}"


def _verb_of(request, comment, verb):
    """The verb with all that the producer's form says about it."""
    seen = Seen.sent_with(request)
    more = {"seen": seen.mark}
    if verb in ANSWERING:
        more["up_to"] = seen.up_to
    if verb in EXPLAINED:
        more["reason"] = _reason_in(request, comment)
    return partial(getattr(comment, verb), request.user, **more)


def _reason_in(request, comment):
    try:
        return REASON.clean(request.POST.get(_reason_of(comment), ""))
    except ValidationError as error:
        raise BadRequest("a reason that can't be kept") from error


def _reason_of(comment):
    """The field in which a producer says why."""
    return f"why-{comment.pk}"


def _why_not(comment, refusal):
    match refusal:
        case CommentWithdrawn():
            return _("Its author has withdrawn it. There is nothing left to decide.")
        case NotPublic():
            return _("It isn't public, so it can't be picked.")
        case NothingSeen():
            return _("Your page didn't say what you had read. Read it as it is now.")
    if comment.status == Comment.Status.HELD or comment.waiting:
        return _("Its author has changed it meanwhile. Read it as it is now.")
    words = _("%(who)s has decided meanwhile: it is now “%(status)s”.")
    status = comment.get_status_display()
    return words % {"who": comment.decided_by or _("Somebody"), "status": status}


def _approves(comment, user, mark):
    try:
        # A report that comes in this very moment is answered by nobody.
        comment.approve(user, seen=mark, up_to=0)
    except (CommentWithdrawn, DecidedMeanwhile):
        return False
    return True
