"""What the server gives a recorder: its dialog, to whoever asks for it."""

import pytest
from django.urls import reverse


@pytest.fixture
def address(episode):
    return reverse("comments:recorder", args=[episode.slug])


def test_the_dialog_says_how_long_a_comment_may_be(client, address, settings):
    settings.VIDEO_MAX_SECONDS = 45

    dialog = client.get(address)

    assert dialog.status_code == 200
    assert 'data-most-seconds="45"' in dialog.text
    assert "Up to 45 seconds." in dialog.text


def test_the_dialog_is_the_same_for_everybody_and_is_asked_for_again_in_vain(
    client, address
):
    dialog = client.get(address)
    again = client.get(address, headers={"if-none-match": dialog["ETag"]})

    assert "csrf" not in dialog.text
    assert not dialog.cookies
    assert "Cookie" not in dialog.get("Vary", "")
    assert again.status_code == 304


def test_nothing_is_recorded_for_a_discussion_that_is_closed(
    client, address, episode, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        assert client.get(address).status_code == 200
    episode.discussion.state = "closed"
    episode.discussion.save()

    assert client.get(address).status_code == 404


def test_a_page_leads_to_the_recorder_and_without_script_to_the_file_field(
    client, episode, address
):
    page = client.get(episode.get_absolute_url()).text

    assert f'data-recorder="{address}" hidden' in page
    assert 'href="#video-comment" data-record' in page
    assert 'id="video-comment"' in page
    assert "<dialog" not in page
    assert "recorder.css" not in page
