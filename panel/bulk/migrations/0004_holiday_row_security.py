from django.db import migrations

from panel.tenancy.rls import crossing, guard


class Migration(migrations.Migration):
    dependencies = [("bulk", "0003_holidays"), ("holidays", "0002_row_security")]

    operations = [
        guard("bulk_holidayrun"),
        # A day either side: which day it is where the calendar hangs is looked at closely inside of the organization's scope.
        crossing(
            "patchbay_following_holidays",
            "at_time timestamptz",
            "SETOF uuid",
            "SELECT organization_id FROM bulk_holidayrun WHERE ended_at IS NULL "
            "UNION SELECT p.organization_id FROM bulk_playbook p JOIN holidays_holiday h "
            "ON h.organization_id = p.organization_id AND h.calendar_id = p.calendar_id "
            "WHERE h.day BETWEEN (at_time AT TIME ZONE 'UTC')::date - 1 AND (at_time AT TIME ZONE 'UTC')::date + 1",
        ),
    ]
