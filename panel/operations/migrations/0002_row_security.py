from django.db import migrations

from panel.tenancy.rls import crossing, guard


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_operations")]

    operations = [
        guard("operations_operation", client_column="client_id"),
        guard("operations_operationevent"),
        crossing(
            "patchbay_due_operations",
            "at_time timestamptz, most integer",
            "TABLE (organization_id uuid, id uuid)",
            "SELECT o.organization_id, o.id FROM operations_operation o "
            "WHERE o.state IN ('queued', 'sending', 'unknown') "
            "AND (o.lease_until < at_time OR (o.lease_until IS NULL AND o.next_at <= at_time)) "
            "ORDER BY coalesce(o.lease_until, o.next_at) LIMIT most",
        ),
    ]
