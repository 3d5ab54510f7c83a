from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_prose_editor.config import allowlist_from_extensions
from PIL import Image

from episodes import rich_text
from episodes.admin.prose import EXTENSIONS
from episodes.models import Episode, FormerSlug, Guest

from .admin_forms import filled_in
from .factories import (
    make_comment,
    make_episode,
    make_guest,
    make_link,
    make_panelist,
    make_programme,
)

ADD = "admin:episodes_episode_add"
LIST = "admin:episodes_episode_changelist"


def change_url(episode):
    return reverse("admin:episodes_episode_change", args=[episode.pk])


def form_of(client, episode):
    """What the browser sends when nothing is changed."""
    return filled_in(client.get(change_url(episode)), "episode_form")


def save(client, episode, **changes):
    data = form_of(client, episode) | changes
    response = client.post(change_url(episode), data)
    episode.refresh_from_db()
    return response


def errors_of(response):
    assert response.status_code == 200
    return " ".join(str(words) for words in response.context["errors"])


def new_row(prefix, number, **values):
    return {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def picture(kind="PNG", **options):
    file = BytesIO()
    Image.new("RGB", (400, 300), "navy").save(file, kind, **options)
    return SimpleUploadedFile("hero.png", file.getvalue(), "image/png")


def test_a_producer_makes_an_episode(producer_client):
    programme, guest = make_programme(), make_guest(name="Amal Haddad")
    form = filled_in(producer_client.get(reverse(ADD)), "episode_form")

    response = producer_client.post(
        reverse(ADD),
        form
        | {"programme": programme.pk, "headline": "Who owns the river?", "body": "<p>One <b>bank</b>.</p>"}
        | {"airs_at_0": "2030-01-08", "airs_at_1": "19:30:00", "status": "draft"}
        | {"panel-TOTAL_FORMS": 1, "links-TOTAL_FORMS": 1}
        | new_row("panel", 0, guest=guest.pk, handle="@amal", role="Engineer", confirmed="on", order=0)
        | new_row("links", 0, title="The river's law", source="Gazette", order=0),
    )  # fmt: skip

    assert response.status_code == 302
    episode = Episode.objects.get()
    assert episode.slug == "who-owns-the-river"
    assert episode.body == "<p>One bank.</p>"
    assert episode.airs_at.isoformat() == "2030-01-08T19:30:00+00:00"
    assert [str(seat) for seat in episode.panel.public()] == ["Amal Haddad"]
    assert [str(link) for link in episode.links.all()] == ["The river's law"]
    assert not episode.is_public


def test_the_form_says_the_zone_beside_the_time(producer_client, settings, episode):
    label = "On air at ({})"

    assert label.format("GMT") in producer_client.get(change_url(episode)).text
    settings.TIME_ZONE = "Asia/Qatar"
    timezone.get_default_timezone.cache_clear()
    assert (
        label.format("Asia/Qatar, +03") in producer_client.get(change_url(episode)).text
    )


def test_the_editor_offers_exactly_the_tags_that_are_kept():
    assert allowlist_from_extensions(EXTENSIONS)["tags"] == rich_text.TAGS


def test_what_the_editor_sends_is_sanitised(producer_client, episode):
    typed = '<p onclick="x()">A <strong>bold</strong> word<script>x()</script></p>'

    save(producer_client, episode, body=typed)

    assert episode.body == "<p>A <strong>bold</strong> word</p>"


def test_publishing_is_told_in_words(producer_client):
    make_episode(status="draft")
    make_episode(publish_at=timezone.now() + timedelta(days=1))
    make_episode()

    listed = producer_client.get(reverse(LIST)).text

    for words in ("Draft: seen by producers alone", "Scheduled for", "Public since"):
        assert listed.count(words) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("standing=draft", {"draft"}),
        ("standing=scheduled", {"scheduled"}),
        ("standing=public", {"upcoming", "live", "aired", "postponed"}),
        ("phase=upcoming", {"draft", "scheduled", "upcoming"}),
        ("phase=live", {"live"}),
        ("phase=aired", {"aired"}),
        ("phase=postponed", {"postponed"}),
        ("q=aired", {"aired"}),
        ("q=Haddad", {"live"}),
    ],
)
def test_the_list_is_filtered_and_searched(producer_client, query, found):
    now = timezone.now()
    make_episode(headline="draft", status="draft")
    make_episode(headline="scheduled", publish_at=now + timedelta(days=1))
    make_episode(headline="upcoming")
    live = make_episode(headline="live", airs_at=now - timedelta(minutes=5))
    make_episode(headline="aired", airs_at=now - timedelta(days=2))
    make_episode(headline="postponed", notice_kind="postponed", notice_text="Later.")
    make_panelist(live, make_guest(name="Amal Haddad"))

    response = producer_client.get(f"{reverse(LIST)}?{query}")

    assert {row.headline for row in response.context["cl"].result_list} == found


