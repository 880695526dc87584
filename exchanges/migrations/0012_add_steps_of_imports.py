import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import exchanges.models.photo


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0011_add_programme_spellings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="row in the file")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("error", "Error"),
                            ("dup", "Possible duplicate"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("cells", models.JSONField(default=list, verbose_name="cells")),
                ("problems", models.JSONField(blank=True, default=list, verbose_name="problems")),
                (
                    "changes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Column, old and new value of each.",
                        verbose_name="changes",
                    ),
                ),
                (
                    "twin_line",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="row of the file that it may repeat"
                    ),
                ),
                (
                    "likeness",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="likeness in per cent"
                    ),
                ),
            ],
            options={
                "verbose_name": "checked row",
                "verbose_name_plural": "checked rows",
                "ordering": ["batch", "line"],
            },
        ),
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                (
                    "headers",
                    models.JSONField(
                        default=list,
                        help_text="The headers of the file it was made for.",
                        verbose_name="headers",
                    ),
                ),
                (
                    "mapping",
                    models.JSONField(
                        default=dict,
                        help_text="The column of this site for each header; empty where it is not imported.",
                        verbose_name="columns",
                    ),
                ),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="options")),
                (
                    "used_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last used at"),
                ),
                ("used_count", models.PositiveIntegerField(default=0, verbose_name="times used")),
            ],
            options={
                "verbose_name": "import profile",
                "verbose_name_plural": "import profiles",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="NameDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("partner", "partner"),
                            ("kind", "kind"),
                            ("programme", "programme"),
                            ("field", "field of capacity building"),
                        ],
                        max_length=9,
                        verbose_name="of",
                    ),
                ),
                (
                    "tool",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("people", "Cooperation and exchanges among people"),
                            ("troops", "Cooperation and exchanges among troops"),
                            ("capacity", "Capacity building"),
                            ("equipment", "Defense equipment and technical cooperation"),
                            ("agreements", "Conclusion of defense cooperation agreements"),
                        ],
                        max_length=10,
                        verbose_name="tool",
                    ),
                ),
                ("spelling", models.CharField(max_length=200, verbose_name="spelling")),
                ("normalised", models.CharField(editable=False, max_length=200)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("note", "keep as text on the record"),
                            ("reject", "leave the row out"),
                        ],
                        max_length=6,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(auto_now=True, verbose_name="decided at")),
            ],
            options={
                "verbose_name": "decision on a name",
                "verbose_name_plural": "decisions on names",
                "ordering": ["of", "spelling"],
            },
        ),
        migrations.AddField(
            model_name="importbatch",
            name="corrections",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="What was written in place of a cell, by row of the file and header.",
                verbose_name="corrected cells",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="decisions",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="What becomes of rows that may repeat a record, by row of the file.",
                verbose_name="decisions",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="done_rows",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Rows that were checked, or written for good, from the first on.",
                verbose_name="rows done",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="file",
            field=models.FileField(
                blank=True,
                max_length=200,
                storage=exchanges.models.photo.originals_storage,
                upload_to="imports/%Y/%m",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="alive_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the check or the run last said how far it is.",
                null=True,
                verbose_name="last sign of life",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="problem",
            field=models.TextField(
                blank=True, help_text="Why the import failed or stopped.", verbose_name="problem"
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("columns", "Columns to be settled"),
                    ("names", "Names to be settled"),
                    ("checking", "Being checked"),
                    ("checked", "Checked"),
                    ("waiting", "Waiting to run"),
                    ("running", "Running"),
                    ("done", "Imported"),
                    ("stopped", "Stopped"),
                    ("failed", "Failed"),
                    ("undone", "Undone"),
                ],
                default="done",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("created", "created"),
                    ("updated", "updated"),
                    ("rejected", "rejected"),
                    ("held", "held until corrected"),
                ],
                max_length=8,
                verbose_name="outcome",
            ),
        ),
        migrations.AddField(
            model_name="checkedrow",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="checked_rows",
                to="exchanges.importbatch",
                verbose_name="import",
            ),
        ),
        migrations.AddField(
            model_name="checkedrow",
            name="twin",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="exchanges.activity",
                verbose_name="record that it may repeat",
            ),
        ),
        migrations.AddField(
            model_name="importprofile",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="importprofile",
            name="used_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="last used by",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="profile",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="batches",
                to="exchanges.importprofile",
                verbose_name="profile",
            ),
        ),
        migrations.AddField(
            model_name="namedecision",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddIndex(
            model_name="checkedrow",
            index=models.Index(fields=["batch", "outcome", "line"], name="checked_row_outcome"),
        ),
        migrations.AddConstraint(
            model_name="checkedrow",
            constraint=models.UniqueConstraint(fields=("batch", "line"), name="checked_row_once"),
        ),
        migrations.AddConstraint(
            model_name="namedecision",
            constraint=models.UniqueConstraint(
                fields=("of", "tool", "normalised"), name="name_decided_once"
            ),
        ),
    ]
