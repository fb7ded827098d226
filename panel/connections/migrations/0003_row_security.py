from django.db import migrations

from panel.tenancy.rls import crossing, guard


class Migration(migrations.Migration):
    dependencies = [("connections", "0002_plan_last_job")]

    operations = [
        guard("connections_connection"),
        guard("connections_syncplan"),
        guard("connections_exchange"),
        # In turns: the first due plan of each organization, then the second of each, and so on.
        crossing(
            "patchbay_due_sync_plans",
            "at_time timestamptz, most integer",
            "TABLE (organization_id uuid, id uuid)",
            "SELECT due.organization_id, due.id FROM ("
            "SELECT p.organization_id, p.id, p.next_due_at, row_number() OVER "
            "(PARTITION BY p.organization_id ORDER BY p.next_due_at, p.id) AS turn "
            "FROM connections_syncplan p JOIN connections_connection c ON c.id = p.connection_id "
            "WHERE p.enabled AND c.state = 'active' AND p.next_due_at <= at_time "
            "AND (p.lease_until IS NULL OR p.lease_until < at_time)"
            ") due ORDER BY due.turn, due.next_due_at LIMIT most",
        ),
    ]
