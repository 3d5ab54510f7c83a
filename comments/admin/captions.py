"""Captions: which there are, and the page where a producer corrects them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from episodes.admin.base import RoomAdmin, is_pk

from ..forms.captions import FileForm
from ..models import Captions, ChangedMeanwhile, CommentWithdrawn, Video
from .captions_editor import Editor
from .read_only import NeverMadeNorDeleted

ACTIONS = ("save", "publish", "take_down", "listen", "read_file", "adopt", "refuse")


class ToDoFilter(admin.SimpleListFilter):
    """What a producer has to look at, unless something else is asked for."""

    title = gettext_lazy("state")
    parameter_name = "show"

    def lookups(self, request, model_admin):
        return [("public", gettext_lazy("Public")), ("all", gettext_lazy("All"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("To correct")}, *others]

    def queryset(self, request, queryset):
        if request.GET.get("q") or self.value() == "all":
            return queryset
        if self.value() == "public":
            return queryset.filter(public__isnull=False)
        return queryset.to_do()


@admin.register(Captions)
class CaptionsAdmin(NeverMadeNorDeleted, RoomAdmin):
    list_display = ["of", "standing", "changed_at", "changed_by"]
    list_filter = [ToDoFilter]
    search_fields = ["words", "video__comment__name"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-changed_at", "-pk"]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).for_producers()

    def get_object(self, request, object_id, from_field=None):
        """None for what is no key: a relation's isn't looked at by the database layer."""
        if not is_pk(object_id):
            return None
        return super().get_object(request, object_id, from_field)

    # Whoever may decide about a comment may write its captions.

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("comments.view_comment")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("comments.change_comment")

    @admin.display(description=gettext_lazy("comment"))
    def of(self, captions):
        comment = captions.video.comment
        return _("%(name)s on: %(episode)s") % {
            "name": comment.name,
            "episode": comment.episode,
        }

    @admin.display(description=gettext_lazy("state"))
    def standing(self, captions):
        return captions.standing

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # Those of a clip are there with it: none are added.
        if object_id is None or not self.has_view_permission(request):
            raise PermissionDenied
        captions = _find(object_id)
        if request.method != "POST":
            return self._show(request, Editor.of(captions))
        if not self.has_change_permission(request):
            raise PermissionDenied
        action = next((name for name in ACTIONS if f"_{name}" in request.POST), "save")
        try:
            return getattr(self, f"_{action}")(request, captions)
        except ChangedMeanwhile:
            return self._show_both(request, object_id)
        except CommentWithdrawn:
            words = _("Its author has withdrawn it. There is nothing left to caption.")
            self.message_user(request, words, messages.WARNING)
            return redirect("admin:comments_captions_changelist")

    def _save(self, request, captions):
        return self._write(request, captions, captions.save_draft, _("Saved."))

    def _publish(self, request, captions):
        words = _("Published: whoever sees the clip can read along.")
        return self._write(request, captions, captions.publish, words)

    def _write(self, request, captions, verb, words):
        editor = Editor.sent(captions, request.POST)
        if editor.is_valid and not editor.rows.cues and verb == captions.publish:
            editor.problem = _("There is nothing to publish yet.")
        if not editor.is_valid or editor.problem:
            editor.status = 422
            return self._show(request, editor)
        language = editor.language.cleaned_data["language"]
        verb(
            request.user,
            editor.rows.cues,
            language=language,
            seen=request.POST.get("seen"),
        )
        return self._done(request, captions, words)

    def _take_down(self, request, captions):
        captions.take_down(request.user, seen=request.POST.get("seen"))
        return self._go_on(request, captions, _("Taken down. The draft is kept."))

    def _refuse(self, request, captions):
        captions.refuse(request.user, seen=request.POST.get("seen"))
        return self._go_on(request, captions, _("The correction is turned down."))

    def _listen(self, request, captions):
        if not captions.can_be_drafted:
            return self._show_both(request, captions.pk)
        captions.listen()
        words = _("The machine listens now. Reload the page in a minute.")
        return self._done(request, captions, words)

    def _read_file(self, request, captions):
        """Show what a file holds; it is saved when the producer says so."""
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            return self._show(request, Editor.of(captions, form.cues))
        editor = Editor.sent(captions, request.POST)
        editor.file, editor.status = form, 422
        return self._show(request, editor)

    def _adopt(self, request, captions):
        """Put its author's correction into the rows, to be published from there."""
        return self._show(request, Editor.of(captions, captions.proposed_cues))

    def _show_both(self, request, object_id):
        """Somebody else was quicker: what was typed, and what is stored now."""
        captions = _find(object_id)
        editor = Editor.sent(captions, request.POST)
        editor.rows.is_valid()
        editor.problem = _(
            "Somebody else has changed them meanwhile. Nothing was saved: yours are "
            "here as you typed them, theirs stand below. Save again to replace theirs."
        )
        editor.theirs, editor.status = captions.cues, 409
        return self._show(request, editor)

    def _show(self, request, editor):
        comment = editor.captions.video.comment
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Captions: %s") % comment.name,
            "comment": comment,
            "captions": editor.captions,
            "editor": editor,
            "may_change": self.has_change_permission(request),
        }
        template = "admin/comments/captions/editor.html"
        return TemplateResponse(request, template, context, status=editor.status)

    def _go_on(self, request, captions, words):
        """Say so above the rows as they were typed, which are not saved by that."""
        self.message_user(request, words, messages.SUCCESS)
        editor = Editor.sent(captions, request.POST)
        editor.rows.is_valid()
        return self._show(request, editor)

    def _done(self, request, captions, words):
        self.message_user(request, words, messages.SUCCESS)
        return redirect(reverse("admin:comments_captions_change", args=[captions.pk]))


def _find(video_id):
    """The captions of a clip, not yet stored if it has none."""
    if not is_pk(video_id):
        raise Http404
    related = ["comment__episode__programme__word_list", "comment__release"]
    video = Video.objects.select_related(*related).filter(pk=video_id).first()
    if video is None:
        raise Http404
    return Captions.of(video)
