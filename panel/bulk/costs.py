"""What the ready rows of a dry run cost, added up by account. Rows that cost the same are counted by the database: a batch may
have very many, but an account's price list makes few different costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Func, JSONField, Value

from panel.bulk.models import Batch, BatchRow, RowState
from panel.connections.models import Connection
from panel.dids.price_words import not_told_words, phrases_of
from panel.dids.setting_prices import Cost, Sum, sums_of


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one account. `rows`: how many may be charged at all; `not_told`: of how many not every amount is known."""

    account: Connection
    rows: int
    not_told: int
    sums: list[Sum]

    @property
    def amounts(self) -> str:
        """What is charged, as far as it is known; empty when nothing is."""
        return ", ".join(phrase for each in self.sums for phrase in phrases_of(each))

    @property
    def items(self) -> str:
        """Of what not every amount is known, and which."""
        return ", ".join(filter(None, map(not_told_words, self.sums)))


def costs_of(batch: Batch) -> list[Costs]:
    """By the account's name, those left out where nothing of it can cost."""
    alike: dict[UUID, list[tuple[list[Cost], int]]] = defaultdict(list)
    for account, stored, rows in _alike(batch):
        alike[account].append(([Cost.from_json(each) for each in stored], rows))
    accounts = Connection.objects.filter(pk__in=alike).order_by("name").defer("sealed")
    return [_costs(account, alike[account.pk]) for account in accounts]


def _costs(account: Connection, alike: list[tuple[list[Cost], int]]) -> Costs:
    return Costs(
        account,
        sum(rows for costs, rows in alike if any(cost.may_cost for cost in costs)),
        sum(rows for costs, rows in alike if any(cost.not_told for cost in costs)),
        sums_of((cost, rows) for costs, rows in alike for cost in costs),
    )


def _alike(batch: Batch) -> list[tuple[UUID, list[dict[str, object]], int]]:
    """Account, costs, and how many rows have just these."""
    costs = Func(F("steps"), Value("$[*].costs[*]"), function="jsonb_path_query_array", output_field=JSONField())
    rows = BatchRow.objects.filter(batch=batch, state=RowState.READY, connection__isnull=False).annotate(costs=costs)
    return list(rows.exclude(costs=[]).values_list("connection", "costs").annotate(rows=Count("pk")).order_by())
