"""Background work: one model verb each."""

from django.apps import apps
from django_tasks import task


@task(queue_name="video")
def process_video(pk):
    for video in apps.get_model("comments.Video").objects.filter(pk=pk):
        video.process()


@task()
def mail_problem_report(pk):
    for report in apps.get_model("comments.ProblemReport").objects.filter(pk=pk):
        report.mail()


@task()
def mail_comment_report(pk):
    for report in apps.get_model("comments.Report").objects.filter(pk=pk):
        report.mail()


@task()
def mail_proof(pk):
    for proof in apps.get_model("comments.Proof").objects.filter(pk=pk):
        proof.mail()


@task()
def mail_notice(pk):
    for notice in apps.get_model("comments.Notice").objects.filter(pk=pk):
        notice.mail()


@task(queue_name="captions")
def draft_captions(pk):
    for captions in apps.get_model("comments.Captions").objects.filter(pk=pk):
        captions.write_draft()
