from django.contrib.auth.models import Group, User
from django.urls import reverse

from comments.models import ModerationAction

from .factories import make_comment, make_producer

RIGHTS = {
    "programme": {"view", "change"},
    "episode": {"view", "add", "change", "delete"},
    "guest": {"view", "add", "change"},
    "panelist": {"view", "add", "change", "delete"},
    "relatedlink": {"view", "add", "change", "delete"},
    "comment": {"view", "change"},
    "discussion": {"view", "change"},
    "moderationaction": {"view"},
    "problemreport": {"view", "change"},
    "release": {"view"},
    "video": {"view"},
    "report": {"view"},
    "revision": {"view"},
    "viewer": {"view"},
    "addressban": {"view", "add", "change"},
    "sanction": {"view", "add", "change"},
    "wordlist": {"view", "add", "change"},
}


def test_producers_have_exactly_the_rights_they_need(db):
    rights = Group.objects.get(name="Producers").permissions.values_list(
        "codename", flat=True
    )

    assert set(rights) == {
        f"{verb}_{model}" for model, verbs in RIGHTS.items() for verb in verbs
    }


def test_who_has_decided_stays_on_record(client, episode):
    amal, basim = make_producer("amal"), make_producer("basim")
    make_comment(episode, approved_by=amal)
    client.force_login(User.objects.create_superuser("root"))

    for user in (amal, basim):
        address = reverse("admin:auth_user_delete", args=[user.pk])
        client.post(address, {"post": "yes"})

    assert set(User.objects.values_list("username", flat=True)) == {"root", "amal"}
    assert ModerationAction.objects.get(action="approved").by == amal
