from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("dids", "0009_tallies")]

    operations = [guard("dids_didtally")]
