from django.db import migrations

from panel.tenancy.rls import crossing, guard


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_jobs")]

    operations = [
        guard("jobs_job"),
        guard("jobs_joblogline"),
        crossing(
            "patchbay_stale_jobs",
            "before timestamptz, most integer",
            "TABLE (organization_id uuid, id uuid)",
            "SELECT j.organization_id, j.id FROM jobs_job j "
            "WHERE j.state IN ('queued', 'running', 'waiting') AND j.seen_at < before "
            "AND (j.next_try_at IS NULL OR j.next_try_at < before) ORDER BY j.seen_at LIMIT most",
        ),
    ]
