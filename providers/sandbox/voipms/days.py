"""The service's days: inclusive, in US Eastern time, 92 at most."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from providers.sandbox.voipms.status import Status

EASTERN = ZoneInfo("America/New_York")
LONGEST_RANGE = timedelta(days=92)


def asked_range(given: Mapping[str, str]) -> tuple[date, date]:
    first, last = date.fromisoformat(given["date_from"]), date.fromisoformat(given["date_to"])
    if first > last or last - first > LONGEST_RANGE:
        raise Status("invalid_daterange")
    return first, last


def eastern_day(day: date) -> tuple[datetime, datetime]:
    """Its start and its end, aware UTC: 23, 24 or 25 hours."""
    start = datetime.combine(day, time(), EASTERN).astimezone(UTC)
    return start, datetime.combine(day + timedelta(days=1), time(), EASTERN).astimezone(UTC)
