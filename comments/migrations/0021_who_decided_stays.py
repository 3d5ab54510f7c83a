from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("comments", "0020_logged_by_number"),
    ]

    operations = [
        migrations.AlterField(
            model_name="moderationaction",
            name="by",
            field=models.ForeignKey(
                settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True
            ),
        ),
    ]
