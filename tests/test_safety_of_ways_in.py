"""Whatever is sent to the site, by whichever way: taken, or refused in words."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from comments.models import Comment, ProblemReport
from episodes.models import Episode
from episodes.rich_text import CONTROL

from .factories import make_comment
from .hostile import A_FEW_AT_LEAST, post, running_order
from .mails import run_tasks, sign_in
from .posting import check_url, fetch_token, hidden_fields, send, thread_url
from .trees import check_elements_are_ours, parse

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _without_limits(settings):
    settings.POSTING_LIMITS = False


def check_answer(response, *taken):
    """Taken, or refused with a sentence; never more elements than ours."""
    html = response.content.decode()
    assert response.status_code < 500
    assert "\x00" not in html
    check_elements_are_ours(html)
    if response.status_code not in taken:
        tree = parse(html)
        assert tree.css_first('[role="alert"], .field__error, h1'), html[:2000]


def words_in(response, name="body"):
    """What stands in the form again, as its textarea would send it."""
    area = parse(response.content.decode()).css_first(f"textarea[name={name}]")
    return area.text()


def in_lines(text):
    """As it arrives, in lines that end by one character."""
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def legible(text):
    return CONTROL.sub("", in_lines(text))


@A_FEW_AT_LEAST
def test_words_on_the_check_page_come_back_as_they_were(client, episode, texts):
    for text in texts:
        response = post(client, check_url(episode), name=text, place=text, body=text)

        check_answer(response, 200)
        assert words_in(response) == legible(text)
    assert not Comment.objects.exists()


@A_FEW_AT_LEAST
def test_words_that_are_sent_are_stored_as_they_were_or_refused(client, episode, texts):
    token = fetch_token(client, episode)
    for number, text in enumerate(texts):
        fields = {"key": f"key-{number:08}", "time": token["time"], "name": "Amal"}
        earlier = Comment.objects.count()
        response = post(client, thread_url(episode), body=text, **fields)

        check_answer(response, 201)
        stored = Comment.objects.count()
        assert stored == earlier + (response.status_code == 201)
        if stored > earlier:
            assert Comment.objects.latest("pk").body == in_lines(text).strip()


@A_FEW_AT_LEAST
def test_names_and_places_are_stored_in_a_line_or_refused(client, episode, texts):
    token = fetch_token(client, episode)
    for number, text in enumerate(texts):
        fields = {"key": f"key-{number:08}", "time": token["time"]}
        words = {"name": text, "place": text, "body": f"Who decided {number}?"}
        response = post(client, thread_url(episode), **fields, **words)

        check_answer(response, 201)
        if response.status_code == 201:
            stored = Comment.objects.latest("pk")
            assert stored.name == stored.place == " ".join(in_lines(text).split())


@A_FEW_AT_LEAST
def test_every_other_field_of_the_form_takes_anything(client, episode, texts):
    names = ("email", "parent", "upload", "terms", "key", "time", "website")
    for text in texts[::4]:
        fields = dict.fromkeys(names, text)
        response = post(
            client, thread_url(episode), name="Amal", body=f"Who? {text}", **fields
        )
        check_answer(response, 201)


@A_FEW_AT_LEAST
def test_a_report_is_taken_and_mailed_whatever_is_in_it(client, db, empty_queue, texts):
    address = reverse("comments:report")
    for text in texts:
        fields = {"kind": "threat", "about": text, "details": text}
        check_answer(post(client, address, **fields, email=text), 302)
        check_answer(post(client, address, **fields), 302)
    for text in texts[::4]:
        check_answer(client.get(address, {"about": legible(text)[:900]}), 200)
    mails = run_tasks()
    assert len(mails) == ProblemReport.objects.count() > 0
    for message in mails:
        assert message.message()["Bcc"] is None
        assert message.recipients() == [settings.DUTY_EMAIL]


@A_FEW_AT_LEAST
def test_no_private_code_breaks_the_door(client, db, texts):
    address = reverse("comments:withdraw")
    for text in texts[::4]:
        check_answer(post(client, address, code=text))
        check_answer(post(client, address, comment=text))


@A_FEW_AT_LEAST
def test_no_address_breaks_a_page(client, episode, producer, texts):
    comment = make_comment(episode, producer)
    for text in texts[::5]:
        raw = quote(text[:2000].encode("utf-8", "surrogatepass"), safe="")
        for address in (
            f"/episodes/{raw}/",
            f"/episodes/{raw}/comments/",
            f"/guests/{raw}/",
            f"/clips/{raw}.mp4",
            f"/me/link/{raw}/",
            f"/episodes/?page={raw}",
            f"/withdraw/?comment={raw}",
            f"{thread_url(episode)}?sort={raw}",
            f"{thread_url(episode)}?only={raw}",
            f"{thread_url(episode)}?after={raw}",
            f"{comment.get_absolute_url()}?{raw}={raw}",
        ):
            response = client.get(address)
            assert response.status_code < 500, address
            if response["Content-Type"].startswith("text/html"):
                check_elements_are_ours(response.content.decode())


COOKIES = ("visitor", "viewer", "mine", "csrftoken", "sessionid")
HEADERS = ("X-Forwarded-For", "User-Agent", "Accept-Language", "Referer", "Origin")
HEADERS += ("If-None-Match", "If-Modified-Since", "HX-Request", "HX-Current-URL")


@A_FEW_AT_LEAST
def test_no_cookie_or_header_breaks_a_page(client, episode, texts):
    mine = reverse("comments:mine", args=[episode.slug])
    for text in texts[::5]:
        # As a server hands them on: bytes read as Latin 1, in one line.
        raw = text[:500].encode("utf-8", "surrogatepass").decode("latin-1")
        raw = "".join(c for c in raw if c not in "\r\n\x00")
        cookie = "; ".join(f"{name}={raw.replace(';', '')}" for name in COOKIES)
        for address in (episode.get_absolute_url(), thread_url(episode), mine):
            response = client.get(address, headers={"Cookie": cookie})
            assert response.status_code < 500
        headers = dict.fromkeys(HEADERS, raw)
        for address in (episode.get_absolute_url(), thread_url(episode), mine):
            assert client.get(address, headers=headers).status_code < 500
        sent = client.post(thread_url(episode), {"body": "x"}, headers=headers)
        assert sent.status_code < 500


@A_FEW_AT_LEAST
def test_an_imported_page_keeps_only_words_of_it(client, db, tmp_path, texts):
    file = tmp_path / "page.txt"
    for number, text in enumerate(texts[::3]):
        page = running_order(number, text)
        file.write_bytes(page.encode("utf-8", "surrogatepass"))

        # What doesn't fit is refused in a sentence.
        with suppress(CommandError):
            call_command("import_episode", str(file), "--publish", verbosity=0)
    assert Episode.objects.exists()
    for episode in Episode.objects.all():
        response = client.get(episode.get_absolute_url())
        check_elements_are_ours(response.content.decode())


@A_FEW_AT_LEAST
def test_an_edit_is_stored_as_it_was_or_refused_and_handed_out_as_data(
    client, episode, texts
):
    send(client, episode, email="amal@example.org")
    comment = Comment.objects.get()
    edit = reverse("comments:edit", args=[episode.slug, comment.public_id])
    sign_in(client, "amal@example.org", comment)
    for text in texts[::3]:
        hidden = hidden_fields(client.get(edit).content.decode())
        response = post(client, edit, **hidden, name="Amal", body=text)

        check_answer(response, 200, 302)
        comment.refresh_from_db()
        check_elements_are_ours(client.get(reverse("comments:me")).content.decode())
        data = client.get(reverse("comments:my_data"))
        assert data["Content-Type"] == "application/json"
        assert comment.body in [own["body"] for own in data.json()["comments"]]
    assert comment.revision > 1


@A_FEW_AT_LEAST
def test_a_report_of_a_comment_takes_anything_and_mails_none_of_it(
    client, episode, producer, empty_queue, texts
):
    for text in texts[::5]:
        comment = make_comment(episode, producer)
        given = [episode.slug, comment.public_id]
        address = reverse("comments:report_comment", args=given)
        check_answer(post(client, address, kind=text, details=text))
        check_answer(post(client, address, kind="threat", details=text), 200, 302)
    for message in run_tasks():
        assert message.message()["Bcc"] is None
        assert "x.example" not in message.message().as_string()
