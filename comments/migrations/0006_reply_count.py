from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count(apps, schema_editor):
    comments = apps.get_model("comments", "Comment").objects
    public = comments.filter(root=OuterRef("pk"), published_at__isnull=False)
    counted = public.order_by().values("root").annotate(n=Count("pk")).values("n")
    comments.filter(listed_at__isnull=False).update(
        reply_count=Coalesce(Subquery(counted), 0)
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_producers_conversation")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="reply_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
