import base64
import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from comments.models import (
    AddressBan,
    ProblemReport,
    Release,
    ReleaseText,
    Sanction,
    Viewer,
    WordList,
)
from episodes.models import Programme

from .admin_forms import filled_in
from .captions import make_captions
from .factories import (
    make_comment,
    make_episode,
    make_guest,
    make_link,
    make_panelist,
    make_producer,
    make_programme,
)

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:"
    r"|<script\b(?![^>]*\b(?:src|nonce)=)",
    re.I,
)
OUR_MODELS = [
    *["programme", "episode", "guest", "comment", "discussion", "problemreport"],
    *["sanction", "addressban", "viewer", "wordlist", "captions"],
]
READ_ONLY = {"sanction", "addressban", "viewer"}


def make_report(**fields):
    defaults = {
        "kind": "threat",
        "about": "A comment",
        "details": "It names my street.",
    }
    return ProblemReport.objects.create(**(defaults | fields))


@pytest.fixture
def rows(db):
    """One row of everything that the admin shows, by the model's name."""
    episode = make_episode()
    panelist = make_panelist(episode)
    make_link(episode)
    comment = make_comment(episode, approved_by=make_producer())
    Release.objects.create(
        comment=comment, text=ReleaseText.of("You allow us …", "en"), on_air=True
    )
    return {
        "programme": episode.programme,
        "episode": episode,
        "guest": panelist.guest,
        "comment": comment,
        "discussion": episode.discussion,
        "problemreport": make_report(),
        "captions": make_captions(episode),
        **make_rows_about_viewers(episode),
    }


def make_rows_about_viewers(episode):
    viewer = Viewer.objects.create(email="viewer@example.org")
    soon = timezone.now() + timedelta(hours=1)
    return {
        "viewer": viewer,
        "sanction": Sanction.objects.create(
            viewer=viewer, kind="ban", reason="Threats", until=soon
        ),
        "addressban": AddressBan.objects.create(reason="A flood", until=soon),
        "wordlist": WordList.objects.create(programme=episode.programme),
    }


def admin_url(model, view, *args):
    app = "comments" if model in OUR_MODELS[3:] else "episodes"
    return reverse(f"admin:{app}_{model}_{view}", args=args)


def assert_clean(response):
    assert response.status_code == 200
    assert not INLINE.search(response.content.decode())
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "style-src 'self'" in policy


@pytest.mark.parametrize("model", OUR_MODELS)
@pytest.mark.parametrize("view", ["change", "history"])
def test_every_row_opens_for_a_producer(producer_client, rows, model, view):
    assert_clean(producer_client.get(admin_url(model, view, rows[model].pk)))


@pytest.mark.parametrize("model", OUR_MODELS)
def test_every_list_opens_for_a_producer(producer_client, rows, model):
    assert_clean(producer_client.get(admin_url(model, "changelist")))


@pytest.mark.parametrize("model", ["episode", "guest"])
def test_every_empty_form_opens_for_a_producer(producer_client, model):
    assert_clean(producer_client.get(admin_url(model, "add")))


@pytest.mark.parametrize("name", ["index", "password_change", "password_change_done"])
def test_every_page_of_the_admin_opens_for_a_producer(producer_client, name):
    assert_clean(producer_client.get(reverse(f"admin:{name}")))


@pytest.mark.parametrize("app", ["episodes", "comments"])
def test_every_part_of_the_admin_opens_for_a_producer(producer_client, app):
    assert_clean(producer_client.get(reverse("admin:app_list", args=[app])))


def test_the_login_page_is_clean(client, db):
    assert_clean(client.get(reverse("admin:login")))


@pytest.mark.parametrize("model", [User])
def test_an_administrator_keeps_the_accounts(client, db, model):
    user = User.objects.create_superuser("chief")
    client.force_login(user)

    assert_clean(client.get(reverse("admin:auth_user_changelist")))
    assert_clean(client.get(reverse("admin:auth_user_add")))
    assert_clean(client.get(reverse("admin:auth_user_change", args=[user.pk])))


@pytest.mark.parametrize("model", OUR_MODELS)
@pytest.mark.parametrize("view", ["add", "delete"])
def test_a_producer_makes_and_deletes_only_what_is_theirs(
    producer_client, rows, model, view
):
    allowed = {
        *[("episode", "add"), ("guest", "add"), ("episode", "delete")],
        *[("sanction", "add"), ("wordlist", "add")],
    }
    args = [] if view == "add" else [rows[model].pk]

    response = producer_client.get(admin_url(model, view, *args))

    assert response.status_code == (200 if (model, view) in allowed else 403)


