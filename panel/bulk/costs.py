"""What the ready rows of a dry run cost, added up by account in the database: a batch may have very many rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection as database

from panel.bulk.models import Batch, RowState
from panel.connections.models import Connection
from panel.dids.price_words import not_told_words, phrases_of
from panel.dids.setting_prices import AT_ONCE, MONTHLY, PER_USE, Sum, missing

ROWS = """
SELECT connection_id,
       count(*) FILTER (WHERE steps @? '$[*].costs[*].amounts.* ? (@ == null || @.double() > 0)'),
       count(*) FILTER (WHERE steps @? '$[*].costs[*].amounts.* ? (@ == null)')
FROM bulk_batchrow
WHERE organization_id = %(organization)s AND batch_id = %(batch)s AND state = %(state)s AND steps @? '$[*].costs[*]'
GROUP BY 1
"""

# An account's price list is read once for a dry run: all uses of an item have one price there.
AMOUNTS = """
SELECT line.connection_id, cost->>'currency', cost->>'what', amount.key,
       sum(amount.value::numeric), max(amount.value::numeric), bool_or(amount.value IS NULL)
FROM bulk_batchrow AS line,
     jsonb_path_query(line.steps, '$[*].costs[*]') AS cost, jsonb_each_text(cost->'amounts') AS amount
WHERE organization_id = %(organization)s AND batch_id = %(batch)s AND state = %(state)s
GROUP BY 1, 2, 3, 4 ORDER BY 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one account. `rows`: how many may be charged at all; `not_told`: of how many not every amount is known."""

    account: Connection
    rows: int
    not_told: int
    sum: Sum

    @property
    def amounts(self) -> str:
        """What is charged, as far as it is known; empty when nothing is."""
        return ", ".join(phrases_of(self.sum))

    @property
    def items(self) -> str:
        """Of what not every amount is known, and which."""
        return not_told_words(self.sum)


def costs_of(batch: Batch) -> list[Costs]:
    """By the account's name, those left out where nothing of it can cost."""
    values: dict[str, Any] = {"organization": batch.organization_id, "batch": batch.pk, "state": RowState.READY}
    with database.cursor() as cursor:
        cursor.execute(ROWS, values)
        rows = {pk: (rows, not_told) for pk, rows, not_told in cursor.fetchall()}
        cursor.execute(AMOUNTS, values)
        found = cursor.fetchall()
    accounts = Connection.objects.filter(pk__in=rows).order_by("name").defer("sealed")
    return [Costs(each, *rows[each.pk], _sum(each.pk, found)) for each in accounts]


def _sum(account: UUID, found: Iterable[tuple[Any, ...]]) -> Sum:
    """Of what the account's costs come to. A price list has one currency."""
    mine = [row[1:] for row in found if row[0] == account]
    totals = {AT_ONCE: Decimal(0), MONTHLY: Decimal(0)}
    for _currency, _what, name, total, _highest, _unknown in mine:
        if name in totals:
            totals[name] += total or 0
    return Sum(
        max((row[0] for row in mine), default=""),
        totals[AT_ONCE],
        totals[MONTHLY],
        tuple((what, highest) for _c, what, name, _t, highest, _u in mine if name == PER_USE and highest is not None),
        missing(((what, name), unknown) for _c, what, name, _t, _h, unknown in mine),
    )
