import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import exchanges.models.photo


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0009_leave_only_webp_when_reversed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=43, unique=True, verbose_name="token")),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="What was uploaded together in one archive.",
                        max_length=43,
                        verbose_name="group",
                    ),
                ),
                (
                    "original",
                    models.FileField(
                        max_length=200,
                        storage=exchanges.models.photo.originals_storage,
                        upload_to="originals/%Y/%m",
                        verbose_name="file",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="name of the file")),
                ("file_size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                ("likeness", models.BigIntegerField(null=True, verbose_name="likeness")),
                (
                    "offered",
                    models.JSONField(blank=True, default=dict, verbose_name="texts in the file"),
                ),
                ("removed", models.JSONField(blank=True, default=list, verbose_name="removed")),
                (
                    "texts",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the table of captions of an archive says of the picture, by field.",
                        verbose_name="texts beside the file",
                    ),
                ),
                (
                    "preview_name",
                    models.CharField(blank=True, max_length=60, verbose_name="name of the preview"),
                ),
                (
                    "preview_width",
                    models.PositiveIntegerField(default=0, verbose_name="width of the preview"),
                ),
                (
                    "preview_height",
                    models.PositiveIntegerField(default=0, verbose_name="height of the preview"),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        auto_now_add=True, db_index=True, verbose_name="uploaded at"
                    ),
                ),
            ],
            options={
                "verbose_name": "uploaded photo",
                "verbose_name_plural": "uploaded photos",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="photoupload",
            name="activity",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="exchanges.activity",
                verbose_name="activity",
            ),
        ),
        migrations.AddField(
            model_name="photoupload",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uploaded by",
            ),
        ),
    ]
