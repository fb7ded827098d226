"""The service's days and times: days are inclusive, in US Eastern time, 92 at most.

Days are read in US Eastern time whatever `timezone` says; `timezone` shifts the times that are written. Clients found two
ways to read those (fact sheet, section 6), which disagree in summer; the account's `time_recipe` chooses:
"dst"    Eastern wall clock plus the difference of `timezone` to -5: asked with -5, times are those of America/New_York
"fixed"  UTC plus `timezone`: asked with -5, times are those of fixed UTC-5
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from providers.sandbox.voipms.account import Account
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


def asked_hours(given: Mapping[str, str]) -> float | None:
    """The `timezone` of a call, None when it was not sent. Raises the status invalid_timezone."""
    if not given.get("timezone"):
        return None
    hours = float(given["timezone"])
    if not -12 <= hours <= 13:
        raise Status("invalid_timezone")
    return hours


def written(account: Account, moment: datetime, hours: float | None) -> str:
    """A moment as the service writes it; without `hours` in Eastern time."""
    moment = account.stamp(moment)
    if hours is None:
        local = moment.astimezone(EASTERN)
    elif account.settings.time_recipe == "dst":
        local = moment.astimezone(EASTERN).replace(tzinfo=None) + timedelta(hours=hours + 5)
    else:
        local = moment.replace(tzinfo=None) + timedelta(hours=hours)
    return f"{local:%Y-%m-%d %H:%M:%S}"
