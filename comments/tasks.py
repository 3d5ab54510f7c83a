"""Background work: one model verb each."""

from django.apps import apps
from django_tasks import task
from django_tasks_db.models import DBTaskResult


@task(queue_name="video")
def process_video(pk):
    for video in apps.get_model("comments.Video").objects.filter(pk=pk):
        video.process()


def clips_waiting():
    """The keys of the clips whose task waits for a worker."""
    ready = DBTaskResult.objects.ready().filter(task_path=process_video.module_path)
    return {told["args"][0] for told in ready.values_list("args_kwargs", flat=True)}


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


def being_drafted():
    """The keys of tasks whose worker gives signs of life."""
    heard = apps.get_model("comments.Captions").objects.being_heard()
    keys = set(heard.values_list("pk", flat=True))
    running = DBTaskResult.objects.running().filter(
        task_path=draft_captions.module_path
    )
    return [task.pk for task in running if task.args_kwargs["args"][0] in keys]
