from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class StreamSiteConfig(AppConfig):
    name = "stream_site"
    verbose_name = "The site"


class StreamAdminConfig(AdminConfig):
    default_site = "stream_site.admin.StreamAdminSite"
