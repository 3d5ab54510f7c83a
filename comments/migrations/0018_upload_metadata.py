from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0017_clips_tried_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="metadata",
            field=models.CharField(blank=True, editable=False, max_length=1000),
        ),
    ]
