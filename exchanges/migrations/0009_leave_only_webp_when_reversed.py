from django.db import migrations


def remove_other_formats(apps, schema_editor):
    """Before formats there was one file per width; the others can be made again."""
    apps.get_model("exchanges", "Rendition").objects.exclude(use="page", format="webp").delete()


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0008_add_rendition_formats")]

    operations = [migrations.RunPython(migrations.RunPython.noop, remove_other_formats)]
