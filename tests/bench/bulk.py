"""A bulk change of 2,000 numbers: our own share, planning and bookkeeping, beside the pace that providers allow."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch
from uuid import UUID

from django.utils import timezone

from panel.accounts.models import User
from panel.bulk import applying, dry_run, services
from panel.bulk.models import Batch, BatchRow, BatchState
from panel.connections import pacing
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.jobs import services as jobs
from panel.operations import services as operations
from panel.operations.models import OPEN, Operation, OperationState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.bench.measurement import Measurement, seconds
from tests.factories import make_connection, make_organization, make_user
from tests.panel.dids.conftest import make_object

ROWS = 2000
CALLS = 2  # the least that one change takes: the write, and reading it back


def measure() -> Iterator[Measurement]:
    organization = make_organization("Bench: bulk", "bench-bulk")
    account = make_connection(organization, "bulk")
    make_object(account, "ring_group", "2", "Agents")
    by = make_user("bulk@bench.example")
    _numbers(account)
    pace = 1 / (CALLS * pacing.SPACING_SECONDS)  # rows a second of one account

    with scope(organization=organization):
        batch = services.begin(title="Bench", query="", by=by)
        changes = {"routes": {str(account.pk): {"route": "ring_group:2"}}, "add_tags": ["bench"]}
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.PLANNING, changes=changes)
    planned = ROWS / seconds(lambda: dry_run.run(organization.pk, batch.pk))
    yield Measurement(name="bulk.plan_vs_pace", value=planned, unit="rows/s", baseline=pace, goal=100)

    with patch.object(operations, "enqueue", _nowhere), patch.object(jobs, "enqueue", _nowhere):
        with scope(organization=organization):
            services.apply(batch=batch, by=by)
        kept = ROWS / seconds(lambda: _to_the_end(organization, batch.pk, by))
    yield Measurement(name="bulk.bookkeeping_vs_pace", value=kept, unit="rows/s", baseline=pace, goal=10)
    with scope(organization=organization):
        done = BatchRow.objects.filter(batch=batch, state="done").count()
    yield Measurement(name="bulk.rows_done", value=done, unit="rows", goal=ROWS)


def _to_the_end(organization: Organization, batch_id: UUID, by: User) -> None:
    """Turns of the job, with a provider in between that takes no time at all."""
    ended = False
    while not ended:
        with scope(organization=organization):
            ended = applying.advance(batch_id, by).ended
        with scope(organization=organization):
            Operation.objects.filter(state__in=OPEN).update(
                state=OperationState.SUCCEEDED, finished_at=timezone.now(), next_at=None
            )


def _nowhere(*_: object, **__: object) -> None:
    """In the place of the queue."""


def _numbers(account: Connection) -> None:
    now = timezone.now()
    with scope(organization=account.organization_id):
        Did.objects.bulk_create(
            Did(
                organization_id=account.organization_id,
                connection=account,
                number=f"+1514555{line:04}",
                route_kind="ring_group",
                route_target="1",
                route_raw="grp:1",
                fingerprint=str(line),
                first_seen_at=now,
                changed_at=now,
                read_at=now,
            )
            for line in range(ROWS)
        )
