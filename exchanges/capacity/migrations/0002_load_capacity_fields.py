from django.db import migrations

from exchanges.reference.loading import load_capacity_fields


def load(apps, schema_editor):
    load_capacity_fields(apps.get_model("capacity", "CapacityField"))


class Migration(migrations.Migration):
    dependencies = [("capacity", "0001_initial")]

    # Going back leaves the rows: records point to them, and going forward adds only missing ones.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
