import pytest
from django.test import Client

from comments.models import Comment, Release, ReleaseText
from episodes.models import Programme

from . import clips
from .factories import make_episode, make_programme
from .posting import hidden_fields, send, text_of


def a_video():
    return clips.posted(clips.mp4())


def test_the_form_says_beforehand_what_sending_means(client, episode):
    page = text_of(client.get(episode.get_absolute_url()))

    for sentence in (
        "Your face, voice and surroundings can identify you. "
        "Once public, anyone can copy it.",
        "Video is for over-18s. "
        "You can write: first name only, not where you live or study.",
        "Read by a producer before it appears.",
        "90 seconds and 200 MB",
        "Up to 3,000 characters.",
        "Need not be your real name.",
        "By sending, you let The Stream publish your words",
    ):
        assert " ".join(sentence.split()) in " ".join(page.split())


def test_the_limits_said_are_the_ones_set(client, episode, settings):
    settings.VIDEO_MAX_SECONDS, settings.VIDEO_MAX_MB = 30, 50

    assert "30 seconds and 50 MB" in text_of(client.get(episode.get_absolute_url()))


def test_neither_tick_is_preset(client, episode):
    page = text_of(client.get(episode.get_absolute_url()))

    assert page.count('type="checkbox" name="adult"') == 1
    assert page.count('type="checkbox" name="on_air"') == 1
    assert "checked" not in page


def test_words_keep_the_exact_text_that_was_shown(client, episode):
    page = text_of(client.get(episode.get_absolute_url()))
    send(client, episode, on_air="on")

    release = Comment.objects.get().release
    assert (release.on_air, release.adult) == (True, False)
    assert release.given_at
    assert release.text.language == "en"
    shown = " ".join(page.split())
    for line in release.text.text.splitlines():
        assert line in shown


def test_use_on_air_is_not_allowed_unless_ticked(client, episode):
    send(client, episode)

    assert not Release.objects.get().on_air


def test_the_same_text_is_kept_once(client, episode):
    send(client, episode)
    send(Client(), episode)

    assert Release.objects.count() == 2
    assert ReleaseText.objects.count() == 1


def test_another_language_is_another_text(client, episode):
    arabic = make_programme("الحوار", language=Programme.Language.ARABIC)
    send(client, episode)
    send(client, make_episode(programme=arabic))

    languages = ReleaseText.objects.values_list("language", flat=True)
    assert sorted(languages) == ["ar", "en"]


def test_terms_that_changed_meanwhile_are_shown_again(client, episode):
    page = text_of(client.get(episode.get_absolute_url()))
    seen = hidden_fields(page)["terms"]
    assert send(client, episode, terms=seen).status_code == 201

    Programme.objects.update(name="The Delta")
    response = send(client, episode, terms=seen)

    assert response.status_code == 422
    assert "What sending permits has changed." in text_of(response)
    assert "you let The Delta publish" in text_of(response)


def test_a_video_needs_the_tick_of_age(client, episode):
    response = send(client, episode, video=a_video())

    assert response.status_code == 422
    assert "A video needs this tick." in text_of(response)
    assert not Comment.objects.exists()


def test_a_video_for_air_needs_an_address(client, episode):
    fields = {"adult": "on", "on_air": "on"}

    refused = send(client, episode, video=a_video(), **fields)
    taken = send(client, episode, video=a_video(), email="a@example.org", **fields)

    assert refused.status_code == 422
    assert "For use on air we must be able to reach you." in text_of(refused)
    assert taken.status_code == 201
    release = Comment.objects.get().release
    assert (release.adult, release.on_air) == (True, True)


@pytest.mark.parametrize("secret", ["amal@example.org", "on-air-only"])
def test_the_address_is_never_shown(client, episode, producer, secret):
    email = secret if "@" in secret else f"{secret}@example.org"
    send(client, episode, email=email)
    comment = Comment.objects.get()
    comment.approve(producer)

    for address in (episode.get_absolute_url(), comment.get_absolute_url()):
        page = text_of(Client().get(address))
        assert comment.name in page
        assert email not in page
