"""Why a time condition matches or not, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panel.routing.hours import NotToldTime, Verdict, Window, judge


def hours_in_words(
    details: Mapping[str, Any], at: datetime, zone: ZoneInfo, ours: Sequence[tuple[str, str]] = ()
) -> tuple[bool | None, str]:
    """None where the condition does not tell its hours in a way that can be read. `ours`: our holidays then, (name, calendar)."""
    try:
        verdict = judge(details, at, zone)
    except NotToldTime:
        return None, _("Its hours are not told, or not in a way that Patchbay reads: whether it matches is not known.")
    return verdict.matches, f"{_clock(verdict)} {_why(verdict, ours)}"


def _clock(verdict: Verdict) -> str:
    local = verdict.local
    return _("There it is %(weekday)s, %(day)s, %(time)s (%(zone)s).") % {
        "weekday": WEEKDAYS[local.weekday()],
        "day": date_format(local, "SHORT_DATE_FORMAT"),
        "time": f"{local:%H:%M}",
        "zone": str(local.tzinfo),
    }


def _why(verdict: Verdict, ours: Sequence[tuple[str, str]]) -> str:
    if verdict.holiday is not None:
        name = verdict.holiday or _("without a name")
        return _("That is a holiday of this condition (%(name)s), so it does not match.") % {"name": name}
    if verdict.window is not None:
        return _("It matches %(window)s.") % {"window": window_in_words(verdict.window)} + _holidays(verdict, ours)
    return _("None of its hours match.")


def _holidays(verdict: Verdict, ours: Sequence[tuple[str, str]]) -> str:
    if verdict.has_holidays:
        return ""
    if not ours:
        return " " + _("It knows no holidays: a holiday is a day like any other.")
    days = ", ".join(_("%(holiday)s (calendar %(calendar)s)") % {"holiday": name, "calendar": of} for name, of in ours)
    return " " + _(
        "%(days)s: but this provider’s time conditions know no holidays, a call is treated as on any other %(weekday)s."
    ) % {"days": days, "weekday": WEEKDAYS[verdict.local.weekday()]}


def window_in_words(window: Window) -> str:
    days = ", ".join(str(WEEKDAYS[day]) for day in sorted(window.days)) if len(window.days) < 7 else _("every day")
    hours = f"{window.since:%H:%M}–{window.until:%H:%M}"
    if window.crosses_midnight:
        return _("%(days)s, %(hours)s of the next day") % {"days": days, "hours": hours}
    return _("%(days)s, %(hours)s") % {"days": days, "hours": hours}
