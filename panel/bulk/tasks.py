"""Celery entry points of batches: the dry run, and applying."""

from __future__ import annotations

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.bulk import applying, dry_run, following, services
from panel.bulk.models import Batch, BatchState, RowState
from panel.jobs.models import LogLevel
from panel.jobs.task import JobRun, job_task
from panel.tenancy.crossing import organizations_following_holidays
from panel.tenancy.scope import scope

log = logging.getLogger(__name__)

QUICK, SOON, LATER = 0.25, 1.0, 4.0
"""Seconds until the next turn: of a few rows, or while nothing waits for a provider; of many; and while none of them moves."""


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
        run.again_after(_pause(standing))
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


def _pause(standing: applying.Standing) -> float:
    if standing.more:
        return QUICK
    if not standing.moving:
        return LATER
    return QUICK if standing.total <= services.AT_ONCE else SOON


@shared_task(name="bulk.dispatch_holidays")
def dispatch_holidays(**_: object) -> None:
    """A job for each organization where a holiday begins or has ended. One that cannot begin does not hold up the others."""
    now = timezone.now()
    for organization_id in organizations_following_holidays(now):
        try:
            with scope(organization=organization_id):
                following.start_if_due(now)
        except Exception:
            log.exception("The holidays of organization %s could not be followed", organization_id)


@job_task(following.JOB)
def follow_calendars(run: JobRun) -> None:
    """Put in force what a holiday that has begun asks for, and take back what one that has ended left. Safe to run again."""
    with run.scope():
        playbooks = following.due(timezone.now())
    turned = 0
    for playbook in playbooks:
        try:
            with run.scope():
                turned += following.turn(playbook.pk, timezone.now())
        except services.BulkProblem as problem:
            run.log(_("%(playbook)s: %(reason)s"), LogLevel.WARNING, playbook=playbook.name, reason=str(problem))
    run.count(changed=turned, failed=len(playbooks) - turned)
    if turned == len(playbooks):
        run.finish(_("Every playbook is as its calendar says."))
    else:
        run.partial(_("Some playbooks could not follow their calendar. They are tried again."))


def _batch_of(run: JobRun) -> UUID:
    return UUID(run.job.arguments["batch"])
