"""Requests as a server hands them over, not as Django's test client makes them."""

from io import BytesIO

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.urls import reverse

from comments.models import Comment
from stream_site.wsgi import application

from . import clips
from .posting import check_url, fetch_token, text_of, thread_url, words

# Python knows them, and decodes no text with them.
UNFIT = ("base64", "rot13", "punycode", "idna", "undefined")


def answer_to(request, cut=0, **meta):
    """Status and page; of the request's body the last `cut` bytes never come."""
    body = request.read()
    sent = {"wsgi.input": BytesIO(body[: len(body) - cut])}
    served = application.request_class(request.environ | sent | meta)
    response = application.get_response(served)
    # As Django's client does it: the test's connection stays open.
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    return response.status_code, text_of(response)


@pytest.fixture
def post(client, episode, rf):
    """Send one comment, the same each time, as the page's script does."""
    token = fetch_token(client, episode)
    rf.cookies = client.cookies
    headers = {"HTTP_X_CSRFTOKEN": token["csrf"]}

    def post(cut=0, **fields):
        form = {"key": token["key"], "time": token["time"]} | words(**fields)
        return answer_to(rf.post(thread_url(episode), form, **headers), cut)

    return post


@pytest.mark.parametrize("charset", UNFIT)
def test_a_charset_that_is_none_breaks_no_request(db, rf, charset):
    for kind in ("text/plain", "multipart/form-data; boundary=x"):
        meta = {"CONTENT_TYPE": f"{kind}; charset={charset}"}
        asked = rf.get(reverse("comments:report"), {"about": "Δ"})

        status, page = answer_to(asked, **meta)

        assert status == 200
        assert "Δ" in page


def test_a_form_is_read_as_utf_8_whatever_it_says(episode, rf):
    form = rf.post(check_url(episode), words(name="Ämal"))
    meta = {"CONTENT_TYPE": f"{form.META['CONTENT_TYPE']}; charset=base64"}

    status, page = answer_to(form, **meta)

    assert status == 200
    assert 'value="Ämal"' in page


def test_words_that_broke_off_are_no_comment(post):
    status, page = post(cut=40)

    assert status == 400
    assert "damaged on its way" in page
    assert not Comment.objects.exists()
    assert post()[0] == 201
    assert Comment.objects.get().body == words()["body"]


def test_words_are_not_sent_without_their_clip_when_that_broke_off(post):
    assert post(cut=1000, video=clips.posted(clips.mp4()), adult="on")[0] == 400
    assert not Comment.objects.exists()
    assert not clips.left_on_disk()
    assert post(video=clips.posted(clips.mp4()), adult="on")[0] == 201
    assert Comment.objects.get().clip


def test_a_cookie_with_nul_written_as_an_escape_is_none(episode, rf):
    cookie = {"HTTP_COOKIE": r'sessionid="abcdefgh\000ijkl"'}

    status, page = answer_to(rf.get(thread_url(episode)), **cookie)

    assert status == 200
    assert "Log out" not in page


class Silent(BytesIO):
    """A connection that brings nothing more, as the server's own limit puts it."""

    def read(self, *args):
        raise BlockingIOError


def test_words_whose_connection_fell_silent_are_no_comment(episode, rf):
    form = rf.post(check_url(episode), words())

    status, page = answer_to(form, **{"wsgi.input": Silent()})

    assert status == 400
    assert "damaged on its way" in page
