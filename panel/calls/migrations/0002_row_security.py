from django.db import migrations

from panel.tenancy.rls import guard


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_calls")]

    operations = [
        guard("calls_callrecord", client_column="client_id"),
        guard("calls_callhour"),
    ]
