"""Cached and personal never mix: what one visitor does, no other one is handed."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from comments.models import Comment

from .factories import make_comment, make_guest, make_panelist
from .mails import sign_in
from .posting import fetch_token, hidden_fields, send, thread_url
from .trees import parse

EMAIL = "amal@example.org"
PUBLIC, PERSONAL, FILE = "public, no-cache", "no-store", "a file"
# Every address that a viewer's browser may ask for, and who may keep the answer.
KEPT_BY = {
    "episodes:home": PUBLIC,
    "episodes:list": PUBLIC,
    "episodes:detail": PUBLIC,
    "episodes:guest": PUBLIC,
    "episodes:picture": FILE,
    "episodes:robots": FILE,
    "comments:thread": PUBLIC,
    "comments:live": PUBLIC,
    "comments:recorder": PUBLIC,
    "comments:comment": PUBLIC,
    "comments:feed": PUBLIC,
    "comments:rules": PUBLIC,
    "comments:privacy": PUBLIC,
    "comments:clip": FILE,
    "comments:check": PERSONAL,
    "comments:token": PERSONAL,
    "comments:mine": PERSONAL,
    "comments:likes": PERSONAL,
    "comments:like": PERSONAL,
    "comments:report_comment": PERSONAL,
    "comments:edit": PERSONAL,
    "comments:take_old_down": PERSONAL,
    "comments:clip_state": PERSONAL,
    "comments:prepare_again": PERSONAL,
    "comments:leave_clip_out": PERSONAL,
    "comments:captions": PERSONAL,
    "comments:uploads": PERSONAL,
    "comments:upload": PERSONAL,
    "comments:me": PERSONAL,
    "comments:claim": PERSONAL,
    "comments:notices": PERSONAL,
    "comments:my_data": PERSONAL,
    "comments:sign_out": PERSONAL,
    "comments:erase": PERSONAL,
    "comments:ask_for_link": PERSONAL,
    "comments:prove": PERSONAL,
    "comments:stop_notices": PERSONAL,
    "comments:withdraw": PERSONAL,
    "comments:forget": PERSONAL,
    "comments:report": PERSONAL,
}


def names_in(namespace):
    _prefix, resolver = get_resolver().namespace_dict[namespace]
    return {
        f"{namespace}:{name}" for name in resolver.reverse_dict if isinstance(name, str)
    }


@pytest.fixture
def public(episode, producer):
    """A public comment on a full page."""
    make_panelist(episode, make_guest(slug="amina"))
    return make_comment(episode, producer, body="The dam was sold.")


def addresses(comment, kept_by):
    """One of each kind, as an anonymous reader may ask for it."""
    given = {"slug": comment.episode.slug, "public_id": comment.public_id, "token": "x"}
    named = [name for name, by in KEPT_BY.items() if by == kept_by]
    return [_address(name, given) for name in named]


def _address(name, given):
    given = given | ({"slug": "amina"} if name == "episodes:guest" else {})
    _prefix, resolver = get_resolver().namespace_dict[name.partition(":")[0]]
    [(_path, parameters)] = resolver.reverse_dict.getlist(name.partition(":")[2])[0][0]
    return reverse(name, kwargs={key: given[key] for key in parameters})


def test_every_address_is_known_to_be_for_all_or_for_one():
    assert names_in("comments") | names_in("episodes") == set(KEPT_BY)


def test_what_is_for_all_is_kept_and_sets_no_cookie(public):
    for address in [
        *addresses(public, PUBLIC),
        thread_url(public.episode) + "?sort=liked",
    ]:
        for headers in ({}, {"Cookie": "mine=1; visitor=x; viewer=x; csrftoken=x"}):
            response = Client().get(address, headers=headers)

            assert response.status_code == 200, address
            assert response["Cache-Control"] == PUBLIC, address
            assert "Cookie" not in response.get("Vary", ""), address
            assert not response.cookies, address


def test_what_is_for_one_is_kept_by_nobody(public):
    for address in addresses(public, PERSONAL):
        for ask in (Client().get, Client().post, Client().head):
            response = ask(address)
            kept = response.get("Cache-Control", "")
            assert PERSONAL in kept or response.status_code in (404, 405), address


def test_what_a_producer_sees_is_kept_by_nobody(public, producer_client):
    for address in addresses(public, PUBLIC):
        response = producer_client.get(address)

        assert "private" in response["Cache-Control"], address
        assert PERSONAL in response["Cache-Control"], address


def all_that_is_public(comment):
    """Every public page's bytes and headers, kept ready or made anew, and unchanged."""
    thread = thread_url(comment.episode)
    wanted = addresses(comment, PUBLIC)
    wanted += [f"{thread}?sort={sort}" for sort in ("newest", "oldest", "liked")]
    wanted += [f"{thread}?only=video", f"{thread}?sort=newest&only="]
    return {address: _bytes(address) for address in wanted}


