"""Reads of connections."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from panel.connections.models import CHECK_JOB, Connection, Exchange, SyncPlan
from panel.jobs.models import Job

SHOWN_EXCHANGES, SHOWN_JOBS = 12, 8


def account_choices() -> list[tuple[str, str]]:
    """The accounts of the scope, by name, as the choices of a filter."""
    return [(str(pk), name) for pk, name in Connection.objects.order_by("name").values_list("pk", "name")]


def connection_or_404(connection_id: UUID) -> Connection:
    found = Connection.objects.filter(pk=connection_id).first()
    if found is None:
        raise Http404
    return found


def plan_or_404(plan_id: UUID) -> SyncPlan:
    found = SyncPlan.objects.select_related("connection").filter(pk=plan_id).first()
    if found is None:
        raise Http404
    return found


def last_check(connection: Connection) -> Job | None:
    return Job.objects.filter(connection=connection, kind=CHECK_JOB).order_by("-created_at", "-id").first()


def plans_of(connection: Connection) -> list[SyncPlan]:
    """With the last job of each."""
    return list(
        SyncPlan.objects.filter(connection=connection).select_related("last_job", "connection").order_by("resource")
    )


def exchanges_of(connection: Connection) -> list[Exchange]:
    return list(Exchange.objects.filter(connection=connection).order_by("-at", "-id")[:SHOWN_EXCHANGES])


def jobs_of(connection: Connection) -> list[Job]:
    rows = Job.objects.select_related("connection", "asked_by").filter(connection=connection)
    return list(rows.order_by("-created_at", "-id")[:SHOWN_JOBS])


@dataclass(frozen=True, slots=True)
class FirstSync:
    """How far the first sync of a new account is."""

    jobs: list[Job]

    @property
    def running(self) -> bool:
        return any(job.in_flight for job in self.jobs)


def first_sync(connection: Connection) -> FirstSync:
    return FirstSync([plan.last_job for plan in plans_of(connection) if plan.last_job is not None])
