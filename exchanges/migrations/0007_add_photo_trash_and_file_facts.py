import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0006_add_photo_order_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="file_name",
            field=models.CharField(
                blank=True, editable=False, max_length=255, verbose_name="name of the file"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="file_size",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="size in bytes"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="is_date_right",
            field=models.BooleanField(
                default=False,
                help_text="The photo was taken outside the dates of its record, and that is so.",
                verbose_name="date is right",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="likeness",
            field=models.BigIntegerField(
                blank=True,
                editable=False,
                help_text="A perceptual hash of 64 bits; pictures that look alike differ in few.",
                null=True,
                verbose_name="likeness",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="offered",
            field=models.JSONField(
                blank=True,
                default=dict,
                editable=False,
                help_text="What the file says of itself, by field; a person takes it over or not.",
                verbose_name="texts in the file",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="removed",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="Kinds of metadata that the original has and no public file carries.",
                verbose_name="removed",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="trashed_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="moved to the trash at"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="trashed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="moved to the trash by",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="withdrawn at"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="withdrawn by",
            ),
        ),
        migrations.AlterField(
            model_name="photo",
            name="release_state",
            field=models.CharField(
                choices=[
                    ("not_reviewed", "Not reviewed"),
                    ("released", "Released"),
                    ("withdrawn", "Withdrawn"),
                    ("trashed", "In the trash"),
                ],
                default="not_reviewed",
                max_length=12,
                verbose_name="release",
            ),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(fields=["sha256"], name="photo_same_file"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("release_state", "trashed"), ("trashed_at__isnull", False)),
                    models.Q(
                        models.Q(("release_state", "trashed"), _negated=True),
                        ("trashed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="photo_trashed_at_a_time",
            ),
        ),
    ]
