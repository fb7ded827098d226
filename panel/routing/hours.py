"""Whether a time condition matches at a moment, by its `details` (see `providers.values.routing.RoutingObject`). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NotToldTime(ValueError):
    """The details do not say it, or not in a way that can be read."""


@dataclass(frozen=True, slots=True)
class Window:
    """Hours on some days of the week, the last minute included. Where `until` is before `since` it goes on after midnight."""

    days: frozenset[int]
    since: time
    until: time

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Window:
        try:
            first, _, last = str(told["days"]).lower().partition("-")
            start, end = DAYS.index(first[:3]), DAYS.index((last or first)[:3])
            since, until = time.fromisoformat(str(told["from"])), time.fromisoformat(str(told["to"]))
        except (KeyError, TypeError, ValueError) as problem:
            raise NotToldTime(str(told)) from problem
        span = (end - start) % 7 + 1
        return cls(frozenset((start + at) % 7 for at in range(span)), since, until)

    @property
    def crosses_midnight(self) -> bool:
        return self.until < self.since

    def begins_on(self, moment: datetime) -> date | None:
        """The day whose window holds the moment; None when it is outside."""
        today, now = moment.date(), moment.time().replace(second=0, microsecond=0, fold=0)
        if not self.crosses_midnight:
            return today if today.weekday() in self.days and self.since <= now <= self.until else None
        if today.weekday() in self.days and now >= self.since:
            return today
        yesterday = today - timedelta(days=1)
        return yesterday if yesterday.weekday() in self.days and now <= self.until else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`local` is the moment on the condition's clock; `window` the one that matched; `holiday` the day that prevented it."""

    matches: bool
    local: datetime
    window: Window | None = None
    holiday: str | None = None
    has_holidays: bool = False


def judge(details: Mapping[str, Any], moment: datetime, otherwise: ZoneInfo) -> Verdict:
    """At an aware moment; `otherwise` is the zone where the details tell none. Raises `NotToldTime`."""
    local = moment.astimezone(zone_of(details) or otherwise)
    told = details.get("windows")
    if not isinstance(told, list) or not told:
        raise NotToldTime("no hours")
    windows = [Window.of(each) for each in told]
    holidays = _holidays(details)
    kept_off: tuple[Window, str] | None = None
    for window in windows:
        day = window.begins_on(local)
        if day is None:
            continue
        if (name := _holiday_on(day, holidays)) is None:
            return Verdict(True, local, window, None, bool(holidays))
        kept_off = kept_off or (window, name)
    if kept_off is not None:
        return Verdict(False, local, *kept_off, bool(holidays))
    return Verdict(False, local, None, _holiday_on(local.date(), holidays), bool(holidays))


def zone_of(details: Mapping[str, Any]) -> ZoneInfo | None:
    name = details.get("timezone")
    return ZoneInfo(name) if isinstance(name, str) and name in available_timezones() else None


def _holidays(details: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    told = details.get("holidays", [])
    if not isinstance(told, list) or not all(isinstance(each, Mapping) and each.get("date") for each in told):
        raise NotToldTime("holidays that cannot be read")
    return told


def _holiday_on(day: date, holidays: Sequence[Mapping[str, Any]]) -> str | None:
    for each in holidays:
        if each["date"] in (f"{day:%Y-%m-%d}", f"{day:%m-%d}"):
            return str(each.get("name", ""))
    return None


def moment_on(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, str]:
    """An aware moment, and what is odd about it: "skipped" when clocks jump over it (it is then as much later), "twice" when
    they are put back over it (the first of the two), or nothing.
    """
    first = datetime.combine(day, clock, tzinfo=zone)
    real = first.astimezone(ZoneInfo("UTC")).astimezone(zone)
    if real.replace(tzinfo=None, fold=0) != first.replace(tzinfo=None, fold=0):
        return real, "skipped"
    return first, "twice" if first.utcoffset() != first.replace(fold=1).utcoffset() else ""
