"""What every background task shares. The retry rule lives here and nowhere else.

    @job_task("dids.sync")
    def sync(run: JobRun) -> None: ...

The function runs outside of any scope. It opens providers, enters `run.scope()` for each piece of storing, and tells its
progress through `run`. It may be run again from the start, or from where it left its own marks, after a worker's death.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext_noop as _

from panel.connections.models import CHECK_JOB, Connection, ConnectionState
from panel.jobs import services
from panel.jobs.models import Job, JobState, LogLevel
from panel.tenancy.scope import scope
from providers.errors import ProviderError, RateLimited, Temporary

log = logging.getLogger(__name__)

REGISTERED: dict[str, Callable[[JobRun], None]] = {}


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended, in an English msgid and its values."""

    state: JobState
    message: str
    values: Mapping[str, services.Value]
    asks: Mapping[str, int] = field(default_factory=dict)


class JobRun:
    """One run of a job, in the hands of its function. Each call stores in a short scope of its own.

    Each is a sign of life too, and raises `services.TakenAway` when another run has the job: then this one stops.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.organization_id: UUID = job.organization_id
        self.ending = End(JobState.SUCCEEDED, "", {})
        self.next_turn: float | None = None
        self._counts: dict[str, int] = {}

    @property
    def connection(self) -> Connection:
        if self.job.connection is None:
            raise TypeError(f"{self.job.kind} has no account")
        return self.job.connection

    @property
    def connection_id(self) -> UUID:
        return self.connection.pk

    @contextmanager
    def scope(self) -> Iterator[None]:
        with scope(organization=self.organization_id):
            yield

    def log(self, message: str, level: str = LogLevel.INFO, **values: services.Value) -> None:
        """`message` is an English msgid; `values` fill its %(name)s places."""
        with self.scope():
            services.show_life(self.job)
            services.write_log(self.job, message, level, **values)

    def progress(self, done: int, total: int | None = None) -> None:
        with self.scope():
            services.show_life(self.job, done=done, total=total)

    def count(self, **amounts: int) -> None:
        """Add to the job's counts: `run.count(new=3, changed=1)`."""
        for name, amount in amounts.items():
            self._counts[name] = self._counts.get(name, 0) + amount
        with self.scope():
            services.show_life(self.job, counts=self._counts)

    def heartbeat(self) -> None:
        with self.scope():
            services.show_life(self.job)

    def finish(self, message: str, **values: services.Value) -> None:
        """The run's last word; without one it simply succeeded."""
        self.ending = End(JobState.SUCCEEDED, message, values)

    def partial(self, message: str, **values: services.Value) -> None:
        self.ending = End(JobState.PARTIAL, message, values)

    def again_after(self, seconds: float) -> None:
        """This run did its turn; the job waits and has another one. What a turn leaves behind must be stored by then."""
        self.next_turn = seconds

    def needs_person(self, message: str, *, asks: Mapping[str, int], **values: services.Value) -> None:
        """`asks`: what a person is to approve, as a count by the name of a part."""
        self.ending = End(JobState.NEEDS_PERSON, message, values, asks)

    def approved(self, part: str) -> int:
        """The count that a person was shown for this part, and approved; 0 when nobody did."""
        return int(self.job.arguments.get("approved", {}).get(part, 0))


def job_task(name: str, *, max_attempts: int = 5) -> Callable[[Callable[[JobRun], None]], Task[Any, None]]:
    """Register the function as the task of jobs of kind `name`. After `max_attempts` a temporary failure is final."""

    def wrap(function: Callable[[JobRun], None]) -> Task[Any, None]:
        REGISTERED[name] = function

        def task(*, organization_id: str, job_id: str, **_: object) -> None:
            run_job(function, UUID(organization_id), UUID(job_id), max_attempts)

        task.__doc__ = function.__doc__
        task.__module__ = function.__module__
        return shared_task(name=name)(task)

    return wrap


def run_job(function: Callable[[JobRun], None], organization_id: UUID, job_id: UUID, max_attempts: int) -> None:
    with scope(organization=organization_id):
        job = services.claim(job_id)
    if job is None:
        log.info("Job %s is not waiting to be run", job_id)
        return
    if job.connection and job.connection.state != ConnectionState.ACTIVE and job.kind != CHECK_JOB:
        with scope(organization=organization_id):
            services.end(job, JobState.CANCELLED, message=services.PAUSED_MEANWHILE)
        return
    run = JobRun(job)
    try:
        function(run)
    except services.TakenAway:
        log.warning("Job %s (%s) was taken over; this run stops", job_id, job.kind)
    except Temporary as problem:
        _try_again(run, problem, max_attempts)
    except SoftTimeLimitExceeded:
        _try_again(run, Temporary(TOOK_LONG, provider=job.connection.provider if job.connection else ""), max_attempts)
    except ProviderError as problem:
        _fail(run, problem)
    except Exception:
        log.exception("Job %s (%s) met an error of ours", job_id, job.kind)
        with run.scope():
            services.write_log(job, UNFORESEEN, LogLevel.ERROR)
            services.end(job, JobState.ERRORED, message=UNFORESEEN, error_kind="unforeseen")
    else:
        with run.scope():
            if run.next_turn is not None:
                services.wait_for_next_turn(job, run.next_turn)
                return
            ending = run.ending
            services.end(job, ending.state, message=ending.message, values=ending.values, asks=ending.asks)


def _try_again(run: JobRun, problem: Temporary, max_attempts: int) -> None:
    if run.job.attempts >= max_attempts:
        _fail(run, problem)
        return
    message, values = told(problem)
    retry_after = problem.retry_after if isinstance(problem, RateLimited) else None
    with run.scope():
        services.write_log(run.job, message, LogLevel.WARNING, **values)
        services.wait_and_try_again(
            run.job, message=message, values=values, error_kind=problem.kind, retry_after=retry_after
        )


def _fail(run: JobRun, problem: ProviderError) -> None:
    message, values = told(problem)
    with run.scope():
        services.write_log(run.job, message, LogLevel.ERROR, **values)
        services.end(run.job, JobState.FAILED, message=message, values=values, error_kind=problem.kind)


def told(problem: ProviderError) -> tuple[str, dict[str, str]]:
    """A provider's error as a stored message: the msgid and its values, or the finished sentence."""
    if problem.message_id:
        return problem.message_id, dict(problem.message_values)
    return problem.public_message, {}


TOOK_LONG = _("This took longer than one run may take. What was read stays; the next try goes on from there.")
UNFORESEEN = _("Patchbay met an error of its own. It was logged; nothing at the provider was changed by it.")
