import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0010_add_photo_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("spelling", models.CharField(max_length=200, verbose_name="spelling")),
                ("normalised", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "verbose_name": "spelling of a programme",
                "verbose_name_plural": "spellings of programmes",
                "ordering": ["spelling"],
            },
        ),
        migrations.AddField(
            model_name="programmealias",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="exchanges.programme",
                verbose_name="programme",
            ),
        ),
    ]
