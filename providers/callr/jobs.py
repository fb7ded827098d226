"""Background work of CALLR: methods that end in `_async`, and archiving, answer with the id of a job (section 12)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from providers import errors
from providers.callr import faults, messages, scalars
from providers.callr.client import Client

PAUSE_SECONDS = 1.0  # what CALLR asks pollers for


class JobState(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    CANCELED = "CANCELED"
    DONE = "DONE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands. There is no state for failure: one that is over with an `error` has failed."""

    remote_id: str
    state: JobState
    percent: Decimal | None = None
    result: Any = None
    error: Any = None
    done_at: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def over(self) -> bool:
        return self.state in (JobState.DONE, JobState.CANCELED)

    @property
    def failed(self) -> bool:
        return self.state is JobState.CANCELED or (self.over and self.error is not None)


def get(client: Client, job_id: str) -> Job:
    return client.one("jobs.get", job_from, id=job_id)


def finished(client: Client, job_id: str, *, looks: int = 30, pause: Callable[[float], None] = time.sleep) -> Job:
    """The job when it is over, looked at once a second. `Refused` when it failed, `Unavailable` when it takes longer."""
    for look in range(looks):
        if look:
            pause(PAUSE_SECONDS)
        job = get(client, job_id)
        if job.failed:
            problem = faults.error(errors.Refused, messages.JOB_FAILED, operation="jobs.get", code=job.state.value)
            problem.said = _words(job.error)
            raise problem
        if job.over:
            return job
    raise faults.error(errors.Unavailable, messages.JOB_SLOW, operation="jobs.get")


def job_from(item: object) -> Job:
    row = scalars.row(item)
    remote_id = scalars.text(row.get("id"))
    if not remote_id:
        raise scalars.WrongShape("a job without its id")
    word = scalars.text(row.get("status"))
    return Job(
        remote_id=remote_id,
        state=JobState(word) if word in set(JobState) else JobState.UNKNOWN,
        percent=scalars.decimal(row.get("percent")),
        result=row.get("result"),
        error=row.get("error") or None,
        done_at=scalars.moment(row.get("done_at")),
        raw=scalars.kept(row),
    )


def _words(error: Any) -> str:
    said = error.get("message") if isinstance(error, dict) else error
    return said[:300] if isinstance(said, str) else ""
