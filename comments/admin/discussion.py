from django.contrib import admin
from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from episodes.admin.base import RoomAdmin
from episodes.admin.forms import MomentsForm

from ..models import Discussion

STATES = gettext_lazy(
    "Open takes comments. Closed takes no more and keeps them readable. Hidden shows "
    "none of them."
)
MODES = gettext_lazy(
    "Every discussion starts with a producer reading everything first. Trusted are "
    "viewers who have proved an e-mail address and had enough comments approved. Where "
    "they appear at once, their words are still screened: videos, listed words, many "
    "links and whoever was often rejected lately still wait for you, and so does "
    "whatever is already waiting."
)
DELETING_EPISODE = "episodes_episode_delete"


@admin.register(Discussion)
class DiscussionAdmin(RoomAdmin):
    form = MomentsForm
    fieldsets = [
        (
            None,
            {
                "description": STATES,
                "fields": ["episode", "state", "closes_at", "closing", "comment_count"],
            },
        ),
        (gettext_lazy("Moderation"), {"description": MODES, "fields": ["mode"]}),
    ]
    readonly_fields = ["episode", "closing", "comment_count"]
    list_display = ["episode", "state", "mode", "closing", "comment_count"]
    list_editable = ["state", "mode"]
    list_filter = ["state", "mode"]
    list_per_page = 30
    list_select_related = ["episode"]
    search_fields = ["episode__headline"]
    search_help_text = STATES
    actions = None

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Only along with its episode."""
        return request.resolver_match.url_name == DELETING_EPISODE

    def get_ordering(self, request):
        return [F("episode__airs_at").desc(nulls_first=True), "-episode"]

    def save_model(self, request, obj, form, change):
        # The count moves by F() alone: a form's save may not rewind it.
        if form.changed_data:
            obj.save(update_fields=form.changed_data)

    @admin.display(description=gettext_lazy("closes by itself"))
    def closing(self, discussion):
        moment = discussion.closing_time
        if moment is None:
            return _("Not yet known: the episode has no date")
        return date_format(localtime(moment), "DATETIME_FORMAT")
