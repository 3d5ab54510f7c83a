from django.urls import path

from . import clips, pages, posting, views

app_name = "comments"
urlpatterns = [
    path("episodes/<slug:slug>/comments/", views.thread, name="thread"),
    path("episodes/<slug:slug>/comments/check/", posting.check, name="check"),
    path("episodes/<slug:slug>/comments/token/", posting.token, name="token"),
    path("episodes/<slug:slug>/comments/mine/", views.mine, name="mine"),
    path("episodes/<slug:slug>/comments/live/", views.live, name="live"),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/", views.comment, name="comment"
    ),
    path("clips/<uuid:public_id>.<str:ext>", clips.clip, name="clip"),
    path("withdraw/", pages.withdraw, name="withdraw"),
    path("rules/", pages.rules, name="rules"),
    path("privacy/", pages.privacy, name="privacy"),
    path("report/", pages.report, name="report"),
]
