from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_sanctions_in_words")]

    operations = [
        migrations.AddField(
            "comment", "likeness", models.BigIntegerField(editable=False, null=True)
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["likeness", "created_at"],
                condition=models.Q(likeness__isnull=False),
                name="sent_alike",
            ),
        ),
    ]
