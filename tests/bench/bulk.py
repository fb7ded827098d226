"""A bulk change: our own share of 2,000 numbers, planning and bookkeeping, and how much of the providers' pace a batch uses."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from panel.accounts.models import User
from panel.bulk import applying, dry_run, services
from panel.bulk.models import Batch, BatchRow, BatchState
from panel.connections import gateway
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.sync import apply_one
from panel.jobs import services as jobs
from panel.operations import services as operations
from panel.operations.models import OPEN, Operation, OperationState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.sandbox.seed import SERVICES
from tests.bench.measurement import Measurement, seconds
from tests.factories import make_connection, make_organization, make_user
from tests.panel.dids.conftest import make_object
from tests.sandbox import Sandbox, running
from tests.synced import account_at
from tests.workers import Worker, environment, wait_until

ROWS = 2000
CALLS = 3  # the least that a change takes: reading what must stay, the write, reading back
AT = ("voipms", "voicemeup", "voipinnovations")  # those that keep a note for a number
EACH = 60


def measure() -> Iterator[Measurement]:
    by = make_user("bulk@bench.example")
    yield from _our_share(by)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "world") as sandbox:
        yield from _pace_used(by, sandbox, Path(folder) / "worker.log")


# Our share


def _our_share(by: User) -> Iterator[Measurement]:
    organization = make_organization("Bench: bulk", "bench-bulk")
    account = make_connection(organization, "bulk", provider="voipinnovations")
    make_object(account, "endpoint_group", "2", "Agents")
    _numbers(account)
    pace = gateway.calls_per_second(account) / CALLS  # rows a second of one account

    batch = _begun(
        organization, by, {"routes": {str(account.pk): {"route": "endpoint_group:2"}}, "add_tags": ["bench"]}
    )
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


def _begun(organization: Organization, by: User, changes: dict[str, object]) -> Batch:
    """A batch over all numbers, to be planned."""
    with scope(organization=organization):
        batch = services.begin(title="Bench", query="", by=by)
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.PLANNING, changes=changes)
    return batch


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
                route_kind="endpoint_group",
                route_target="1",
                route_raw="1",
                fingerprint=str(line),
                first_seen_at=now,
                changed_at=now,
                read_at=now,
            )
            for line in range(ROWS)
        )


# The providers' pace


def _pace_used(by: User, sandbox: Sandbox, log: Path) -> Iterator[Measurement]:
    """One batch over accounts at several providers, carried out by real workers: the calls that each account got a second."""
    organization = make_organization("Bench: pace", "bench-pace")
    given = {slug: SERVICES[slug].endpoints(sandbox.url) for slug in AT}
    with patch.dict(settings.PROVIDER_ENDPOINTS, given):
        accounts = {slug: _synced(organization, slug) for slug in AT}
    batch = _begun(organization, by, {"note": "Moved house"})
    dry_run.run(organization.pk, batch.pk)
    last = sandbox.seen()[-1]["number"]
    addresses = {f"{slug}_{name}".upper(): url for slug, urls in given.items() for name, url in urls.items()}
    worker = Worker(environment(**addresses), log, processes=12)
    try:
        with scope(organization=organization):
            services.apply(batch=batch, by=by)
        wait_until(lambda: _ended(organization, batch), "the end of the batch", seconds=300)
    finally:
        worker.kill()
    with scope(organization=organization):
        done = BatchRow.objects.filter(batch=batch, state="done").count()
    yield Measurement(name="bulk.done_at_providers", value=done, unit="rows", goal=0.8 * len(AT) * EACH)  # some forward
    calls = Counter(each["provider"] for each in sandbox.seen() if each["number"] > last)
    for slug, account in accounts.items():
        with scope(organization=organization):
            took = Operation.objects.filter(connection=account).aggregate(first=Min("sent_at"), last=Max("finished_at"))
        yield Measurement(
            name=f"bulk.pace_used.{slug}",
            value=calls[slug] / (took["last"] - took["first"]).total_seconds(),
            unit="calls/s",
            baseline=gateway.calls_per_second(account),
            goal=0.9,
        )


def _synced(organization: Organization, slug: str) -> Connection:
    account = account_at(organization, slug)
    with gateway.open_provider(account) as provider:
        assert provider.dids
        found = list(islice(provider.dids.list_owned(), EACH))
    with scope(organization=organization):
        for value in found:
            apply_one(account, value)
    return account


def _ended(organization: Organization, batch: Batch) -> bool:
    with scope(organization=organization):
        return Batch.objects.get(pk=batch.pk).state == BatchState.ENDED
