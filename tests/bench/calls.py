"""Call records into the database: COPY and merge against saving them one by one or in bulk; and the same records again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection as database

from panel.calls import ingest
from panel.calls.ingest import Merged, row_from
from panel.calls.models import CallRecord
from panel.connections.models import Connection
from panel.tenancy.scope import scope
from providers.values import calls
from tests.bench.measurement import Measurement, seconds
from tests.factories import make_connection, make_organization
from tests.panel.calls.records import WINDOW, record

MANY, SOME, FEW = 100_000, 10_000, 500


def measure() -> Iterator[Measurement]:
    organization = make_organization("Bench: calls", "bench-calls")
    ingest.ensure_partitions(WINDOW)
    told = [record(number, started_at=WINDOW.start + timedelta(seconds=number * 0.8)) for number in range(MANY)]
    accounts = [make_connection(organization, name) for name in ("merge", "bulk", "one by one")]

    first = MANY / seconds(lambda: merge(accounts[0], told))
    bulk = SOME / seconds(lambda: in_bulk(accounts[1], told[:SOME]))
    single = FEW / seconds(lambda: one_by_one(accounts[2], told[:FEW]))
    yield Measurement(name="calls.merge_vs_update_or_create", value=first, unit="rows/s", baseline=single, goal=15)
    yield Measurement(name="calls.merge_vs_bulk_create", value=first, unit="rows/s", baseline=bulk, goal=1.5)

    written = _rows_written()
    again = MANY / seconds(lambda: merge(accounts[0], told))
    yield Measurement(name="calls.same_again_vs_first", value=again, unit="rows/s", baseline=first, goal=0.8)
    yield Measurement(
        name="calls.same_again_writes", value=_rows_written() - written, unit="rows", goal=0, at_most=True
    )


def merge(account: Connection, told: Sequence[calls.CallRecord]) -> Merged:
    """As the import does it: batches, each in a transaction of its own with its hourly sums."""
    total = Merged()
    for batch, _ in ingest.batches(row_from(each, WINDOW) for each in told):
        with scope(organization=account.organization_id):
            merged = ingest.merge(account.pk, WINDOW, batch, reach=timedelta(days=2))
            ingest.refresh_hours(account.pk, merged.hours)
        total += merged
    return total


def in_bulk(account: Connection, told: Sequence[calls.CallRecord]) -> None:
    keys = ["organization", "connection", "remote_id", "started_at"]
    columns = [_columns(each) for each in told]
    rows = [CallRecord(organization_id=account.organization_id, connection=account, **each) for each in columns]
    with scope(organization=account.organization_id):
        CallRecord.objects.bulk_create(
            rows,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=keys,
            update_fields=[name for name in columns[0] if name not in keys],
        )


def one_by_one(account: Connection, told: Sequence[calls.CallRecord]) -> None:
    """In one transaction, so without the cost of a commit for each."""
    with scope(organization=account.organization_id):
        for each in told:
            columns = _columns(each)
            key = {name: columns.pop(name) for name in ("remote_id", "started_at")}
            CallRecord.objects.update_or_create(
                organization_id=account.organization_id, connection=account, **key, defaults=columns
            )


def _columns(told: calls.CallRecord) -> dict[str, Any]:
    return row_from(told, WINDOW)._asdict() | {"raw": dict(told.raw)}


def _rows_written() -> int:
    """Rows that any statement inserted, updated or deleted in the calls' tables so far."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_all_tables"
            " WHERE relname LIKE 'calls\\_%' AND schemaname = 'public'"
        )
        return int(cursor.fetchone()[0])
