"""Celery entry points of batches: the dry run, and applying."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop as _

from panel.bulk import applying, dry_run, services
from panel.bulk.models import Batch, BatchState, RowState
from panel.jobs.task import JobRun, job_task

SOON, LATER = 1.0, 4.0  # seconds until the next turn: while something moves, and while it does not


@job_task(services.PLAN_JOB)
def plan(run: JobRun) -> None:
    """Make and plan every row of the batch."""
    batch_id = _batch_of(run)
    outcome = dry_run.run(run.organization_id, batch_id, run.progress)
    with run.scope():
        batch = Batch.objects.filter(pk=batch_id).first()
        if batch is None:
            return
        services.planned(batch, run.job.asked_by)
    if outcome == BatchState.REFUSED:
        run.partial(batch.problem, **batch.problem_values)
    else:
        run.finish(_("The dry run is ready."))


@job_task(services.APPLY_JOB)
def apply(run: JobRun) -> None:
    """One turn of a batch; the next one follows soon, until every row has come to its end."""
    with run.scope():
        standing = applying.advance(_batch_of(run), run.job.asked_by)
    run.progress(standing.done, standing.total)
    if not standing.ended:
        run.again_after(SOON if standing.moved else LATER)
        return
    failed = standing.counts.get(RowState.FAILED, 0)
    run.count(changed=standing.counts.get(RowState.DONE, 0), failed=failed)
    waiting = standing.counts.get(RowState.READY, 0)
    if waiting:
        run.partial(_("Stopped. %(waiting)s rows were not sent."), waiting=waiting)
    elif failed:
        run.partial(_("Ended. %(failed)s rows failed; the others are done."), failed=failed)
    else:
        run.finish(_("All rows are done."))


def _batch_of(run: JobRun) -> UUID:
    return UUID(run.job.arguments["batch"])
