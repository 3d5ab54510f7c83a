"""Captions of a clip: drafted by machine, read by whoever sees the clip."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks_db.models import DBTaskResult

from comments import captioning, tasks
from comments.cues import Cue, parse
from comments.export import everything_about
from comments.models import Captions, Comment, Video, Viewer, drafting
from comments.sweeper import mend_tasks
from comments.transcoding import Reason, TranscodingError

from .captions import CUES, make_captions, vtt_of
from .posting import text_of, thread_url
from .videos import committed, make_video, process
from .waiting import wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


@pytest.fixture
def public(episode, producer):
    return make_captions(episode, public=True, approved_by=producer)


@pytest.fixture
def machine(monkeypatch, settings):
    """Stands in for Whisper; `machine.hears` is what it hears."""

    class Machine:
        hears = CUES

        def draft(self, clip, room):
            assert clip.read_bytes() == b"a clip"
            return self.hears

    machine = Machine()
    settings.DRAFT_CAPTIONS = True
    monkeypatch.setattr(captioning, "draft", machine.draft)
    return machine


def drafted(video):
    """As the worker does it, once the clip is ready."""
    queued = [r.args[0] for r in default_task_backend.results if is_draft(r)]
    assert queued == [video.pk]
    tasks.draft_captions.func(video.pk)
    return Captions.objects.get(video=video)


def mended(video):
    """Where its task stands, begun minutes ago, once the sweeper has looked at it."""
    then = timezone.now() - timedelta(minutes=5)
    told = {"args": [video.pk], "kwargs": {}}
    task = DBTaskResult.objects.create(
        status="RUNNING",
        queue_name="captions",
        backend_name="default",
        args_kwargs=told,
        task_path=tasks.draft_captions.module_path,
        run_after=then,
        started_at=then,
        worker_ids=["w"],
        exception_class_path="",
        traceback="",
    )
    mend_tasks()
    task.refresh_from_db()
    return task.status


def is_draft(result):
    return result.task.queue_name == "captions"


@pytest.mark.usefixtures("instant_ffmpeg")
class TestDrafting:
    def test_a_clip_that_is_ready_is_listened_to(self, episode, machine):
        video = process(make_video(episode))

        captions = drafted(video)

        assert video.is_ready
        assert captions.cues == CUES
        assert captions.machine == "drafted"
        assert captions.public is None

    def test_without_the_extra_nobody_listens(self, episode, settings):
        settings.DRAFT_CAPTIONS = False

        video = process(make_video(episode))

        assert video.is_ready
        assert not Captions.objects.exists()
        assert not [r for r in default_task_backend.results if is_draft(r)]

    def test_what_the_machine_cant_understand_it_isnt_given(self, episode, machine):
        episode.programme.language = "ar"
        episode.programme.save()

        process(make_video(episode))

        assert not Captions.objects.exists()

    def test_a_silent_clip_is_said_to_be_silent(self, episode, machine):
        machine.hears = []

        captions = drafted(process(make_video(episode)))

        assert captions.get_machine_display() == "Nothing was heard"

    def test_a_machine_that_fails_leaves_the_clip_as_it_is(
        self, episode, machine, monkeypatch
    ):
        def fail(clip, room):
            raise TranscodingError(Reason.ENGINE_FAILED)

        monkeypatch.setattr(captioning, "draft", fail)
        video = process(make_video(episode))

        with pytest.raises(TranscodingError):
            tasks.draft_captions.func(video.pk)

        video.refresh_from_db()
        assert video.is_ready
        assert Captions.objects.get().cues == []

    def test_a_producer_who_writes_meanwhile_is_not_written_over(
        self, episode, machine, producer, monkeypatch
    ):
        video = process(make_video(episode))
        mine = [Cue(0, 1000, "By hand")]

        def listen(clip, room):
            Captions.of(video).save_draft(producer, mine, language="en", seen=0)
            return CUES

        monkeypatch.setattr(captioning, "draft", listen)

        assert drafted(video).cues == mine

    def test_a_second_task_changes_nothing(self, episode, machine):
        video = process(make_video(episode))
        drafted(video)
        machine.hears = [Cue(0, 1000, "Again")]

        tasks.draft_captions.func(video.pk)

        assert Captions.objects.get().cues == CUES

    def test_its_task_is_run_again_as_soon_as_nobody_listens(
        self, episode, machine, monkeypatch
    ):
        video = process(make_video(episode))
        seen = []

        def listen(clip, room):
            seen.append(mended(video))
            return CUES

        monkeypatch.setattr(captioning, "draft", listen)
        drafted(video)

        assert seen == ["RUNNING"]
        assert mended(video) == "READY"

    @pytest.mark.django_db(transaction=True)
    def test_who_listens_gives_signs_of_life(self, episode, machine, monkeypatch):
        video = process(make_video(episode))
        monkeypatch.setattr(drafting, "LEASE", timedelta(milliseconds=30))

        def lease():
            return Captions.objects.get(video=video).lease_until

        def listen(clip, room):
            first = lease()
            wait_until(lambda: lease() > first, 10)
            return CUES

        monkeypatch.setattr(captioning, "draft", listen)

        assert drafted(video).lease_until is None

    def test_a_withdrawn_clip_is_not_listened_to(self, episode, machine):
        video = process(make_video(episode))
        assert Captions.objects.exists()
        with committed():
            video.comment.withdraw()

        tasks.draft_captions.func(video.pk)

        assert not Captions.objects.exists()


def test_whoever_sees_the_clip_reads_along(client, public):
    response = client.get(vtt_of(public))

    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert parse(response.content.decode()) == CUES
    unchanged = client.get(vtt_of(public), HTTP_IF_NONE_MATCH=response["ETag"])
    assert unchanged.status_code == 304


def test_a_draft_has_no_address_not_even_for_producers(
    client, producer_client, episode, producer
):
    draft = make_captions(episode, approved_by=producer)

    assert producer_client.get(vtt_of(draft)).status_code == 404


def test_captions_go_with_the_clips_visibility(client, public, producer):
    comment = public.video.comment

    comment.reject(producer)
    assert client.get(vtt_of(public)).status_code == 404
    client.force_login(producer)
    seen = client.get(vtt_of(public))
    assert seen["Cache-Control"] == "private, no-store"


def test_the_words_stand_beneath_the_clip(client, public, episode):
    page = text_of(client.get(thread_url(episode)))

    assert "Who decided? Nobody asked us." in page
    assert f'src="{vtt_of(public)}" srclang="en"' in page
    assert "Who decided?" in text_of(client.get(f"{thread_url(episode)[:-1]}.atom"))


def test_words_of_a_draft_stand_nowhere(client, episode, producer):
    captions = make_captions(episode, approved_by=producer)

    for address in (thread_url(episode), captions.video.comment.get_absolute_url()):
        page = text_of(client.get(address))
        assert "Nobody asked us" not in page
        assert "<track" not in page


def test_markup_in_captions_stays_words(client, episode, producer):
    hostile = [Cue(0, 1000, "</p><script>alert(1)</script>")]
    captions = make_captions(episode, hostile, public=True, approved_by=producer)

    page = text_of(client.get(thread_url(episode)))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<" not in text_of(client.get(vtt_of(captions)))


def test_the_thread_asks_no_more_for_many_captions(client, episode, producer):
    make_captions(episode, public=True, approved_by=producer)
    few = queries_of(client, thread_url(episode))
    for number in range(5):
        make_captions(episode, public=number % 2, approved_by=producer)

    assert queries_of(client, thread_url(episode)) == few


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_withdrawing_erases_what_was_said(client, public):
    public.video.comment.withdraw()

    assert not Captions.objects.exists()
    assert client.get(vtt_of(public)).status_code == 404


def test_what_is_said_is_part_of_what_one_may_take_along(public):
    viewer = Viewer.objects.create(email="amal@example.org")
    Comment.objects.update(viewer=viewer)

    [comment] = everything_about(viewer, "")["comments"]

    assert comment["video"]["captions"]["public"] == "Who decided? Nobody asked us."


def test_captions_of_a_clip_that_expired_go_with_it(public, producer):
    Video.objects.update(
        state="failed", clip="web/x.mp4", settled_at="2020-01-01T00:00Z"
    )

    with committed():
        Video.forget_outlived()

    assert not Captions.objects.exists()
