from django.db import migrations


def note_undone(apps, schema_editor):
    batches = apps.get_model("exchanges", "ImportBatch").objects
    batches.filter(undone_at__isnull=False).update(state="undone")


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0012_add_steps_of_imports")]

    operations = [migrations.RunPython(note_undone, migrations.RunPython.noop)]
