from django.contrib.auth.models import Group

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
