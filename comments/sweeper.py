"""What the worker does beside its queue: mend what was killed, forget what is old."""

import logging
import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from . import tasks
from .media import sweep_media
from .models import (
    AddressBan,
    Attempt,
    Comment,
    Discussion,
    Proof,
    Pulse,
    Upload,
    Video,
)
from .models.drafting import LEASE

logger = logging.getLogger(__name__)

# No task takes as long, unless it gives signs of life; a clip's is bounded by the
# transcoder's own time limits.
TASK_LOST = {
    "default": timedelta(minutes=10),
    "video": timedelta(hours=1),
    "captions": LEASE,
}
MOST_TASK_ATTEMPTS = 3
# What failed, as when the mail server is away, is tried again after 1, 5, 25 and 125
# minutes.
PAUSES = [timedelta(minutes=5**n) for n in range(4)]
TASKS_KEPT = timedelta(days=2)
# A slow upload writes all the while.
SPOOL_KEPT_SECONDS = 2 * 60 * 60


def mend_tasks():
    """Close the rows of tasks whose worker was killed, or run them again.

    django-tasks leaves them running for ever. A video's own row says what is to be done
    about it, so its task is only closed.
    """
    now = timezone.now()
    alive = tasks.being_drafted()
    for queue, limit in TASK_LOST.items():
        lost = DBTaskResult.objects.running().filter(
            queue_name=queue, started_at__lt=now - limit
        )
        for task in lost.exclude(pk__in=alive):
            again = queue != "video" and len(task.worker_ids) < MOST_TASK_ATTEMPTS
            status = "READY" if again else "FAILED"
            lost.filter(pk=task.pk).update(status=status, finished_at=now)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_KEPT).delete()


def retry_tasks():
    """Queue again what raised an error, after ever longer pauses.

    A clip's row keeps its own count of attempts.
    """
    failed = DBTaskResult.objects.failed().exclude(queue_name="video")
    # What was given up with its workers has raised nothing.
    for task in failed.exclude(exception_class_path="").defer("traceback"):
        attempts = len(task.worker_ids)
        if attempts <= len(PAUSES):
            due = task.finished_at + PAUSES[max(0, attempts - 1)]
            if due <= timezone.now():
                failed.filter(pk=task.pk).update(status="READY", finished_at=None)


def sweep_spool():
    """Remove what killed servers and workers left in the temporary folder."""
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        try:
            is_old = time.time() - path.stat().st_mtime > SPOOL_KEPT_SECONDS
        except FileNotFoundError:
            continue
        if is_old and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif is_old:
            path.unlink(missing_ok=True)


class Sweeper:
    """Calls each verb when its time has come; one that fails doesn't keep the others."""

    verbs = (
        (Video.requeue_lost, timedelta(seconds=2)),
        (Discussion.show_new_likes, timedelta(seconds=10)),
        (Pulse.beat, timedelta(seconds=20)),
        (mend_tasks, timedelta(minutes=1)),
        (retry_tasks, timedelta(minutes=1)),
        (Upload.sweep, timedelta(minutes=1)),
        (sweep_spool, timedelta(minutes=10)),
        (Attempt.sweep, timedelta(hours=1)),
        (AddressBan.objects.forget_ended, timedelta(hours=1)),
        (Comment.objects.forget_clients, timedelta(hours=1)),
        (Comment.objects.forget_unproved, timedelta(hours=1)),
        (Proof.sweep, timedelta(hours=1)),
        (Video.forget_outlived, timedelta(hours=1)),
        (sweep_media, timedelta(hours=6)),
    )

    def __init__(self):
        self._next = dict.fromkeys(self.verbs, 0)

    def sweep(self):
        for (verb, every), when in self._next.items():
            if time.monotonic() >= when:
                self._next[verb, every] = time.monotonic() + every.total_seconds()
                self._call(verb)

    def _call(self, verb):
        close_old_connections()
        try:
            verb()
        except Exception:
            # Whatever a storage or a database may raise: the others must go on.
            logger.exception("%s failed and is tried again later", verb.__qualname__)
        finally:
            close_old_connections()
