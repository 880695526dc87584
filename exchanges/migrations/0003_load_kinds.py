from django.db import migrations

from exchanges.reference.loading import load_kinds


def load(apps, schema_editor):
    load_kinds(apps.get_model("exchanges", "Kind"), apps.get_model("exchanges", "KindAlias"))


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0002_load_partners")]

    # Going back leaves the rows: records point to them, and going forward adds only missing ones.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
