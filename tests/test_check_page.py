import pytest
from django.core.files.storage import default_storage
from django.test import Client

from comments.models import Comment, Upload

from . import clips
from .factories import make_comment
from .posting import check_url, hidden_fields, text_of, thread_url, words


@pytest.fixture
def browser():
    """A browser as the server meets it: forms without a token are refused."""
    return Client(enforce_csrf_checks=True)


def test_the_check_page_shows_everything_once_more_and_stores_nothing(browser, episode):
    response = browser.post(
        check_url(episode), words(place="Basra", email="a@example.org", on_air="on")
    )

    page = text_of(response)
    assert response.status_code == 200
    assert "Not sent yet" in page
    assert "Who decided about the pumps?" in page
    assert 'value="Basra"' in page
    assert 'value="a@example.org"' in page
    assert 'name="on_air" id="comment-on_air" checked' in page
    assert {"csrfmiddlewaretoken", "key", "time"} <= set(hidden_fields(page))
    assert "no-store" in response["Cache-Control"]
    assert response.cookies["visitor"].value
    assert not Comment.objects.exists()


def test_the_check_pages_form_is_taken_as_it_stands(browser, episode):
    page = text_of(browser.post(check_url(episode), words()))

    response = browser.post(thread_url(episode), words(**hidden_fields(page)))

    assert response.status_code == 201
    assert Comment.objects.get().body == "Who decided about the pumps?"


def test_a_mistake_is_named_before_sending(browser, episode):
    response = browser.post(check_url(episode), words(body="x" * 3001))

    assert response.status_code == 422
    assert "longer than 3,000 characters" in text_of(response)
    assert "x" * 3001 in text_of(response)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://["},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
    ],
)
def test_another_sites_form_is_refused_in_words(browser, episode, headers):
    video = clips.posted(clips.mp4())

    check = browser.post(check_url(episode), words(video=video), **headers)
    post = browser.post(thread_url(episode), words(), **headers)

    for response in (check, post):
        assert response.status_code == 403
        assert "only from our own pages" in text_of(response)
        assert not response.cookies
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"},
    ],
)
def test_our_own_form_is_answered(browser, episode, headers):
    assert browser.post(check_url(episode), words(), **headers).status_code == 200


def test_a_file_waits_on_the_check_page_for_its_words(browser, episode):
    video = clips.posted(clips.mp4(), "my street.mp4")
    page = text_of(browser.post(check_url(episode), words(video=video, adult="on")))
    upload = Upload.objects.get()
    assert "my street.mp4" in page
    assert hidden_fields(page)["upload"] == str(upload.public_id)

    browser.post(thread_url(episode), words(**hidden_fields(page), adult="on"))

    clip = Comment.objects.get().clip
    assert default_storage.exists(clip.original)


def test_the_check_page_keeps_whom_one_answers(browser, episode, producer):
    root = make_comment(episode, approved_by=producer)

    page = text_of(browser.post(check_url(episode), words(parent=root.public_id)))

    assert hidden_fields(page)["parent"] == str(root.public_id)
    assert root.name in page


def test_the_check_pages_address_without_a_form_leads_to_the_pages_form(
    browser, episode
):
    response = browser.get(check_url(episode))

    assert response.status_code == 302
    assert response["Location"] == f"{episode.get_absolute_url()}#write-comment"
    assert browser.put(check_url(episode)).status_code == 405


def test_an_unknown_episode_has_no_check_page(browser, db):
    assert browser.post("/episodes/nowhere/comments/check/", words()).status_code == 404


def test_a_closed_discussion_gives_the_words_back(browser, episode):
    episode.discussion.state = "closed"
    episode.discussion.save()

    response = browser.post(check_url(episode), words())

    assert response.status_code == 409
    assert "Your words are still below to copy." in text_of(response)
    assert "Who decided about the pumps?" in text_of(response)


def test_the_public_page_carries_no_token_and_sets_no_cookie(client, episode):
    response = client.get(episode.get_absolute_url())

    page = text_of(response)
    assert f'action="{check_url(episode)}"' in page
    assert "csrfmiddlewaretoken" not in page
    assert 'name="key"' not in page
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
