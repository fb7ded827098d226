from django.db import migrations

from panel.tenancy.rls import crossing


class Migration(migrations.Migration):
    dependencies = [("ordering", "0002_row_security")]

    operations = [
        crossing(
            "patchbay_waiting_for_orders",
            "at_time timestamptz, looked_before timestamptz",
            "SETOF uuid",
            "SELECT organization_id FROM ordering_hold WHERE held AND NOT ended AND expires_at <= at_time "
            "UNION SELECT organization_id FROM ordering_numberorder WHERE outcome = 'follows' "
            "UNION SELECT organization_id FROM ordering_specialrequest "
            "WHERE state = 'open' AND coalesce(looked_at, created_at) < looked_before",
        )
    ]
