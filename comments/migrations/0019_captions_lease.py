from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0018_upload_metadata"),
    ]

    operations = [
        migrations.AddField(
            model_name="captions",
            name="lease_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
