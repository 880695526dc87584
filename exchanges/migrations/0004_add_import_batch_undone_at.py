from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0003_load_kinds")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="undone at"),
        ),
    ]
