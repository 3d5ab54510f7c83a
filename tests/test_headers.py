"""What every answer says to the browser about what the page may do."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from .factories import make_comment, make_producer

POLICY = "Content-Security-Policy"
PUBLIC = ["episodes:home", "episodes:list"]
PUBLIC += ["comments:rules", "comments:privacy", "comments:report", "comments:withdraw"]


@pytest.fixture
def open_pages(client, episode):
    addresses = [reverse(name) for name in PUBLIC]
    addresses += [episode.get_absolute_url(), reverse("admin:login"), "/nothing-here"]
    return [client.get(address) for address in addresses]


@pytest.fixture
def admin_pages(admin_client, episode):
    comment = make_comment(episode)
    addresses = [reverse("admin:index")]
    for model in site._registry:
        where = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses.append(reverse(f"{where}_changelist"))
    addresses.append(reverse("admin:episodes_episode_add"))
    addresses.append(reverse("admin:episodes_episode_change", args=[episode.pk]))
    addresses.append(reverse("admin:comments_comment_change", args=[comment.pk]))
    return [admin_client.get(address) for address in addresses]


@pytest.fixture
def all_pages(open_pages, admin_pages):
    return open_pages + admin_pages


def policy(page):
    directives = page[POLICY].split(";")
    return dict(directive.strip().partition(" ")[::2] for directive in directives)


def test_every_page_comes_with_a_policy_that_allows_nothing_inline(all_pages):
    assert len(all_pages) > 15

    for page in all_pages:
        assert "unsafe-" not in page[POLICY], page.request["PATH_INFO"]
        assert policy(page)["default-src"] == "'none'"
        assert policy(page)["frame-ancestors"] == "'none'"
        assert policy(page)["base-uri"] == "'none'"


def test_public_pages_carry_no_nonce_so_that_they_are_the_same_for_all(open_pages):
    for page in open_pages:
        if page.request["PATH_INFO"] != reverse("admin:login"):
            assert policy(page)["script-src"] == "'self'"
            assert policy(page)["style-src"] == "'self'"
            assert "nonce" not in page.text


def test_every_page_is_guarded_against_framing_sniffing_and_leaking(all_pages):
    for page in all_pages:
        assert page["X-Frame-Options"] == "DENY"
        assert page["X-Content-Type-Options"] == "nosniff"
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cross-Origin-Opener-Policy"] == "same-origin"


def test_over_https_a_browser_is_told_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000

    assert (
        "max-age=31536000"
        in client.get("/healthz", secure=True).headers["Strict-Transport-Security"]
    )


def test_over_http_a_reader_is_sent_to_https_but_a_watcher_is_answered(
    client, settings
):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(reverse("episodes:home")).status_code == 301
    assert client.get(reverse("healthz")).status_code == 200


def test_the_camera_is_lent_only_where_a_comment_can_be_recorded(
    client, episode, open_pages, admin_pages
):
    comment = make_comment(episode, approved_by=make_producer())
    studios = [
        episode.get_absolute_url(),
        reverse("comments:comment", args=[episode.slug, comment.public_id]),
        reverse("comments:check", args=[episode.slug]),
    ]

    for address in studios:
        policy = client.get(address)["Permissions-Policy"]
        assert policy.startswith("camera=(self), microphone=(self), ")
    for page in open_pages + admin_pages:
        if page.request["PATH_INFO"] not in studios:
            policy = page["Permissions-Policy"]
            assert policy.startswith("camera=(), microphone=(), "), page.request


def test_what_no_page_needs_is_off_and_players_keep_what_they_need(open_pages):
    for page in open_pages:
        policy = page["Permissions-Policy"]
        assert "geolocation=()" in policy
        assert "display-capture=()" in policy
        for needed in ("autoplay", "encrypted-media", "fullscreen"):
            assert needed not in policy


def test_an_unchanged_page_is_lent_the_camera_as_before(client, episode):
    page = client.get(episode.get_absolute_url())
    again = client.get(
        episode.get_absolute_url(), headers={"if-none-match": page["ETag"]}
    )

    assert again.status_code == 304
    assert again["Permissions-Policy"] == page["Permissions-Policy"]
