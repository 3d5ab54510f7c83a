from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from episodes.models import Episode, Programme
from episodes.sample import skyline

from .factories import make_episode


@pytest.fixture
def sample(db):
    call_command("load_sample", stdout=StringIO())
    return Episode.objects.get()


def test_the_sample_can_be_read_and_discussed_tonight(client, sample):
    html = client.get(sample.get_absolute_url()).content.decode()

    assert sample.is_upcoming
    assert sample.discussion.is_open
    assert timezone.localtime(sample.airs_at).strftime("%H:%M") == "19:30"
    assert 4 <= html.count("<p>", html.index('class="episode__body')) <= 20
    for words in (
        "Hillary Mann Leverett",
        "Hiwa Osman",
        "@Hiwaosman",
        "Journalist and analyst",
        "Iraq braces for ‘difficult days’ after Soleimani’s killing",
        "Al Jazeera",
        "What do you think?",
    ):
        assert words in html


def test_the_samples_picture_is_there_at_once(client, sample):
    html = client.get(sample.get_absolute_url()).content.decode()

    assert sample.has_renditions
    assert sample.srcset in html
    assert client.get(sample.widest["url"]).getvalue()[8:12] == b"WEBP"
    assert (sample.widest["width"], sample.widest["height"]) == (1280, 720)


def test_the_picture_is_drawn_the_same_size_and_not_blank():
    picture = skyline.draw()

    assert picture.size == (1600, 900)
    assert len(picture.resize((160, 90)).getcolors(160 * 90)) > 1000


def test_a_second_run_changes_nothing(sample):
    call_command("load_sample", stdout=StringIO())

    assert Episode.objects.get().page_version == sample.page_version
    assert Programme.objects.count() == 1


def test_a_site_with_an_episode_gets_no_sample(db):
    make_episode()

    call_command("load_sample", stdout=StringIO())

    assert Episode.objects.count() == 1
