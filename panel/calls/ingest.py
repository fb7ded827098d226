"""Call records into the partitioned table: COPY to a temporary table, then one merge that writes only what differs.

COPY into a table with row level security is refused, and a statement may not touch a row twice: hence the staging table,
without repetitions. Merging the same records again changes nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection as database

from panel.connections.stored_json import as_text
from panel.tenancy.scope import current_organization_id
from providers.values.calls import CallRecord, Window
from providers.values.money import Money

BATCH = 10_000
HUGE = 2**31
MAX_AMOUNT = Decimal(10) ** 6  # numeric(14, 8)

# What a record says, in the order of `Row`. Beside it a call row has the keys, the account's own number and its client.
SAID = (
    "direction, disposition, caller, caller_name, caller_number, callee, callee_number, seconds, account, description,"
    " rate, cost, currency, raw"
)
STAGING = """
CREATE TEMPORARY TABLE staged_calls (
    place integer NOT NULL,
    remote_id text NOT NULL,
    started_at timestamptz NOT NULL,
    direction text NOT NULL,
    disposition text NOT NULL,
    caller text NOT NULL,
    caller_name text NOT NULL,
    caller_number text COLLATE "C" NOT NULL,
    callee text NOT NULL,
    callee_number text COLLATE "C" NOT NULL,
    seconds integer NOT NULL,
    account text NOT NULL,
    description text NOT NULL,
    rate numeric(14, 8),
    cost numeric(14, 8),
    currency text NOT NULL,
    raw jsonb NOT NULL
) ON COMMIT DROP
"""
COPY = f"COPY staged_calls (place, remote_id, started_at, {SAID}) FROM STDIN"
# A call told twice: the later telling counts.
ONCE = """
DELETE FROM staged_calls earlier USING staged_calls later
WHERE earlier.remote_id = later.remote_id AND earlier.place < later.place
"""
# A call whose start was corrected is another row of the table's key; the old one makes way.
MOVED = """
WITH moved AS (
    DELETE FROM calls_callrecord old USING staged_calls new
    WHERE old.organization_id = %(organization)s AND old.connection_id = %(connection)s
      AND old.started_at >= %(earliest)s AND old.started_at < %(latest)s
      AND old.remote_id = new.remote_id AND old.started_at <> new.started_at
    RETURNING old.started_at
)
SELECT date_trunc('hour', started_at, 'UTC'), count(*) FROM moved GROUP BY 1
"""
KNOWN = """
SELECT count(*) FROM staged_calls new JOIN calls_callrecord old
    ON old.organization_id = %(organization)s AND old.connection_id = %(connection)s
   AND old.started_at >= %(start)s AND old.started_at < %(end)s
   AND old.remote_id = new.remote_id AND old.started_at = new.started_at
"""
# The account's own number in a call is the called one, for outgoing calls the calling one. A record may come after the number
# moved: the first move since the call tells whose it was then.
OWN = """
    SELECT number, CASE WHEN moved.at IS NULL THEN did.client_id ELSE earlier.id END FROM dids_did did
    LEFT JOIN LATERAL (
        SELECT at, details ->> 'before_id' AS client FROM audit_auditentry
        WHERE organization_id = %(organization)s AND object_type = 'did' AND object_id = did.id
          AND verb = 'dids.moved' AND at > new.started_at
        ORDER BY at LIMIT 1
    ) moved ON true
    LEFT JOIN tenancy_client earlier ON earlier.organization_id = %(organization)s AND earlier.id::text = moved.client
    WHERE did.organization_id = %(organization)s AND did.connection_id = %(connection)s
      AND number IN (nullif(new.caller_number, ''), nullif(new.callee_number, ''))
    ORDER BY (number = new.caller_number) = (new.direction = 'outbound') DESC
    LIMIT 1
