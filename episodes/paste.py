"""The admin's page "Paste a running order": paste it, see how it reads, make a draft."""

from functools import cached_property
from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .importing import foresee, import_running_order
from .models import Programme
from .rich_text import CONTROL, sanitise
from .running_order import RunningOrderError, read_lines
from .running_order.pasted import is_html, lines_of
from .running_order.text import as_text


@require_http_methods(["GET", "HEAD", "POST"])
def paste_view(request, model_admin):
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    pasting = Pasting(request.POST) if request.method == "POST" else None
    if pasting and pasting.make_draft():
        return _to_the_draft(request, model_admin, pasting.draft)
    context = model_admin.admin_site.each_context(request) | {"pasting": pasting}
    context |= {"title": _("Paste a running order"), "opts": model_admin.opts}
    status = 400 if pasting and pasting.problem else 200
    return render(request, "admin/episodes/running_order.html", context, status=status)


def _to_the_draft(request, model_admin, draft):
    model_admin.log_addition(request, draft, [{"added": {}}])
    messages.success(request, _("The draft is made. Nothing is public yet."))
    return redirect("admin:episodes_episode_change", draft.pk)


class Pasting:
    """What was pasted, how it reads, and what making a draft of it would find.

    `text` is always what can be corrected and read again: HTML is shown with its
    links as `[words](address)`.
    """

    def __init__(self, data):
        self.text = CONTROL.sub("", data.get("text", ""))
        self.order = self.found = self.draft = None
        self.problem = ""
        self._wants_draft = data.get("step") == "make"
        self._seal_seen = data.get("seal", "")
        try:
            self._read(data.get("html") or self.text)
            self.found = foresee(self.order)
        except RunningOrderError as error:
            self.problem = str(error)

    @cached_property
    def seal(self):
        """Changes with anything that the preview shows."""
        shown = f"{self.order.as_json()}{self.order.body_html}"
        return sha256(shown.encode()).hexdigest()

    @property
    def body(self):
        return sanitise(self.order.body_html)

    @property
    def is_new(self):
        return self.found is not None and self.found.episode is None

    @property
    def has_changed(self):
        """A draft was asked for, but not of what the preview had shown."""
        return self._wants_draft and self.order and self.seal != self._seal_seen

    def make_draft(self):
        """Save exactly what the producer has seen; say whether that was done."""
        if not self._wants_draft or not self.is_new or self.has_changed:
            return False
        try:
            done = import_running_order(self.order)
        except RunningOrderError as error:
            self.problem = str(error)
            return False
        self.found, self.draft = done, done.episode if done.created else None
        return done.created

    def _read(self, pasted):
        lines = lines_of(pasted)
        if is_html(pasted):
            self.text = as_text(lines)
        self.order = read_lines(
            lines,
            today=timezone.localdate(),
            programmes=Programme.objects.values_list("name", flat=True),
        )
