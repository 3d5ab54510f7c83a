"""The page of the editing room that says what the site has and lacks."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.disk import MB
from comments.models import Pulse, Upload
from comments.models.reasons import EXPIRED
from comments.transcoding import Reason

from .factories import make_comment
from .moderating import State, make_video

pytestmark = pytest.mark.django_db
URL = "/admin/system/"


def long_ago():
    return timezone.now() - timedelta(hours=3)


def rows_of(client):
    return {str(row.title): row for row in client.get(URL).context["rows"]}


def test_without_the_extra_it_says_how_to_have_drafts(producer_client, settings):
    settings.DRAFT_CAPTIONS = False

    row = rows_of(producer_client)["Drafts of captions"]

    assert "requirements-captions.txt" in row.to_do
    assert not row.is_urgent


def test_with_the_extra_nothing_is_to_do(producer_client, settings):
    settings.DRAFT_CAPTIONS = True

    assert not rows_of(producer_client)["Drafts of captions"].to_do


def test_a_worker_that_was_never_seen_is_urgent(producer_client):
    assert rows_of(producer_client)["Background work"].is_urgent


def test_a_worker_that_is_alive_is_fine_and_a_silent_one_is_not(producer_client):
    Pulse.beat()
    assert not rows_of(producer_client)["Background work"].to_do

    Pulse.objects.update(at=long_ago())

    row = rows_of(producer_client)["Background work"]
    assert row.is_urgent
    assert "3\xa0hours" in row.words


def test_clips_that_wait_for_long_are_urgent(producer_client, episode):
    video = make_video(make_comment(episode), state=State.QUEUED)
    assert not rows_of(producer_client)["Clips waiting"].is_urgent

    type(video).objects.update(created_at=long_ago())

    assert rows_of(producer_client)["Clips waiting"].is_urgent


def test_clips_that_failed_are_counted_by_what_was_said(producer_client, episode):
    now = timezone.now()
    for _ in range(2):
        make_video(
            make_comment(episode),
            state=State.FAILED,
            reason=Reason.TRUNCATED,
            settled_at=now,
        )

    make_video(
        make_comment(episode), state=State.FAILED, reason=EXPIRED, settled_at=now
    )

    row = rows_of(producer_client)["Clips that failed in the last 7 days"]

    assert row.words.startswith("2 × ")
    assert row.words.count("×") == 1
    assert row.to_do


def test_a_full_disk_and_a_full_quota_are_urgent(producer_client, settings):
    settings.MIN_FREE_MB = 10**9
    settings.UPLOAD_SITE_MB = -1

    rows = rows_of(producer_client)

    assert rows["Disk"].is_urgent
    assert rows["Uploads"].is_urgent


def test_uploads_that_have_expired_keep_nobody_out(producer_client):
    Upload.objects.create(visitor="ana", size=MB, offset=MB, expires_at=long_ago())
    assert "0\xa0bytes of" in rows_of(producer_client)["Uploads"].words

    Upload.objects.update(expires_at=timezone.now() + timedelta(hours=1))

    assert "1.0\xa0MB of" in rows_of(producer_client)["Uploads"].words


def test_a_site_without_mail_says_so(producer_client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.DUTY_EMAIL = ""

    rows = rows_of(producer_client)

    assert rows["Mail"].is_urgent
    assert rows["Legal and safety problems"].to_do


def test_it_names_the_parts_it_stands_on(producer_client):
    rows = rows_of(producer_client)

    assert "ffmpeg" in rows["Preparing clips"].words
    assert rows["Database"].words.startswith(("SQLite 3", "PostgreSQL 1"))


def test_it_costs_the_same_however_much_there_is(producer_client, episode):
    before = queries_of(producer_client)
    for state in (State.QUEUED, State.FAILED, State.READY):
        make_video(make_comment(episode), state=state, settled_at=timezone.now())
    Pulse.beat()
    DBTaskResult.objects.create(
        args_kwargs={"args": [1], "kwargs": {}}, task_path="x", queue_name="default"
    )

    assert queries_of(producer_client) == before


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(URL).status_code == 200
    return len(queries)


def test_it_is_for_those_who_decide_and_changes_nothing(client, producer):
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert client.get(URL).status_code == 403
    client.logout()
    assert client.get(URL).status_code == 302
    client.force_login(producer)
    assert client.post(URL).status_code == 405
    assert URL in client.get("/admin/").content.decode()


def test_the_pulse_of_machines_long_gone_is_forgotten():
    Pulse.objects.create(machine="gone", at=timezone.now() - timedelta(days=8))

    Pulse.beat()

    assert not Pulse.objects.filter(machine="gone").exists()
