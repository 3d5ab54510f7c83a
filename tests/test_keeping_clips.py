"""How long a clip's files are kept, told by moving the clocks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Video, Viewer

from . import clips
from .factories import make_episode
from .moderating import QUEUE
from .videos import committed, make_video, named, process, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]


def settled(video, ago):
    Video.objects.filter(pk=video.pk).update(settled_at=timezone.now() - ago)


def forget():
    with committed():
        Video.forget_outlived()


def aired(episode, ago):
    """As if its broadcast had ended so long ago."""
    begin = timezone.now() - ago - episode.duration
    type(episode).objects.filter(pk=episode.pk).update(airs_at=begin)


def test_a_failed_original_is_kept_a_week(episode):
    video = process(make_video(episode, clips.damaged()))
    forget()
    assert stored() == {video.original}

    settled(video, timedelta(days=6, hours=23))
    forget()
    assert stored() == {video.original}

    settled(video, timedelta(days=7, minutes=1))
    forget()

    video.refresh_from_db()
    assert stored() == set()
    assert not named(video)
    assert not video.retryable
    assert "nothing of it is left" in video.sentence


def test_a_rejected_clip_is_kept_a_month_and_never_shown_after(
    producer_client, episode, producer, instant_ffmpeg
):
    video = process(make_video(episode))
    video.comment.reject(producer)
    forget()
    assert stored() == named(video)

    comments = type(video.comment).objects
    comments.update(decided_at=timezone.now() - timedelta(days=29))
    forget()
    assert stored() == named(video)
    comments.update(decided_at=timezone.now() - timedelta(days=31))
    forget()
    forget()

    assert stored() == set()
    video.refresh_from_db()
    assert (video.state, video.reason) == (Video.State.FAILED, "expired")
    comment = comments.get()
    comment.approve(producer)
    assert not comment.is_public
    page = producer_client.get(reverse(QUEUE), {"show": "all"}).text
    assert "The clip is no longer kept" in page
    assert "The clip failed" not in page


# Originals that may be used on air


def test_an_original_with_leave_goes_a_month_after_the_broadcast(
    episode, instant_ffmpeg
):
    video = process(make_video(episode, on_air=True))
    aired(episode, timedelta(days=29, hours=23))
    forget()
    assert stored() == named(video)

    aired(episode, timedelta(days=30, minutes=1))
    forget()
    forget()

    video.refresh_from_db()
    assert video.is_ready
    assert video.original == ""
    assert stored() == {video.clip, video.poster}


def test_a_picked_ones_original_stays_for_as_long_as_it_is_picked(
    episode, producer, instant_ffmpeg
):
    video = process(make_video(episode, on_air=True))
    video.comment.approve(producer)
    video.comment.pick(producer)
    aired(episode, timedelta(days=400))
    forget()
    assert stored() == named(video)

    video.comment.unpick(producer)
    forget()

    assert stored() == {video.clip, video.poster}


@pytest.mark.parametrize("date", ["none", "postponed"])
def test_without_a_date_it_is_counted_from_when_the_clip_was_ready(
    instant_ffmpeg, date
):
    episode = make_episode(airs_at=None)
    video = process(make_video(episode, on_air=True))
    if date == "postponed":
        aired(episode, timedelta(days=400))
        told = {"notice_text": "Later.", "notice_at": timezone.now()}
        episodes = type(episode).objects
        episodes.update(notice_kind=episode.Notice.POSTPONED, **told)
    settled(video, timedelta(days=29))
    forget()
    assert stored() == named(video)

    settled(video, timedelta(days=31))
    forget()

    assert stored() == {video.clip, video.poster}


def test_what_is_being_prepared_keeps_its_original_however_late(episode):
    video = make_video(episode, on_air=True)
    aired(episode, timedelta(days=400))

    forget()

    assert stored() == {video.original}


def test_how_long_is_a_setting(episode, instant_ffmpeg, settings):
    settings.VIDEO_ORIGINAL_DAYS_AFTER_AIR = 2
    video = process(make_video(episode, on_air=True))
    aired(episode, timedelta(days=3))

    forget()

    assert stored() == {video.clip, video.poster}


def test_a_pick_at_the_last_moment_keeps_it(
    episode, producer, instant_ffmpeg, monkeypatch
):
    video = process(make_video(episode, on_air=True))
    video.comment.approve(producer)
    aired(episode, timedelta(days=31))
    lock = type(video.comment).lock

    def picked_meanwhile(comment):
        monkeypatch.undo()
        video.comment.pick(producer)
        lock(comment)

    monkeypatch.setattr(type(video.comment), "lock", picked_meanwhile)
    forget()

    assert stored() == named(video)


def test_a_producer_sees_whether_there_is_still_an_original(
    producer_client, episode, instant_ffmpeg
):
    video = process(make_video(episode, on_air=True))
    page = producer_client.get(reverse(QUEUE)).text
    assert "The original is kept." in page

    aired(episode, timedelta(days=31))
    forget()

    page = producer_client.get(reverse(QUEUE)).text
    assert "The original is no longer kept" in page
    assert video.clip


@pytest.mark.parametrize("how", ["withdraw", "erase"])
def test_what_is_withdrawn_or_erased_goes_at_once(
    episode, producer, instant_ffmpeg, how
):
    video = process(make_video(episode, on_air=True))
    video.comment.approve(producer)
    if how == "erase":
        video.comment.viewer = Viewer.objects.create(email="amal@example.org")
        video.comment.save(update_fields=["viewer"])
    assert len(stored()) == 3

    with committed():
        if how == "erase":
            video.comment.viewer.erase()
        else:
            video.comment.withdraw()

    assert stored() == set()
    assert not Video.objects.exists()
