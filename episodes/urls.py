from django.urls import path

from . import views

app_name = "episodes"
urlpatterns = [
    path("", views.home, name="home"),
    path("episodes/", views.archive, name="list"),
    path("episodes/<slug:slug>/", views.detail, name="detail"),
    path("guests/<slug:slug>/", views.guest, name="guest"),
    path("pictures/<slug:key>.<slug:ext>", views.picture, name="picture"),
    path("robots.txt", views.robots, name="robots"),
]
