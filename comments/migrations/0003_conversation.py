"""The conversation: likes, reports, revisions, viewers and what they may do."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comments.models.viewer


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_producers"),
        ("episodes", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Viewer",
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
                (
                    "email",
                    models.EmailField(
                        max_length=254, unique=True, verbose_name="e-mail"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=comments.models.viewer.new_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "proved_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="proved"),
                ),
            ],
            options={
                "verbose_name": "viewer",
                "verbose_name_plural": "viewers",
            },
        ),
        migrations.CreateModel(
            name="WordList",
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
                (
                    "banned",
                    models.TextField(
                        blank=True,
                        help_text="One a line, whole words or phrases. Case, accents and look-alike letters don't matter. A viewer is asked once to write it otherwise; a comment with one is never approved in bulk.",
                        verbose_name="banned words",
                    ),
                ),
                (
                    "suspect",
                    models.TextField(
                        blank=True,
                        help_text="One a line. A viewer is asked once; then a producer sees which.",
                        verbose_name="suspect words",
                    ),
                ),
            ],
            options={
                "verbose_name": "word list",
                "verbose_name_plural": "word lists",
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="client",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="comment",
            name="edited_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="has_video",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="comment",
            name="held_for",
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="comment",
            name="like_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="comment",
            name="notices",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="comment",
            name="picked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="report_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="comment",
            name="waiting",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="discussion",
            name="arrivals",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="discussion",
            name="has_new_likes",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="discussion",
            name="mode",
            field=models.CharField(
                choices=[
                    ("before", "A producer reads everything first"),
                    ("trusted", "Trusted viewers appear at once"),
                ],
                default="before",
                help_text="Videos are always watched first.",
                max_length=10,
                verbose_name="moderation",
            ),
        ),
        migrations.AlterField(
            model_name="comment",
            name="visitor",
            field=models.CharField(max_length=32),
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
                    ("kept", "Kept, though reported"),
                    ("picked", "Picked"),
                    ("unpicked", "No longer picked"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="AddressBan",
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
                (
                    "client",
                    models.CharField(db_index=True, editable=False, max_length=64),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("until", models.DateTimeField(verbose_name="until")),
                (
                    "made_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="since"),
                ),
                (
                    "lifted_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="lifted"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "held address",
                "verbose_name_plural": "held addresses",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Like",
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
                ("visitor", models.CharField(max_length=32)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="likes",
                        to="comments.comment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Report",
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
                ("visitor", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (
                                "threat",
                                "It threatens somebody, or somebody is in danger",
                            ),
                            ("child", "It concerns a child"),
                            ("identifies", "It shows who or where somebody is"),
                            ("false", "It is false about me"),
                            ("hate", "It shows contempt for people for what they are"),
                            ("spam", "It is advertising or spam"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                (
                    "details",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="in your words"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="received"),
                ),
                (
                    "handled_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="handled at"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="comments.comment",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
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
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "place",
                    models.CharField(blank=True, max_length=80, verbose_name="place"),
                ),
                ("body", models.TextField(blank=True, verbose_name="words")),
                ("held_for", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("refused_at", models.DateTimeField(null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Sanction",
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
                (
                    "digest",
                    models.CharField(db_index=True, editable=False, max_length=64),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("suspension", "Suspension: everything is read first"),
                            ("ban", "Ban: may not write"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="The viewer reads it.",
                        max_length=300,
                        verbose_name="reason",
                    ),
                ),
                ("until", models.DateTimeField(verbose_name="until")),
                (
                    "made_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="since"),
                ),
                (
                    "lifted_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="lifted"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "viewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sanctions",
                        to="comments.viewer",
                    ),
                ),
            ],
            options={
                "verbose_name": "sanction",
                "verbose_name_plural": "sanctions",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="viewer",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="comments",
                to="comments.viewer",
                verbose_name="viewer",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("listed_at__isnull", False)),
                fields=["episode", "-like_count", "-id"],
                name="thread_liked",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(
                    ("has_video", True),
                    ("listed_at__isnull", False),
                    ("published_at__isnull", False),
                ),
                fields=["episode", "-listed_at", "-id"],
                name="thread_videos",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(
                    ("has_video", True),
                    ("listed_at__isnull", False),
                    ("published_at__isnull", False),
                ),
                fields=["episode", "-like_count", "-id"],
                name="thread_videos_liked",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(
                    ("picked_at__isnull", False), ("published_at__isnull", False)
                ),
                fields=["episode", "-picked_at"],
                name="thread_picked",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("waiting__isnull", False)),
                fields=["created_at"],
                name="queue_edits",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("report_count__gt", 0)),
                fields=["created_at"],
                name="queue_reported",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["visitor", "created_at"], name="sent_by_visitor"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("client", ""), _negated=True),
                fields=["client", "created_at"],
                name="sent_from_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("waiting", None), ("status", "approved"), _connector="OR"
                ),
                name="an_edit_waits_behind_what_is_approved",
            ),
        ),
        migrations.AddField(
            model_name="wordlist",
            name="programme",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="word_list",
                to="episodes.programme",
                verbose_name="programme",
            ),
        ),
        migrations.AddConstraint(
            model_name="like",
            constraint=models.UniqueConstraint(
                models.F("comment"), models.F("visitor"), name="one_like_a_visitor"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                models.F("comment"), models.F("visitor"), name="one_report_a_visitor"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                models.F("comment"), models.F("number"), name="one_revision_a_number"
            ),
        ),
    ]
