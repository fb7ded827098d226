"""Why a time condition matches or not, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panel.routing.hours import NotToldTime, Verdict, Window, judge


def hours_in_words(details: Mapping[str, Any], at: datetime, zone: ZoneInfo) -> tuple[bool | None, str]:
    """None where the condition does not tell its hours in a way that can be read."""
    try:
        verdict = judge(details, at, zone)
    except NotToldTime:
        return None, _("Its hours are not told, or not in a way that Patchbay reads: whether it matches is not known.")
    return verdict.matches, f"{_clock(verdict)} {_why(verdict)}"


def _clock(verdict: Verdict) -> str:
    local = verdict.local
    return _("There it is %(weekday)s, %(day)s, %(time)s (%(zone)s).") % {
        "weekday": WEEKDAYS[local.weekday()],
        "day": date_format(local, "j M Y"),
        "time": f"{local:%H:%M}",
        "zone": str(local.tzinfo),
    }


def _why(verdict: Verdict) -> str:
    if verdict.holiday is not None:
        name = verdict.holiday or _("without a name")
        return _("That is a holiday of this condition (%(name)s), so it does not match.") % {"name": name}
    if verdict.window is not None:
        return _("It matches %(window)s.") % {"window": window_in_words(verdict.window)} + _holidays(verdict)
    return _("None of its hours match.")


def _holidays(verdict: Verdict) -> str:
    return "" if verdict.has_holidays else " " + _("It knows no holidays: a holiday is a day like any other.")


def window_in_words(window: Window) -> str:
    days = ", ".join(str(WEEKDAYS[day]) for day in sorted(window.days)) if len(window.days) < 7 else _("every day")
    hours = f"{window.since:%H:%M}–{window.until:%H:%M}"
    if window.crosses_midnight:
        return _("%(days)s, %(hours)s of the next day") % {"days": days, "hours": hours}
    return _("%(days)s, %(hours)s") % {"days": days, "hours": hours}
