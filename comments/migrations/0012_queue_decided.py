from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0011_likeness")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["-decided_at"],
                name="queue_decided",
                condition=models.Q(decided_by__isnull=False),
            ),
        ),
    ]
