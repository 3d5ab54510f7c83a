"""A producer in the queue: what the tests of moderation share."""

from django.urls import reverse

from comments.models import Comment, Release, ReleaseText, Video
from comments.words import Reason, Screening, Verdict
from episodes.models import EpisodeVersion

QUEUE = "admin:comments_comment_changelist"
Status, State = Comment.Status, Video.State


def make_video(comment, state=State.READY, **fields):
    Comment.objects.filter(pk=comment.pk).update(has_video=True)
    return Video.objects.create(comment=comment, state=state, **fields)


def allow(comment, **ticks):
    text = ReleaseText.of("You allow the programme …", "en")
    return Release.objects.create(comment=comment, text=text, **ticks)


def decision(verb, comment):
    return reverse(f"admin:comments_comment_{verb}", args=[comment.pk])


def change_url(row):
    return reverse(f"admin:comments_{row._meta.model_name}_change", args=[row.pk])


def queue_of(client, query=""):
    return list(client.get(reverse(QUEUE) + query).context["cl"].result_list)


def tick(comment):
    """What a ticked row sends: the comment as it stood there."""
    comment.refresh_from_db()
    return f"{comment.pk}/{comment.mark}"


def seen(comment):
    """What a row's button sends: the comment and its reports as they stood there."""
    comment.refresh_from_db()
    last = comment.reports.open().last()
    return {"seen": f"{comment.mark}/{last.pk if last else 0}"}


def reworded(comment, body="Other words.", held=True, **words):
    """An edit by its author, held unless told otherwise."""
    comment.refresh_from_db()
    verdict = Verdict.HOLD if held else Verdict.PASS
    screening = Screening(verdict, Reason.SUSPECT_WORD, [["mode", "pass"]])
    words = {"name": comment.name, "place": comment.place, "body": body} | words
    comment.edit(words, screening=screening, seen=comment.edition)
    return comment


def version_of(episode):
    return EpisodeVersion.objects.get(episode=episode).version


def assert_status(comment, status):
    comment.refresh_from_db()
    assert comment.status == status
