from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_queue_decided")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["episode", "-published_at", "-id"],
                name="feed_newest",
                condition=Q(published_at__isnull=False),
            ),
        ),
    ]