@pytest.mark.parametrize("model", OUR_MODELS)
def test_nobody_gets_in_without_logging_in(client, rows, model):
    for url in (
        admin_url(model, "changelist"),
        admin_url(model, "change", rows[model].pk),
    ):
        response = client.get(url)

        assert response.status_code == 302
        assert response.url.startswith(reverse("admin:login"))


def test_the_editors_stylesheet_alone_is_allowed_by_its_hash(producer_client, episode):
    """The hash is of what the installed editor writes into the page."""
    source = Path(finders.find("django_prose_editor/editor.js")).read_text("utf-8")
    written = re.search(r"=`(\.ProseMirror \{[^`]*)`", source)[1]
    digest = base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()

    editing = producer_client.get(admin_url("episode", "change", episode.pk))
    listing = producer_client.get(admin_url("episode", "changelist"))

    directives = editing["Content-Security-Policy"].split("; ")
    assert f"style-src 'self' 'sha256-{digest}'" in directives
    assert "sha256" not in listing["Content-Security-Policy"]


def test_the_import_map_carries_the_policys_nonce(producer_client, episode):
    response = producer_client.get(admin_url("episode", "change", episode.pk))

    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1]
    tag = re.search(r'<script type="importmap"[^>]*>', response.content.decode())[0]
    assert f'nonce="{nonce}"' in tag


def test_tonight_says_what_comes_next(producer_client):
    now = timezone.now()
    make_episode(airs_at=now - timedelta(days=1))
    make_episode(airs_at=now + timedelta(days=1))
    soon = make_episode(airs_at=now + timedelta(hours=1))
    for _number in range(3):
        make_comment(soon)
    make_comment(soon, approved_by=make_producer())
    make_report()

    response = producer_client.get(reverse("admin:index"))

    tonight = response.context["tonight"]
    assert tonight == {"episode": soon, "waiting": 3, "problems": 1}
    queue = admin_url("comment", "changelist")
    assert f'"{queue}">3</a>' in response.content.decode()
    assert len(producer_client.get(queue).context["cl"].result_list) == 3


def test_tonight_tells_nobody_what_they_may_not_know(client, db):
    make_comment(make_episode())
    make_report()
    client.force_login(User.objects.create_user("visitor", is_staff=True))

    response = client.get(reverse("admin:index"))

    assert response.context["tonight"] == {}
    assert_clean(response)


def test_nothing_is_deleted_in_bulk(producer_client, rows):
    site = admin.site
    request = producer_client.get(reverse("admin:index")).wsgi_request

    for model_admin in site._registry.values():
        assert "delete_selected" not in model_admin.get_actions(request)


def test_a_guest_without_a_public_seat_has_no_page_to_view(producer_client):
    guest = make_guest()
    url = admin_url("guest", "change", guest.pk)

    assert "viewsitelink" not in producer_client.get(url).content.decode()

    make_panelist(make_episode(), guest)
    assert "viewsitelink" in producer_client.get(url).content.decode()


def test_the_programme_is_there_to_be_worded_not_to_be_made(producer_client):
    programme = make_programme()
    url = admin_url("programme", "change", programme.pk)

    producer_client.post(
        url,
        {
            "name": programme.name,
            "slug": programme.slug,
            "tagline": "Nightly",
            "language": "en",
        },
    )

    assert Programme.objects.get().tagline == "Nightly"


@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("query", ["q=%00", "%00=1", "status__exact=%00", "p=%00"])
def test_a_nul_byte_in_an_address_is_refused(producer_client, page, query):
    response = producer_client.get(f"{admin_url('episode', page)}?{query}")

    assert response.status_code in {200, 302, 400}


JUNK = [
    "p=abc", "p=-1", "p=999999999999999999999999", "o=abc", "o=99", "o=-1.-1",
    "e=1", "all=", "q=%F0%9F%98%80", "_popup=1", "_to_field=nothing", "nothing=1",
    "pk=abc", "id__exact=99999999999999999999999", "id__in=a,b", "renditions__contains=1", "created_at__gte=abc",
]  # fmt: skip
JUNK_FOR = {
    "captions": ["show=abc", "show=public"],
    "episode": [
        "airs_at__year=abc", "airs_at__year=99999999999999999999", "airs_at__year=0", "airs_at__year=99999",
        "airs_at__year=2026&airs_at__month=13", "standing=abc", "phase=abc",
        "airs_at__gte=abc", "programme__id__exact=abc", "_facets=True",
    ],
    "comment": ["episode=abc", "episode=9999999999999999999999", "episode=²", "kind=abc",
        "show=abc", "status__exact=abc", "status__regex=(", "created_at__year=99999", "_facets=True"],
    "discussion": ["state__exact=abc"],
    "problemreport": ["handled=abc", "kind__exact=abc"],
    "guest": [], "programme": [], "viewer": [], "wordlist": [],
    "sanction": ["in_force=abc"], "addressban": ["in_force=abc"],
}  # fmt: skip