def test_the_list_asks_as_often_for_many_episodes(
    producer_client, django_assert_num_queries, django_assert_max_num_queries
):
    for _number in range(3):
        make_episode()
    with django_assert_max_num_queries(20) as few:
        producer_client.get(reverse(LIST))
    for _number in range(30):
        make_panelist(make_episode())

    with django_assert_num_queries(len(few)):
        producer_client.get(reverse(LIST))


def test_publishing_without_a_date_is_publishing_now(producer_client):
    episode = make_episode(status="draft", publish_at=None)

    save(producer_client, episode, status="published")

    assert episode.is_public


def test_a_draft_can_be_viewed_on_the_site_by_producers_alone(producer_client, client):
    episode = make_episode(status="draft")
    link = f'href="{episode.get_absolute_url()}" class="viewsitelink"'

    assert link in producer_client.get(change_url(episode)).text
    assert producer_client.get(episode.get_absolute_url()).status_code == 200
    producer_client.logout()
    assert client.get(episode.get_absolute_url()).status_code == 404


def test_the_form_leads_to_the_discussion_and_the_comments(producer_client, episode):
    make_comment(episode)
    make_comment(make_episode())

    page = producer_client.get(change_url(episode)).text
    queue = f"{reverse('admin:comments_comment_changelist')}?episode={episode.pk}"
    discussion = reverse(
        "admin:comments_discussion_change", args=[episode.discussion.pk]
    )

    assert queue in page
    assert discussion in page
    listed = producer_client.get(queue).context["cl"].result_list
    assert [comment.episode for comment in listed] == [episode]


def test_the_panel_is_saved_in_the_order_of_its_rows(producer_client, episode):
    for name in ("Amal", "Basma", "Chidi"):
        make_panelist(episode, make_guest(name=name), order=len(name))

    save(
        producer_client, episode, **{"panel-0-order": 3, "panel-1-order": 1, "panel-2-order": 2}
    )  # fmt: skip

    assert [str(seat) for seat in episode.panel.all()] == ["Basma", "Chidi", "Amal"]


def test_a_guest_is_found_by_name_and_made_in_passing(producer_client, episode):
    make_guest(name="Hiwa Osman")
    make_guest(name="Hillary Leverett")

    found = producer_client.get(
        reverse("admin:autocomplete"),
        {"app_label": "episodes", "model_name": "panelist", "field_name": "guest", "term": "osm"},
    )  # fmt: skip
    page = producer_client.get(change_url(episode)).text
    made = producer_client.post(
        f"{reverse('admin:episodes_guest_add')}?_popup=1",
        {"name": "Layla Karim", "slug": "", "_popup": "1"},
    )

    assert [row["text"] for row in found.json()["results"]] == ["Hiwa Osman"]
    assert reverse("admin:episodes_guest_add") in page
    assert made.status_code == 200
    assert Guest.objects.get(name="Layla Karim").slug == "layla-karim"


def test_a_renamed_page_keeps_its_former_address(producer_client, episode):
    former = episode.slug

    save(producer_client, episode, slug="another-address")

    assert episode.slug == "another-address"
    assert FormerSlug.objects.get().slug == former


def test_a_picture_needs_its_words_and_credit(producer_client, episode):
    response = save(producer_client, episode, picture=picture())

    assert "Say what the picture shows" in errors_of(response)
    assert "Say whose picture it is" in errors_of(response)
    assert not episode.picture

    words = {"picture_alt": "A river", "picture_credit": "Amal Haddad"}
    response = save(producer_client, episode, picture=picture(), **words)
    assert response.status_code == 302
    assert episode.picture


