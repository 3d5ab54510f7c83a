from django.contrib import admin

from episodes.admin.base import RoomAdmin

from ..models import WordList


@admin.register(WordList)
class WordListAdmin(RoomAdmin):
    fields = ["programme", "banned", "suspect"]
    list_display = ["programme"]
    list_select_related = ["programme"]
    actions = None

    def get_readonly_fields(self, request, obj=None):
        return ["programme"] if obj else []
