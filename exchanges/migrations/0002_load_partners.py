from django.db import migrations

from exchanges.reference.loading import load_partners


def load(apps, schema_editor):
    load_partners(
        apps.get_model("exchanges", "Partner"),
        apps.get_model("exchanges", "PartnerAlias"),
        apps.get_model("exchanges", "Membership"),
    )


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_initial")]

    # Going back leaves the rows: records point to them, and going forward adds only missing ones.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
