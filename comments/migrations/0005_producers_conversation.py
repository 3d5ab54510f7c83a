"""What producers may do with the conversation's new rows."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "addressban": ["view", "add", "change"],
    "report": ["view"],
    "revision": ["view"],
    "sanction": ["view", "add", "change"],
    "viewer": ["view"],
    "wordlist": ["view", "add", "change"],
}


def grant(apps, schema_editor):
    producers = apps.get_model("auth", "Group").objects.get(name="Producers")
    producers.permissions.add(*_permissions(apps))


def revoke(apps, schema_editor):
    producers = apps.get_model("auth", "Group").objects.get(name="Producers")
    producers.permissions.remove(*_permissions(apps))


def _permissions(apps):
    config = apps.get_app_config("comments")
    # Django makes permissions after the last migration; they are needed now.
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    codenames = [f"{verb}_{model}" for model, verbs in RIGHTS.items() for verb in verbs]
    permission = apps.get_model("auth", "Permission").objects
    return permission.filter(content_type__app_label="comments", codename__in=codenames)


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_conversation_begins")]

    operations = [migrations.RunPython(grant, revoke)]
