from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("dids", "0001_dids")]

    operations = [
        guard("dids_did", client_column="client_id"),
    ]