def _bytes(address):
    response = Client().get(address)
    etag = {"If-None-Match": response.get("ETag", "")}
    unchanged = (
        Client().get(address, headers=etag) if etag["If-None-Match"] else response
    )
    return b"".join(
        part
        for answer in (response, Client().head(address), unchanged)
        for part in (answer.serialize_headers(), b"\n\n", answer.content)
    )


def test_nothing_of_a_visitor_is_found_in_what_another_one_gets(
    episode, public, producer, client, settings
):
    """Whatever stays unpublished leaves the very bytes as they are."""
    before = all_that_is_public(public)
    secrets = write_privately(client, episode, public)

    for address in before:
        client.get(address)
    kept = all_that_is_public(public)
    cache.clear()
    for address in before:
        client.get(address)
    made = all_that_is_public(public)

    assert len(secrets) > 12
    for pages in (kept, made):
        for address, content in pages.items():
            for secret in secrets:
                assert secret.encode() not in content, (secret, address)
    assert made == kept == before


def write_privately(client, episode, public):
    """Post, edit, answer, report, prove an address; return all that was personal."""
    token = fetch_token(client, episode)
    fields = {"name": "Zeinab Q", "place": "Qalqilya", "email": EMAIL}
    first = send(client, episode, body="A held secret.", **fields)
    send(client, episode, body="An answer unheard.", parent=public.public_id, **fields)
    held, reply = Comment.objects.filter(name="Zeinab Q").order_by("pk")
    code = held.withdrawal_code
    assert code in first.content.decode()
    edit = reverse("comments:edit", args=[episode.slug, held.public_id])
    hidden = hidden_fields(client.get(edit).content.decode())
    client.post(edit, hidden | fields | {"body": "A changed secret."})
    assert Comment.objects.filter(body="A changed secret.").exists()
    report = reverse("comments:report_comment", args=[episode.slug, public.public_id])
    client.post(report, {"kind": "other", "details": "A reader's report."})
    viewer = sign_in(client, EMAIL, held)
    assert client.get(reverse("comments:me")).status_code == 200
    cookies = [
        morsel.value for morsel in client.cookies.values() if len(morsel.value) > 8
    ]
    rows = [held.visitor, held.key, held.client, reply.key, viewer.key]
    words = ["held secret", "answer unheard", "changed secret", "reader's report"]
    about = [
        "Zeinab",
        "Qalqilya",
        EMAIL,
        code,
        str(held.public_id),
        str(reply.public_id),
    ]
    given = [*token.values(), "csrfmiddlewaretoken", "nonce-"]
    return [secret for secret in (*cookies, *rows, *words, *about, *given) if secret]


def test_what_becomes_public_brings_nothing_personal_along(
    episode, public, producer, client
):
    send(client, episode, name="Zeinab", body="Soon public.", email=EMAIL)
    comment = Comment.objects.get(name="Zeinab")
    comment.approve(producer)
    like = reverse("comments:like", args=[episode.slug, public.public_id])
    client.post(like, {"liked": "1"})
    sign_in(client, EMAIL, comment)
    cookies = [
        morsel.value for morsel in client.cookies.values() if len(morsel.value) > 8
    ]

    for address, content in all_that_is_public(public).items():
        page = client.get(address)
        assert not page.cookies, address
        assert page.content in content, address
        for secret in (*cookies, comment.key, EMAIL, comment.withdrawal_code):
            assert secret.encode() not in content, (secret, address)


def test_another_visitors_comment_is_like_one_that_never_was(episode, client):
    send(client, episode, body="A held secret.")
    held = Comment.objects.get()
    names = ("comment", "like", "report_comment", "edit")

    for name in names:
        theirs = Client().get(
            reverse(f"comments:{name}", args=[episode.slug, held.public_id])
        )
        nobodys = Client().get(
            reverse(f"comments:{name}", args=[episode.slug, uuid4()])
        )
        assert theirs.status_code == nobodys.status_code
        assert words_of(theirs) == words_of(nobodys)


def words_of(response):
    return parse(response.content.decode()).body.text(separator=" ").split()
