from django.urls import path

from . import (
    clips,
    correcting,
    editing,
    feeds,
    forgetting,
    me,
    mine,
    pages,
    posting,
    proving,
    reactions,
    second_chances,
    unsubscribing,
    uploads,
    views,
)

app_name = "comments"
urlpatterns = [
    path("episodes/<slug:slug>/comments/", views.thread, name="thread"),
    path("episodes/<slug:slug>/comments/check/", posting.check, name="check"),
    path("episodes/<slug:slug>/comments/token/", posting.token, name="token"),
    path("episodes/<slug:slug>/comments/mine/", mine.mine, name="mine"),
    path("episodes/<slug:slug>/comments/live/", views.live, name="live"),
    path("episodes/<slug:slug>/comments/recorder/", views.recorder, name="recorder"),
    path("episodes/<slug:slug>/comments/likes/", reactions.likes, name="likes"),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/", views.comment, name="comment"
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/like/",
        reactions.like,
        name="like",
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/report/",
        reactions.report,
        name="report_comment",
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/edit/",
        editing.edit,
        name="edit",
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/edit/take-down/",
        editing.take_old_down,
        name="take_old_down",
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/clip/",
        mine.clip_state,
        name="clip_state",
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/clip/again/",
        second_chances.prepare_again,
        name="prepare_again",
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/clip/leave-out/",
        second_chances.leave_clip_out,
        name="leave_clip_out",
    ),
    path(
        "episodes/<slug:slug>/comments/<uuid:public_id>/captions/",
        correcting.correct,
        name="captions",
    ),
    path("episodes/<slug:slug>/comments.atom", feeds.comments, name="feed"),
    path("clips/<uuid:public_id>.<str:ext>", clips.clip, name="clip"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<uuid:public_id>", uploads.upload, name="upload"),
    path("me/", me.me, name="me"),
    path("me/claim/", me.claim, name="claim"),
    path("me/notices/", me.notices, name="notices"),
    path("me/data.json", me.data, name="my_data"),
    path("me/sign-out/", me.sign_out, name="sign_out"),
    path("me/erase/", me.erase, name="erase"),
    path("me/link/", proving.ask, name="ask_for_link"),
    path("me/link/<str:token>/", proving.prove, name="prove"),
    path("me/no-mails/<str:token>/", unsubscribing.stop_notices, name="stop_notices"),
    path("withdraw/", pages.withdraw, name="withdraw"),
    path("forget/", forgetting.forget, name="forget"),
    path("rules/", pages.rules, name="rules"),
    path("privacy/", pages.privacy, name="privacy"),
    path("report/", pages.report, name="report"),
]
