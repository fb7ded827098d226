"""What is synced how often, and who is at it."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from panel.accounts.models import User
from panel.connections.models import Connection, ConnectionState, Resource, SyncPlan
from panel.jobs.models import Job
from panel.jobs.services import AlreadyRunning, TakenAway, start_job
from panel.tenancy.scope import scope
from providers.capabilities import Capability
from providers.errors import AccountProblem
from providers.ports import ProviderInfo

log = logging.getLogger(__name__)

SYNC_KINDS: dict[str, str] = {
    Resource.DIDS: "dids.sync",
    Resource.ROUTING: "routing.sync",
    Resource.DEVICES: "devices.sync",
    Resource.BALANCE: "connections.sync_balance",
    Resource.CALLS: "calls.sync",
}
NEEDS: dict[str, Capability] = {
    Resource.DIDS: Capability.DIDS_LIST,
    Resource.ROUTING: Capability.ROUTING_LIST,
    Resource.DEVICES: Capability.DEVICES_LIST,
    Resource.BALANCE: Capability.BILLING_BALANCE,
    Resource.CALLS: Capability.CALLS_LIST,
}
INTERVALS: dict[str, int] = {  # seconds
    Resource.DIDS: 900,
    Resource.ROUTING: 900,
    Resource.DEVICES: 600,
    Resource.BALANCE: 600,
    Resource.CALLS: 300,
}
SHORTEST = timedelta(seconds=20)  # between two runs, however often a provider posts
LEASE = timedelta(minutes=5)
AFTER_ACCOUNT_PROBLEM = timedelta(minutes=15)
LONGEST_BACKOFF = timedelta(hours=1)


def make_plans(connection: Connection, info: ProviderInfo) -> list[SyncPlan]:
    """The plans that the provider's offers allow, due at once. Those already there are kept."""
    now = timezone.now()
    for resource, capability in NEEDS.items():
        if info.offers_capability(capability):
            SyncPlan.objects.get_or_create(
                organization_id=connection.organization_id,
                connection=connection,
                resource=resource,
                defaults={"interval": INTERVALS[resource], "next_due_at": now},
            )
    return list(SyncPlan.objects.filter(connection=connection))


def start_sync(plan: SyncPlan, *, by: User | None = None) -> Job:
    """Start the plan's job now. Raises `AlreadyRunning`."""
    job = start_job(kind=SYNC_KINDS[plan.resource], connection=plan.connection, by=by)
    now = timezone.now()
    SyncPlan.objects.filter(pk=plan.pk).update(
        last_job=job, lease_until=now + LEASE, next_due_at=now + timedelta(seconds=plan.interval)
    )
    return job


def start_if_due(plan_id: UUID) -> None:
    """Claim a due plan by its lease and start its job; in the organization's scope."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    claimed = SyncPlan.objects.filter(
        free, pk=plan_id, enabled=True, next_due_at__lte=now, connection__state=ConnectionState.ACTIVE
    ).update(lease_until=now + LEASE)
    if not claimed:
        return
    try:
        start_sync(SyncPlan.objects.select_related("connection").get(pk=plan_id))
    except AlreadyRunning:
        log.debug("Plan %s is being worked on", plan_id)


def hasten(connection: Connection, resource: str) -> None:
    """Let a plan be due now, as something is known to have changed: unless it ran within its shortest distance, or failed and
    keeps its distance from the provider.
    """
    now = timezone.now()
    rested = Q(last_success_at=None) | Q(last_success_at__lt=now - SHORTEST)
    SyncPlan.objects.filter(
        rested, connection=connection, resource=resource, enabled=True, failures=0, next_due_at__gt=now + SHORTEST
    ).update(next_due_at=now)


@dataclass(slots=True)
class Lease:
    """A run's hold of its plan. `cursor` is stored when the run ends well; `more`: the next run is to go on at once."""

    plan: SyncPlan
    cursor: dict[str, Any] = field(default_factory=dict)
    more: bool = False

    def extend(self) -> None:
        """In the organization's scope."""
        SyncPlan.objects.filter(pk=self.plan.pk).update(lease_until=timezone.now() + LEASE)

    def keep(self, cursor: dict[str, Any]) -> None:
        """Store how far the run got, in the transaction of what it stored; in the organization's scope."""
        self.cursor = cursor
        SyncPlan.objects.filter(pk=self.plan.pk).update(cursor=cursor, lease_until=timezone.now() + LEASE)


@contextmanager
def sync_lease(connection: Connection, resource: str) -> Iterator[Lease]:
    """Hold the plan while its sync runs (outside of any scope); book how it ended.

    After success the plan is due an interval later, with some jitter; after a failure later and later, and after an account
    problem in a quarter of an hour: a person must act first.
    """
    organization_id = connection.organization_id
    with scope(organization=organization_id):
        plan = SyncPlan.objects.get(connection=connection, resource=resource)
        lease = Lease(plan, plan.cursor)
        lease.extend()
    try:
        yield lease
    except TakenAway:
        raise  # the run that has the job now books how it ends
    except Exception as problem:
        with scope(organization=organization_id):
            _book_failure(plan, problem)
        raise
    with scope(organization=organization_id):
        _book_success(lease)


def _book_success(lease: Lease) -> None:
    now = timezone.now()
    jitter = random.uniform(0.95, 1.05)  # noqa: S311
    SyncPlan.objects.filter(pk=lease.plan.pk).update(
        cursor=lease.cursor,
        last_success_at=now,
        failures=0,
        lease_until=None,
        next_due_at=now if lease.more else now + timedelta(seconds=lease.plan.interval * jitter),
    )


def _book_failure(plan: SyncPlan, problem: Exception) -> None:
    if isinstance(problem, AccountProblem):
        wait = AFTER_ACCOUNT_PROBLEM
    else:
        wait = min(LONGEST_BACKOFF, timedelta(seconds=plan.interval) * 2 ** min(plan.failures, 6))
    SyncPlan.objects.filter(pk=plan.pk).update(
        failures=F("failures") + 1, lease_until=None, next_due_at=timezone.now() + wait
    )


def start_all(connection: Connection, *, by: User | None = None) -> list[Job]:
    """Start every enabled plan of the account; those in flight are left alone."""
    started = []
    for plan in SyncPlan.objects.select_related("connection").filter(connection=connection, enabled=True):
        try:
            started.append(start_sync(plan, by=by))
        except AlreadyRunning as running:
            started.append(running.job)
    return started