@pytest.mark.parametrize("model", OUR_MODELS)
def test_a_list_survives_any_query(producer_client, rows, model):
    for query in [*JUNK, *JUNK_FOR[model]]:
        response = producer_client.get(f"{admin_url(model, 'changelist')}?{query}")

        assert response.status_code in {200, 302, 400}, query


@pytest.mark.parametrize("model", OUR_MODELS)
@pytest.mark.parametrize("pk", ["abc", "0", "99999999999999999999999999", "_00", "²"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_row_is_an_answer_not_an_error(producer_client, model, pk, method):
    for view in ("change", "delete", "history"):
        response = getattr(producer_client, method)(admin_url(model, view, pk))

        assert response.status_code in {302, 403, 404}, view


def test_every_address_of_the_admin_refuses_nul_bytes(producer_client, rows):
    url = reverse("admin:autocomplete")
    field = "app_label=episodes&model_name=panelist&field_name=guest"

    assert producer_client.get(f"{url}?{field}&term=Gu").status_code == 200
    assert producer_client.get(f"{url}?{field}&term=%00").status_code == 400


def test_a_long_query_is_no_error(producer_client, rows):
    response = producer_client.get(
        admin_url("comment", "changelist"),
        {"q": " ".join(f"word{n}" for n in range(500))},
    )

    assert response.status_code == 200


def test_no_view_of_the_admin_goes_unreversed():
    """The tests above name every list that the site registers."""
    registered = {model._meta.model_name for model in admin.site._registry}

    assert registered == {*OUR_MODELS, "user", "group", "dbtaskresult"}
    with pytest.raises(NoReverseMatch):
        reverse("admin:comments_video_changelist")


ANYTHING = ["\x00", "", "abc", "-1", "9" * 30, "²", "<b>x</b>", "x" * 20_000]
BUTTONS = ["_popup", "_to_field", "_saveasnew", "_approve", "_handle"]
WRITTEN_BY_PRODUCERS = sorted({*OUR_MODELS} - READ_ONLY)


@pytest.mark.parametrize("model", WRITTEN_BY_PRODUCERS)
def test_a_form_survives_anything_in_all_its_fields(producer_client, rows, model):
    url = admin_url(model, "change", rows[model].pk)
    form = filled_in(producer_client.get(url), f"{model}_form")
    names = [name for name in form if "_FORMS" not in name]
    assert names

    for junk in ANYTHING:
        answer = producer_client.post(url, form | dict.fromkeys(names, junk))

        assert answer.status_code < 500, junk


@pytest.mark.long
@pytest.mark.parametrize("model", WRITTEN_BY_PRODUCERS)
@pytest.mark.parametrize("junk", ANYTHING)
def test_a_form_survives_anything_in_any_field(producer_client, rows, model, junk):
    url = admin_url(model, "change", rows[model].pk)
    form = filled_in(producer_client.get(url), f"{model}_form")
    assert form

    for name in [*form, *BUTTONS]:
        answer = producer_client.post(url, form | {name: junk})

        assert answer.status_code < 500, name


@pytest.mark.parametrize("model", OUR_MODELS)
def test_a_form_survives_the_loss_of_its_fields(producer_client, rows, model):
    url = admin_url(model, "change", rows[model].pk)

    for data in ({}, {"_to_field": ""}, {"name": ["a", "b"]}):
        assert producer_client.post(url, data).status_code < 500
    assert producer_client.get(f"{url}?_to_field=").status_code == 400


@pytest.mark.parametrize("name", ["login", "password_change", "jsi18n", "logout"])
def test_the_pages_of_the_admin_survive_any_words(producer_client, name):
    junk = {
        "username": "\x00",
        "password": "\x00",
        "next": "\x00",
        "old_password": "\x00",
    }

    assert producer_client.post(reverse(f"admin:{name}"), junk).status_code < 500