def test_a_picture_is_shown_in_its_smallest_size(producer_client, episode):
    assert "No picture" in producer_client.get(change_url(episode)).text
    words = {"picture_alt": "A river", "picture_credit": "Amal Haddad"}
    save(producer_client, episode, picture=picture(), **words)
    assert "are being made" in producer_client.get(change_url(episode)).text

    episode.make_renditions()

    shown = reverse(
        "episodes:picture",
        args=[episode.renditions[0]["key"], episode.renditions[0]["ext"]],
    )
    assert (
        f'src="{shown}" alt="A river"' in producer_client.get(change_url(episode)).text
    )


def test_a_picture_can_be_removed_and_its_original_is_never_linked(
    producer_client, episode
):
    words = {"picture_alt": "A river", "picture_credit": "Amal Haddad"}
    save(producer_client, episode, picture=picture(), **words)
    page = producer_client.get(change_url(episode)).text
    assert "Remove this picture" in page
    assert episode.picture.name not in page

    save(producer_client, episode, **{"picture-clear": "on"})

    assert not episode.picture


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("hero.png", b"not a picture", "image/png"),
        SimpleUploadedFile("hero.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image/png"),
        SimpleUploadedFile("hero.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("hero.png", picture().read()[:300], "image/png"),
        SimpleUploadedFile("a\x00b.png", picture().read(), "image/png"),
    ],
)  # fmt: skip
def test_a_picture_that_is_none_is_refused(producer_client, episode, file):
    words = {"picture_alt": "A river", "picture_credit": "Amal Haddad"}
    file.seek(0)

    response = save(producer_client, episode, picture=file, **words)

    assert response.status_code in {200, 302}
    if response.status_code == 200:
        assert errors_of(response)
        assert not episode.picture


def test_the_same_guest_sits_once_in_a_panel(producer_client, episode):
    guest = make_guest(name="Amal Haddad")
    rows = new_row("panel", 0, guest=guest.pk, order=0) | new_row(
        "panel", 1, guest=guest.pk, order=0
    )

    response = save(producer_client, episode, **rows, **{"panel-TOTAL_FORMS": 2})

    assert "Amal Haddad has two seats" in errors_of(response)
    assert not episode.panel.exists()

    make_panelist(episode, guest)
    rows = new_row("panel", 1, guest=guest.pk, order=0)
    response = save(producer_client, episode, **rows, **{"panel-TOTAL_FORMS": 2})
    assert "has two seats" in errors_of(response)
    assert episode.panel.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slug": "taken"}, "already exists"),
        ({"slug": "no spaces, please"}, "valid “slug”"),
        ({"headline": ""}, "This field is required"),
        ({"headline": "x" * 201}, "at most 200 characters"),
        ({"programme": "99999"}, "Select a valid choice"),
        ({"programme": "abc"}, "Select a valid choice"),
        ({"programme": "99999999999999999999999999"}, "Select a valid choice"),
        ({"airs_at_0": "8 January"}, "valid date"),
        ({"airs_at_0": "0001-01-01"}, "check the year"),
        ({"airs_at_0": "9999-12-31"}, "check the year"),
        ({"airs_at_1": "25:00"}, "valid time"),
        ({"airs_at_1": ""}, "valid time"),
        ({"duration": "long"}, "valid duration"),
        ({"duration": "-00:30:00"}, "up to 24 hours"),
        ({"duration": "999999999 00:00:00"}, "up to 24 hours"),
        ({"duration": ""}, "required"),
        ({"video_url": "javascript:alert(1)"}, "valid URL"),
        ({"status": "live"}, "Select a valid choice"),
        ({"notice_kind": "correction"}, "what the notice is about"),
        ({"notice_text": "It was Tuesday."}, "what kind of notice"),
        ({"notice_kind": "rumour"}, "Select a valid choice"),
        ({"panel-TOTAL_FORMS": "abc"}, "ManagementForm data"),
        ({"panel-TOTAL_FORMS": "99999999999"}, "at most"),
        ({"panel-0-guest": "99999"}, "Select a valid choice"),
        ({"panel-0-guest": "\x00"}, "Null characters"),
        ({"panel-0-guest": "9" * 30}, "Select a valid choice"),
        ({"panel-0-id": "99999"}, "Select a valid choice"),
        ({"panel-0-order": "-1"}, "greater than or equal"),
        ({"panel-0-order": "x"}, "whole number"),
        ({"panel-0-order": "9" * 20}, "less than or equal"),
        ({"links-0-url": "not an address"}, "valid URL"),
        ({"links-0-title": ""}, "required"),
    ],
)
def test_bad_input_is_answered_in_words(producer_client, episode, changes, words):
    make_episode(slug="taken")
    make_panelist(episode)
    make_link(episode)
    before = Episode.objects.filter(pk=episode.pk).values().get()

    response = save(producer_client, episode, **changes)

    assert words in errors_of(response)
    assert Episode.objects.filter(pk=episode.pk).values().get() == before


