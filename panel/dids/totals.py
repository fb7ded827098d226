"""How many numbers, and what they cost a month, without counting the world.

What matches filters is counted exactly up to a bound. All of an organization's numbers are counted account by account, each
after its own listings, and the list adds up these few sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from panel.connections.models import Connection
from panel.dids.models import Did, DidState, DidTally

COUNTED = 1_000
GONE = (DidState.LOST, DidState.RELEASED)


@dataclass(frozen=True, slots=True)
class Total:
    """`numbers` is a lower bound unless `exact`. `monthly`: the sum in each currency, of the `priced` whose price is known."""

    numbers: int
    exact: bool
    monthly: list[tuple[str, Decimal]]
    priced: int = 0


MANY = Total(COUNTED, exact=False, monthly=[])


def total_of(rows: QuerySet[Did]) -> Total:
    """Of what filters left. Reads at most `COUNTED` rows and one more."""
    # In the order of an index: the walk then ends with the bound, where a scan would first pass everybody else's rows.
    bounded = Did.objects.filter(pk__in=rows.order_by("number", "pk").values("pk")[: COUNTED + 1])
    total = _total(bounded.values_list("monthly_currency").annotate(numbers=Count("pk"), sum=Sum("monthly")).order_by())
    return total if total.numbers <= COUNTED else MANY


def total_of_all() -> Total:
    """Of the numbers that the organization has now: exactly as long as they are few, else as last counted."""
    few = total_of(Did.objects.exclude(state__in=GONE))
    if few.exact:
        return few
    counted = last_counted()
    return counted if counted.numbers > COUNTED else few


def last_counted() -> Total:
    """All that the organization had after its last listings."""
    return _total(DidTally.objects.exclude(state__in=GONE).values_list("currency", "numbers", "monthly"))


def _total(parts: Iterable[tuple[str, int, Decimal | None]]) -> Total:
    numbers, priced, monthly = 0, 0, defaultdict[str, Decimal](Decimal)
    for currency, count, cost in parts:
        numbers += count
        if cost is not None and currency:
            priced += count
            monthly[currency] += cost
    return Total(numbers, exact=True, monthly=sorted(monthly.items()), priced=priced)


def recount(connection: Connection) -> None:
    """Count an account's numbers, after a listing. In the organization's scope."""
    found = Did.objects.filter(connection=connection).values_list("state", "monthly_currency")
    sums = found.annotate(numbers=Count("pk"), sum=Sum("monthly")).order_by()
    DidTally.objects.filter(connection=connection).delete()
    DidTally.objects.bulk_create(
        DidTally(
            organization_id=connection.organization_id,
            connection=connection,
            state=state,
            currency=currency,
            numbers=numbers,
            monthly=cost,
        )
        for state, currency, numbers, cost in sums
    )
