"""The life of a job. Each step is a guarded UPDATE in the organization's scope, so that a task delivered twice runs once.

queued → running → succeeded | partial | failed | errored | needs_person
           ↑ ↓
         waiting                      (a temporary failure; next_try_at says when)
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from panel.accounts.models import User
from panel.audit import services as audit
from panel.connections.models import Connection
from panel.jobs.models import IN_FLIGHT, Job, JobLogLine, JobState, LogLevel
from panel.jobs.queue import enqueue
from panel.tenancy.scope import current_organization_id

SIGN_OF_LIFE = timedelta(seconds=settings.JOB_SILENCE_SECONDS)
"""A running job that was silent for longer is taken for dead. Runs give a sign at every step they make."""

FIRST_DELAY, LONGEST_DELAY = 10.0, 240.0  # seconds; below the visibility time-out of the broker
MOST_TAKEOVERS = 5

Value = str | int | Mapping[str, str]  # the last one: `panel.ui.words.stored_money`


class TakenAway(Exception):
    """The job is no longer this run's: it was taken over after a long silence, or ended. Whoever meets this stops."""


class AlreadyRunning(Exception):
    """One of this kind is in flight for the account; `job` is it."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"{job.kind} is running")
        self.job = job


def start_job(
    *,
    kind: str,
    connection: Connection | None = None,
    by: User | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Job:
    """Make the row; its task is sent when the transaction commits. Raises `AlreadyRunning`."""
    organization_id = current_organization_id()
    try:
        with transaction.atomic():
            job = Job.objects.create(
                organization_id=organization_id,
                kind=kind,
                connection=connection,
                asked_by=by,
                arguments=dict(arguments or {}),
            )
    except IntegrityError:
        running = Job.objects.filter(kind=kind, connection=connection, state__in=IN_FLIGHT).first()
        if running is None:
            raise
        raise AlreadyRunning(running) from None
    send(job)
    return job


def send(job: Job, *, delay: float = 0) -> None:
    awaited = job.asked_by_id is not None and job.kind not in settings.LONG_JOBS
    enqueue(job.kind, organization_id=job.organization_id, job_id=str(job.pk), delay=delay, awaited=awaited)


def claim(job_id: UUID) -> Job | None:
    """Take the job for this run: waiting ones, and running ones whose worker went silent. None: not ours to run."""
    now = timezone.now()
    mine = Job.objects.filter(pk=job_id, state__in=[JobState.QUEUED, JobState.WAITING])
    abandoned = Job.objects.filter(pk=job_id, state=JobState.RUNNING, seen_at__lt=now - SIGN_OF_LIFE)
    for rows in (mine, abandoned):
        if rows.update(
            state=JobState.RUNNING,
            started_at=now,
            seen_at=now,
            attempts=F("attempts") + 1,
            next_try_at=None,
            message="",
        ):
            return Job.objects.select_related("connection", "asked_by").get(pk=job_id)
    return None


def write_log(job: Job, message: str, level: str = LogLevel.INFO, **values: Value) -> None:
    """`message` is an English msgid with %(name)s places for `values`."""
    JobLogLine.objects.create(
        organization_id=job.organization_id, job=job, level=level, message=message[:2000], values=values
    )


def show_life(job: Job, **fields: Any) -> None:
    """A sign of life of the run that `job` was claimed for. Raises `TakenAway`."""
    if not _held(job).update(seen_at=timezone.now(), **fields):
        raise TakenAway


def _held(job: Job) -> QuerySet[Job]:
    """The row, as long as the run that counted this attempt has it: each claim counts one."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def end(
    job: Job,
    state: JobState,
    *,
    message: str,
    values: Mapping[str, Value] | None = None,
    error_kind: str = "",
    asks: Mapping[str, int] | None = None,
) -> None:
    """Close the job, if this run still has it. What it found takes the place of what waits for a person.

    `asks`: what a person is asked to approve, as a count by the name of a part; kept for `approve`.
    """
    asked = {"arguments": {**job.arguments, "asks": dict(asks)}} if asks else {}
    closed = _held(job).update(
        **asked,
        state=state,
        message=message,
        message_values=dict(values or {}),
        error_kind=error_kind,
        finished_at=timezone.now(),
        next_try_at=None,
    )
    if closed and state in (JobState.SUCCEEDED, JobState.PARTIAL, JobState.NEEDS_PERSON):
        _supersede(job)


