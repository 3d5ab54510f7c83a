"""What this site has and lacks, in plain words: each row says what to do about it."""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult
from imageio_ffmpeg import get_ffmpeg_version

from comments.disk import MB
from comments.models import Pulse, Upload, Video
from comments.models.reasons import EXPIRED, sentence_for

# A worker says every 20 seconds that it is alive.
SILENT = timedelta(minutes=2)
LONG_WAIT = timedelta(minutes=10)
LATELY = timedelta(days=7)
CONSOLES = ("console", "dummy", "locmem")


@dataclass(frozen=True)
class Row:
    """`to_do` says what to do; urgently, or to have something that the site lacks."""

    title: str
    words: str
    to_do: str = ""
    is_urgent: bool = False


def rows():
    return [
        *(_worker(), _clips_waiting(), _clips_failed(), _other_work()),
        *(_disk(), _uploads(), _mail(), _duty()),
        *(_captions(), _video_engine(), _database(), _files()),
    ]


def _worker():
    title, seen = _("Background work"), Pulse.objects.order_by("-at").first()
    to_do = _("Start it: manage.py worker. Until then clips and mails wait.")
    if seen is None:
        return Row(title, _("No worker has ever been seen."), to_do, is_urgent=True)
    words = _("A worker on %(machine)s was seen %(ago)s ago.") % {
        "machine": seen.machine,
        "ago": timesince(seen.at),
    }
    if timezone.now() - seen.at > SILENT:
        return Row(title, words, to_do, is_urgent=True)
    return Row(title, words)


def _clips_waiting():
    waiting = Video.objects.filter(
        state__in=[Video.State.QUEUED, Video.State.PROCESSING]
    ).aggregate(count=Count("pk"), oldest=Min("created_at"))
    title, count, oldest = _("Clips waiting"), waiting["count"], waiting["oldest"]
    if not count:
        return Row(title, _("None."))
    words = ngettext(
        "%(count)d clip; the oldest for %(long)s.",
        "%(count)d clips; the oldest for %(long)s.",
        count,
    ) % {"count": count, "long": timesince(oldest)}
    if timezone.now() - oldest < LONG_WAIT:
        return Row(title, words)
    to_do = _("Let more be prepared at once, as with: manage.py worker --processes 4")
    return Row(title, words, to_do, is_urgent=True)


def _clips_failed():
    since = timezone.now() - LATELY
    failed = Video.objects.filter(state=Video.State.FAILED, settled_at__gt=since)
    # What was kept for long enough is no failure.
    failed = failed.exclude(reason=EXPIRED)
    reasons = failed.values_list("reason").annotate(Count("pk")).order_by("-pk__count")
    title = _("Clips that failed in the last 7 days")
    if not reasons:
        return Row(title, _("None."))
    words = " ".join(f"{count} × “{sentence_for(code)}”" for code, count in reasons)
    to_do = _("Each viewer was told. Some can be prepared again, in the queue.")
    return Row(title, words, to_do)


def _other_work():
    ready = DBTaskResult.objects.ready().exclude(queue_name="video").count()
    failed = DBTaskResult.objects.failed().exclude(queue_name="video").count()
    words = _("%(ready)d waiting, %(failed)d failed in the last 2 days.") % {
        "ready": ready,
        "failed": failed,
    }
    to_do = _("What fails is tried again for hours; the worker's log says why it did.")
    return Row(_("Mails and other tasks"), words, to_do if failed else "")


def _disk():
    disk, least = shutil.disk_usage(settings.DATA_DIR), settings.MIN_FREE_MB * MB
    words = _("%(free)s free of %(total)s; uploads are refused below %(least)s.") % {
        "free": filesizeformat(disk.free),
        "total": filesizeformat(disk.total),
        "least": filesizeformat(least),
    }
    to_do = _("Make room on the disk that holds %s.") % settings.DATA_DIR
    is_low = disk.free < 2 * least
    return Row(_("Disk"), words, to_do if is_low else "", is_urgent=disk.free < least)


def _uploads():
    used = Upload.objects.fresh().arrived_bytes()
    most = settings.UPLOAD_SITE_MB * MB
    words = _("%(used)s of %(most)s that may wait to be sent with a comment.") % {
        "used": filesizeformat(used),
        "most": filesizeformat(most),
    }
    to_do = _("More is refused until these are sent. To allow more: UPLOAD_SITE_MB")
    is_full = used > 0.9 * most
    return Row(_("Uploads"), words, to_do if is_full else "", is_urgent=is_full)


def _mail():
    backend = settings.EMAIL_BACKEND.split(".")[-2]
    if backend not in CONSOLES:
        return Row(_("Mail"), _("Sent by %s.") % (settings.EMAIL_HOST or backend))
    return Row(
        _("Mail"),
        _(
            "None is sent: viewers can't prove their addresses, and nobody is told anything."
        ),
        _("Name a server in EMAIL_URL; .env.example shows how."),
        is_urgent=not settings.DEBUG,
    )


def _duty():
    title = _("Legal and safety problems")
    if settings.DUTY_EMAIL:
        return Row(title, _("Mailed at once to %s.") % settings.DUTY_EMAIL)
    return Row(
        title,
        _("Nobody is mailed: they are only shown in the editing room."),
        _("Name an address in DUTY_EMAIL."),
    )


def _captions():
    title = _("Drafts of captions")
    if settings.DRAFT_CAPTIONS:
        words = _("Made by machine for programmes in English; producers correct them.")
        return Row(title, words)
    return Row(
        title,
        _("None are made: captions are written by hand, or come as a file."),
        _(
            "To have them: pip install -r requirements-captions.txt, then restart "
            "the worker. It understands only English."
        ),
    )


def _video_engine():
    return Row(_("Preparing clips"), _("By ffmpeg %s.") % _ffmpeg_version())


def _database():
    if connection.vendor == "sqlite":
        version = f"SQLite {sqlite3.sqlite_version}"
        words = _("%s, embedded: for one machine. Its backup is a file.") % version
        return Row(_("Database"), words)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [version] = cursor.fetchone()
    return Row(_("Database"), f"PostgreSQL {version}.")


def _files():
    if settings.S3_BUCKET:
        return Row(_("Files"), _("In the bucket %s.") % settings.S3_BUCKET)
    return Row(_("Files"), _("In %s, on this machine.") % settings.DATA_DIR)


@cache
def _ffmpeg_version():
    """As in 9.0.2, without the build's own number."""
    return get_ffmpeg_version().lstrip("n").partition("-")[0]
