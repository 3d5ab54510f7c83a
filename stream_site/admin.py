from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class StreamAdminSite(admin.AdminSite):
    site_title = _("The Stream")
    site_header = _("The Stream: editing room")
    index_title = _("Tonight")
