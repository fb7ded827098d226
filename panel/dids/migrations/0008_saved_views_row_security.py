from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("dids", "0007_inventory_list")]

    operations = [guard("dids_savedview")]