def test_a_row_without_its_place_keeps_it(producer_client, episode):
    seat = make_panelist(episode, order=7)

    response = save(producer_client, episode, **{"panel-0-order": ""})

    assert response.status_code == 302
    seat.refresh_from_db()
    assert seat.order == 7


def test_nul_bytes_in_every_field_are_no_error_of_ours(producer_client, episode):
    make_panelist(episode)
    make_link(episode)
    # Without these, nothing else would be looked at.
    apart = ("_FORMS", "-id", "-episode", "seen_revision")
    form = form_of(producer_client, episode)
    names = [name for name in form if not name.endswith(apart)]

    response = save(producer_client, episode, **dict.fromkeys(names, "a\x00b"))

    assert "This field is required" not in errors_of(response)
    assert "\x00" not in f"{episode.headline}{episode.body}{episode.slug}"


@pytest.mark.long
def test_nul_bytes_in_any_field_are_no_error_of_ours(producer_client, episode):
    make_panelist(episode)
    make_link(episode)

    for name in form_of(producer_client, episode):
        response = save(producer_client, episode, **{name: "a\x00b"})

        assert response.status_code in {200, 302, 400, 409}, name
        assert "\x00" not in f"{episode.headline}{episode.body}{episode.slug}"


@pytest.mark.parametrize("data", [{}, {"nothing": "\x00"}, {"_saveasnew": "1"}])
def test_a_form_without_its_fields_is_no_error_of_ours(producer_client, episode, data):
    assert producer_client.post(change_url(episode), data).status_code in {200, 409}
    assert producer_client.post(reverse(ADD), data).status_code == 200
    assert Episode.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"action": "delete_selected"},
        {"action": "delete_selected", "_selected_action": ["abc", "\x00"]},
        {"action": "nothing", "select_across": "1", "index": "99"},
    ],
)
def test_no_action_of_a_list_is_carried_out(producer_client, episode, data):
    response = producer_client.post(reverse(LIST), data)

    assert response.status_code in {200, 302, 400}
    assert Episode.objects.count() == 1


@pytest.mark.parametrize("model", ["guest", "programme"])
def test_nul_bytes_in_the_smaller_forms_are_refused(producer_client, model):
    row = make_guest() if model == "guest" else make_programme()
    url = reverse(f"admin:episodes_{model}_change", args=[row.pk])
    form = filled_in(producer_client.get(url), f"{model}_form")
    assert form

    for name in form:
        response = producer_client.post(url, form | {name: "a\x00b"})

        assert "Please correct the error" in response.text


def test_an_episode_nobody_commented_on_can_be_deleted(producer_client, episode):
    make_panelist(episode)
    url = reverse("admin:episodes_episode_delete", args=[episode.pk])

    assert "Are you sure" in producer_client.get(url).text
    assert producer_client.post(url, {"post": "yes"}).status_code == 302
    assert not Episode.objects.exists()


def test_viewers_words_are_not_deleted_with_an_episode(producer_client, episode):
    make_comment(episode)
    url = reverse("admin:episodes_episode_delete", args=[episode.pk])

    assert producer_client.post(url, {"post": "yes"}).status_code == 403
    assert Episode.objects.exists()


def test_who_may_only_look_changes_nothing(client, episode):
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(*_rights("view_episode"))
    client.force_login(user)

    assert client.get(change_url(episode)).status_code == 200
    assert client.post(change_url(episode), {"headline": "Mine"}).status_code == 403


def _rights(*codenames):

    return Permission.objects.filter(codename__in=codenames)
