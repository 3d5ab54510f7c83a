from django.urls import path, re_path

from . import views

app_name = "episodes"
urlpatterns = [
    path("", views.home, name="home"),
    path("episodes/", views.archive, name="list"),
    path("episodes/<slug:slug>/", views.detail, name="detail"),
    path("guests/<slug:slug>/", views.guest, name="guest"),
    re_path(
        r"^pictures/(?P<key>[A-Za-z0-9_-]{22})\.(?P<ext>webp)$",
        views.picture,
        name="picture",
    ),
    path("robots.txt", views.robots, name="robots"),
]
