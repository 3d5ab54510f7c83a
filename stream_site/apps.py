from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StreamSiteConfig(AppConfig):
    name = "stream_site"
    verbose_name = "The site"

    def ready(self):
        from . import checks  # noqa: F401


class StreamAdminConfig(AdminConfig):
    default_site = "stream_site.admin.StreamAdminSite"
