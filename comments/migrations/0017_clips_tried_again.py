from django.db import migrations, models


def settle_those_of_old(apps, schema_editor):
    """When they were ready or failed wasn't written down: soon after they came."""
    videos = apps.get_model("comments", "Video").objects
    settled = videos.filter(state__in=["ready", "failed"], settled_at=None)
    settled.update(settled_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0016_captions"),
    ]

    operations = [
        migrations.AddField(
            model_name="video",
            name="retries",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(
            settle_those_of_old, migrations.RunPython.noop, elidable=True
        ),
    ]
