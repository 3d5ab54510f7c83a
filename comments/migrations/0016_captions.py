import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0015_failed_clips_left_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Captions",
            fields=[
                (
                    "video",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="captions",
                        serialize=False,
                        to="comments.video",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\\Z"
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                ("draft", models.JSONField(default=list, editable=False)),
                ("public", models.JSONField(editable=False, null=True)),
                ("proposed", models.JSONField(editable=False, null=True)),
                ("words", models.TextField(blank=True, editable=False)),
                (
                    "machine",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not asked"),
                            ("listening", "Being drafted"),
                            ("drafted", "Drafted by machine"),
                            ("nothing", "Nothing was heard"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="draft",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="changed"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "captions",
                "verbose_name_plural": "captions",
            },
        ),
        migrations.CreateModel(
            name="Pulse",
            fields=[
                (
                    "machine",
                    models.CharField(max_length=255, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AlterField(
            model_name="moderationaction",
            name="action",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("approved", "Approved"),
                    ("rejected", "Rejected"),
                    ("hidden", "Hidden"),
                    ("withdrawn", "Withdrawn by its author"),
                    ("edited", "Edited by its author"),
                    ("old taken down", "Old version taken down"),
                    ("clip left out", "Failed clip left out by its author"),
                    ("kept", "Kept, though reported"),
                    ("picked", "Picked"),
                    ("unpicked", "No longer picked"),
                    ("captioned", "Captions published"),
                    ("captions down", "Captions taken down"),
                    ("captions corrected", "Captions corrected by its author"),
                    ("correction refused", "Correction of captions refused"),
                ],
                max_length=20,
            ),
        ),
    ]