"""
# A call keeps the client whose number it was then.
MERGE = f"""
WITH merged AS (
    INSERT INTO calls_callrecord AS old
        (organization_id, connection_id, remote_id, started_at, {SAID}, did_number, client_id)
    SELECT %(organization)s, %(connection)s, remote_id, started_at, {", ".join(f"new.{name}" for name in SAID.split(", "))},
        coalesce(own.number, ''), own.client_id
    FROM staged_calls new
    LEFT JOIN LATERAL ({OWN}) own (number, client_id) ON true
    ORDER BY new.remote_id
    ON CONFLICT (organization_id, connection_id, remote_id, started_at) DO UPDATE SET
        ({SAID}, did_number, client_id) = ROW (
            {", ".join(f"EXCLUDED.{name}" for name in SAID.split(", "))}, EXCLUDED.did_number,
            CASE WHEN old.did_number = EXCLUDED.did_number THEN old.client_id ELSE EXCLUDED.client_id END
        )
    WHERE ({", ".join(f"old.{name}" for name in SAID.split(", "))}, old.did_number)
        IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in SAID.split(", "))}, EXCLUDED.did_number)
    RETURNING started_at
)
SELECT date_trunc('hour', started_at, 'UTC'), count(*) FROM merged GROUP BY 1
"""  # noqa: S608
# A number's latest call, of those that were told. Locked in the order in which the sync of numbers locks them.
LATEST = """
WITH told AS (
    SELECT number, max(started_at) AS at
    FROM staged_calls, LATERAL (VALUES (caller_number), (callee_number)) AS either (number)
    WHERE number <> '' GROUP BY number
), late AS (
    SELECT did.id, told.at FROM dids_did did JOIN told USING (number)
    WHERE did.organization_id = %(organization)s AND did.connection_id = %(connection)s
      AND (did.last_call_at IS NULL OR did.last_call_at < told.at)
    ORDER BY did.id FOR NO KEY UPDATE OF did
)
UPDATE dids_did did SET last_call_at = late.at FROM late
WHERE did.organization_id = %(organization)s AND did.id = late.id
"""
CLAIM = f"""
WITH claimed AS (
    UPDATE calls_callrecord new SET (did_number, client_id) = ({OWN})
    WHERE organization_id = %(organization)s AND connection_id = %(connection)s AND did_number = '' AND EXISTS ({OWN})
    RETURNING did_number, started_at
), told AS (
    SELECT did_number AS number, max(started_at) AS at FROM claimed GROUP BY 1
), late AS (
    UPDATE dids_did did SET last_call_at = told.at FROM told
    WHERE did.organization_id = %(organization)s AND did.connection_id = %(connection)s AND did.number = told.number
      AND (did.last_call_at IS NULL OR did.last_call_at < told.at)
)
SELECT count(*) FROM claimed
"""  # noqa: S608
HOURS = """
INSERT INTO calls_callhour AS old (id, organization_id, connection_id, hour, direction, calls, answered, seconds, cost)
SELECT gen_random_uuid(), %(organization)s, %(connection)s, date_trunc('hour', started_at, 'UTC'), direction, count(*),
    count(*) FILTER (WHERE disposition = 'answered'), sum(seconds), coalesce(sum(cost), 0)
FROM calls_callrecord
WHERE organization_id = %(organization)s AND connection_id = %(connection)s
  AND started_at >= %(earliest)s AND started_at < %(latest)s
  AND date_trunc('hour', started_at, 'UTC') = ANY(%(hours)s)
GROUP BY 4, 5 ORDER BY 4, 5
ON CONFLICT (organization_id, hour, connection_id, direction) DO UPDATE SET
    (calls, answered, seconds, cost) = ROW (EXCLUDED.calls, EXCLUDED.answered, EXCLUDED.seconds, EXCLUDED.cost)
WHERE (old.calls, old.answered, old.seconds, old.cost)
    IS DISTINCT FROM (EXCLUDED.calls, EXCLUDED.answered, EXCLUDED.seconds, EXCLUDED.cost)
"""
EMPTY_HOURS = """
DELETE FROM calls_callhour old
WHERE organization_id = %(organization)s AND connection_id = %(connection)s AND hour = ANY(%(hours)s)
  AND NOT EXISTS (
    SELECT FROM calls_callrecord call
    WHERE call.organization_id = %(organization)s AND call.connection_id = %(connection)s
      AND call.started_at >= old.hour AND call.started_at < old.hour + interval '1 hour' AND call.direction = old.direction
  )
