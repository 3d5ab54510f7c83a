"""What the new columns say of comments that are already there."""

from django.db import migrations
from django.db.models import F


def describe(apps, schema_editor):
    comments = apps.get_model("comments", "Comment").objects
    comments.filter(video__isnull=False).update(has_video=True)
    apps.get_model("comments", "Discussion").objects.update(arrivals=F("comment_count"))


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_conversation")]

    operations = [migrations.RunPython(describe, migrations.RunPython.noop)]
