import django.db.models.deletion
from django.db import migrations, models

import comments.models.upload


def have_all_of_it(apps, schema_editor):
    """Until now a row was made when all of its file had come."""
    uploads = apps.get_model("comments", "Upload").objects
    uploads.update(offset=models.F("size"))


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0013_feed_newest"),
    ]

    operations = [
        migrations.CreateModel(
            name="Piece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("offset", models.PositiveBigIntegerField()),
                ("size", models.PositiveBigIntegerField()),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to=comments.models.upload.piece_path
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="upload",
            name="expires_at",
            field=models.DateTimeField(
                db_index=True, default=comments.models.upload.in_an_hour
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="lease_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="upload",
            name="offset",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.RunPython(have_all_of_it, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name="upload",
            name="token",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="video",
            name="is_quiet",
            field=models.BooleanField(default=False, verbose_name="very quiet"),
        ),
        migrations.AddField(
            model_name="video",
            name="settled_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="upload",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True),
        ),
        migrations.AlterField(
            model_name="upload",
            name="file",
            field=models.FileField(
                blank=True,
                max_length=200,
                upload_to=comments.models.upload.original_path,
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset__lte", models.F("size"))),
                name="no_more_comes_than_announced",
            ),
        ),
        migrations.AddField(
            model_name="piece",
            name="upload",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pieces",
                to="comments.upload",
            ),
        ),
        migrations.AddConstraint(
            model_name="piece",
            constraint=models.UniqueConstraint(
                models.F("upload"), models.F("offset"), name="one_piece_an_offset"
            ),
        ),
    ]