"""


class DoesNotFit(ValueError):
    """A record that the table cannot hold."""


class Row(NamedTuple):
    """A record as the staging table takes it: its columns after `place`, in their order."""

    remote_id: str
    started_at: datetime
    direction: str
    disposition: str
    caller: str
    caller_name: str
    caller_number: str
    callee: str
    callee_number: str
    seconds: int
    account: str
    description: str
    rate: Decimal | None
    cost: Decimal | None
    currency: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did. `hours` (UTC) have calls that are new, gone or other than before: their sums are stale."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    hours: frozenset[datetime] = frozenset()

    def __add__(self, other: Merged) -> Merged:
        return Merged(
            inserted=self.inserted + other.inserted,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            hours=self.hours | other.hours,
        )


def row_from(record: CallRecord, window: Window) -> Row:
    """The record as a row: long texts cut. `DoesNotFit` for one outside of its window or with impossible numbers."""
    amounts = [money for money in (record.cost, record.rate) if money is not None]
    if not window.start <= record.started_at < window.end:
        raise DoesNotFit(f"not within its window: {record.started_at}")
    if not 0 <= record.seconds < HUGE:
        raise DoesNotFit(f"not a duration: {record.seconds}")
    if any(abs(money.amount) >= MAX_AMOUNT for money in amounts):
        raise DoesNotFit("not a price")
    if not record.remote_id:
        raise DoesNotFit("no id")
    return Row(
        remote_id=_text(record.remote_id, 120),
        started_at=record.started_at,
        direction=record.direction.value,
        disposition=record.disposition.value,
        caller=_text(record.caller, 120),
        caller_name=_text(record.caller_name, 120),
        caller_number=record.caller_number.e164 if record.caller_number else "",
        callee=_text(record.callee, 120),
        callee_number=record.callee_number.e164 if record.callee_number else "",
        seconds=record.seconds,
        account=_text(record.account, 120),
        description=_text(record.description, 200),
        rate=_amount(record.rate),
        cost=_amount(record.cost),
        currency=amounts[0].currency if amounts else "",
        raw=as_text(record.raw),
    )


def _text(text: str, longest: int) -> str:
    return text.replace("\0", "")[:longest]


def _amount(money: Money | None) -> Decimal | None:
    return money.amount if money else None


def ensure_partitions(window: Window) -> None:
    """Make the months of a window. Call it outside of a transaction: a new partition locks the whole table until its end."""
    month = window.start.date().replace(day=1)
    last = (window.end - timedelta(microseconds=1)).date()
    with database.cursor() as cursor:
        while month <= last:
            cursor.execute("SELECT patchbay_ensure_call_partition(%s)", [month])
            month = (month + timedelta(days=31)).replace(day=1)


def merge(connection_id: UUID, window: Window, rows: Sequence[Row], *, reach: timedelta = timedelta()) -> Merged:
    """Store records of one window, in a scope. Calls that are there with another start, up to `reach` outside of the window,
    are moved. The caller then does `refresh_hours`, in the same transaction or with the hours kept for later.
    """
    if not rows:
        return Merged()
    where: dict[str, Any] = {
        "organization": current_organization_id(),
        "connection": connection_id,
        "start": window.start,
        "end": window.end,
        "earliest": window.start - reach,
        "latest": window.end + reach,
    }
    with database.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_calls")
        cursor.execute(STAGING)
        with cursor.copy(COPY) as copy:
            for place, row in enumerate(rows):
                copy.write_row((place, *row))
        cursor.execute(ONCE)
        staged = len(rows) - cursor.rowcount
        cursor.execute(MOVED, where)
        moved = dict(cursor.fetchall())
        cursor.execute(KNOWN, where)
        known = cursor.fetchone()[0]
        cursor.execute(MERGE, where)
        merged = dict(cursor.fetchall())
        cursor.execute(LATEST, where)
    written = sum(merged.values())
    inserted = max(0, staged - known - sum(moved.values()))
    return Merged(
        inserted=inserted,
        updated=written - inserted,
        unchanged=staged - written,
        hours=frozenset(merged) | frozenset(moved),
    )


def refresh_hours(connection_id: UUID, hours: Iterable[datetime]) -> None:
    """Count the calls of these hours (UTC) anew; sums that are right already are not written."""
    wanted = sorted(hours)
    if not wanted:
        return
    where: dict[str, Any] = {
        "organization": current_organization_id(),
        "connection": connection_id,
        "hours": wanted,
        "earliest": wanted[0],
        "latest": wanted[-1] + timedelta(hours=1),
    }
    with database.cursor() as cursor:
        cursor.execute(HOURS, where)
        cursor.execute(EMPTY_HOURS, where)


def claim_calls(connection_id: UUID) -> int:
    """Give calls that came before their number was known to that number and its client. The number of such calls."""
    with database.cursor() as cursor:
        cursor.execute(CLAIM, {"organization": current_organization_id(), "connection": connection_id})
        return int(cursor.fetchone()[0])


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[tuple[list[Row], bool]]:
    """The rows in lists of at most `size`, each with whether it is the last; one empty list when there are none."""
    batch: list[Row] = []
    for row in rows:
        if len(batch) == size:
            yield batch, False
            batch = []
        batch.append(row)
    yield batch, True