def _supersede(job: Job) -> None:
    Job.objects.filter(kind=job.kind, connection=job.connection, state=JobState.NEEDS_PERSON).exclude(pk=job.pk).update(
        state=JobState.CANCELLED, message=SUPERSEDED, message_values={}
    )


def wait_and_try_again(
    job: Job, *, message: str, values: Mapping[str, Value], error_kind: str, retry_after: float | None
) -> None:
    """Back to the queue with back-off and jitter; never sooner than the provider asked."""
    delay = delay_for(job.attempts, retry_after)
    next_try_at = timezone.now() + timedelta(seconds=delay)
    waits = _held(job).update(
        state=JobState.WAITING,
        message=message,
        message_values=dict(values),
        error_kind=error_kind,
        next_try_at=next_try_at,
        seen_at=timezone.now(),
    )
    if waits:
        send(job, delay=delay)


def wait_for_next_turn(job: Job, delay: float) -> None:
    """Back to the queue after a turn that went well, so it is no attempt that counts: only runs that died do."""
    waits = _held(job).update(
        state=JobState.WAITING,
        attempts=F("attempts") - 1,
        next_try_at=timezone.now() + timedelta(seconds=delay),
        seen_at=timezone.now(),
    )
    if waits:
        send(job, delay=delay)


def delay_for(attempts: int, retry_after: float | None) -> float:
    """Seconds: doubling from 10 s with jitter, or what the provider asked for; four minutes at most, the broker's patience."""
    backoff: float = FIRST_DELAY * 2 ** max(0, attempts - 1) * random.uniform(0.8, 1.2)  # noqa: S311
    return min(LONGEST_DELAY, max(backoff, retry_after or 0))


def cancel(*, job: Job, by: User) -> bool:
    """Stop a job that has not begun or waits. False when it is too late."""
    stopped = Job.objects.filter(pk=job.pk, state__in=[JobState.QUEUED, JobState.WAITING]).update(
        state=JobState.CANCELLED, finished_at=timezone.now(), next_try_at=None
    )
    if stopped:
        audit.record(verb="jobs.cancelled", object_type="job", object_id=job.pk, label=job.kind, by=by)
    return bool(stopped)


def approve(*, job: Job, by: User) -> Job | None:
    """A person says yes to what a job found too risky: it is run again with that said. None when it was decided already.

    The yes is for what was shown: should more be gone by then, a person is asked again. Raises `AlreadyRunning`.
    """
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, state=JobState.NEEDS_PERSON).update(state=JobState.PARTIAL):
            return None
        given = {name: value for name, value in job.arguments.items() if name != "asks"}
        arguments = {**given, "approved": job.arguments.get("asks", {})}
        again = start_job(kind=job.kind, connection=job.connection, by=by, arguments=arguments)
    audit.record(verb="jobs.approved", object_type="job", object_id=job.pk, label=job.kind, by=by)
    return again


def leave(*, job: Job, by: User) -> bool:
    """A person says no: what the job found is left as it is. False when it was decided already."""
    left = Job.objects.filter(pk=job.pk, state=JobState.NEEDS_PERSON).update(
        state=JobState.CANCELLED, message=LEFT, message_values={}
    )
    if left:
        audit.record(verb="jobs.left", object_type="job", object_id=job.pk, label=job.kind, by=by)
    return bool(left)


def sweep(job: Job) -> None:
    """A job that gave no sign of life: its message was lost or its worker died. Send it again, but not for ever."""
    if job.attempts >= MOST_TAKEOVERS and job.state == JobState.RUNNING:
        end(job, JobState.ERRORED, message=STOPPED_SILENTLY, error_kind="silent")
        return
    Job.objects.filter(pk=job.pk).exclude(state=JobState.RUNNING).update(seen_at=timezone.now())
    send(job)


PAUSED_MEANWHILE = _("The account was paused or disconnected in the meantime. Nothing was asked.")
LEFT = _("It was left as it is. The next run looks again.")
SUPERSEDED = _("A later run took its place.")
STOPPED_SILENTLY = _("The work stopped several times without an answer. Nothing is lost; it can be started again.")
