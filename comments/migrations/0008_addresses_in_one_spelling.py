from django.db import migrations
from django.db.models.functions import Lower


def spell_alike(apps, schema_editor):
    comments = apps.get_model("comments", "Comment").objects
    comments.exclude(email="").update(email=Lower("email"))


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_mails")]

    operations = [migrations.RunPython(spell_alike, migrations.RunPython.noop)]
