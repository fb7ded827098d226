"""Reads of call records. Every one starts from the scope's organization and a range of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate

from panel.calls.models import CallHour, CallRecord
from panel.dids.models import Did


def calls_newest_first() -> QuerySet[CallRecord]:
    """With the account each came through; for keyset pages by (started_at, id)."""
    return CallRecord.objects.select_related("connection").defer("raw").order_by("-started_at", "-id")


def recent_calls_of(did: Did, *, limit: int = 10) -> list[CallRecord]:
    """The latest calls to or from one number at its account."""
    calls = calls_newest_first().filter(did_number=did.number, connection=did.connection_id)
    return list(calls[:limit])


@dataclass(frozen=True, slots=True)
class CallsPerDay:
    """A series for each provider, one entry for each of `days`, days without calls included."""

    days: list[date]
    by_provider: dict[str, list[int]]

    @property
    def total(self) -> int:
        return sum(sum(series) for series in self.by_provider.values())


def calls_per_day(*, until: datetime, days: int, zone: ZoneInfo) -> CallsPerDay:
    """From the hourly sums: the last `days` days up to and including `until`'s, in `zone`.

    Zones that are not whole hours from UTC have their half hour counted with the hour's start.
    """
    last = until.astimezone(zone).date()
    wanted = [last - timedelta(days=back) for back in reversed(range(days))]
    start = datetime.combine(wanted[0], datetime.min.time(), tzinfo=zone)
    rows = (
        CallHour.objects.filter(hour__gte=start)
        .annotate(day=TruncDate("hour", tzinfo=zone))
        .values_list("connection__provider", "day")
        .annotate(sum_of_calls=Sum("calls"))
        .order_by("connection__provider", "day")
    )
    by_provider: dict[str, dict[date, int]] = {}
    for provider, day, calls in rows:
        by_provider.setdefault(provider, {})[day] = calls
    return CallsPerDay(
        days=wanted,
        by_provider={slug: [series.get(day, 0) for day in wanted] for slug, series in by_provider.items()},
    )
