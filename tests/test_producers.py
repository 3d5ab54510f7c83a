from django.contrib.auth.models import Group


def test_producers_have_exactly_the_rights_they_need(db):
    rights = Group.objects.get(name="Producers").permissions.values_list(
        "codename", flat=True
    )

    assert "change_episode" in rights
    assert "change_comment" in rights
    assert not {"delete_comment", "delete_programme", "change_user"} & set(rights)
    assert len(rights) == 26
