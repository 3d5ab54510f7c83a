from django.contrib import admin
from django.urls import include, path

from . import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("comments.urls")),
    path("", include("episodes.urls")),
]
handler400 = "stream_site.views.bad_request"
handler403 = "stream_site.views.forbidden"
handler404 = "stream_site.views.not_found"
handler500 = "stream_site.views.server_error"
