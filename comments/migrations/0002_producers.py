"""The group "Producers", with exactly the rights that producers need."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "episodes": {
        "programme": ["view", "change"],
        "episode": ["view", "add", "change", "delete"],
        "guest": ["view", "add", "change"],
        "panelist": ["view", "add", "change", "delete"],
        "relatedlink": ["view", "add", "change", "delete"],
    },
    "comments": {
        "comment": ["view", "change"],
        "discussion": ["view", "change"],
        "moderationaction": ["view"],
        "problemreport": ["view", "change"],
        "release": ["view"],
        "video": ["view"],
    },
}


def create_group(apps, schema_editor):
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(
        name="Producers"
    )
    permission = apps.get_model("auth", "Permission").objects
    for app_label, models in RIGHTS.items():
        config = apps.get_app_config(app_label)
        # Django makes permissions after the last migration; they are needed now.
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
        for model, verbs in models.items():
            codenames = [f"{verb}_{model}" for verb in verbs]
            group.permissions.add(
                *permission.filter(
                    content_type__app_label=app_label, codename__in=codenames
                )
            )


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name="Producers").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(create_group, remove_group)]
