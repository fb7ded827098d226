"""Calendars for tests."""

from __future__ import annotations

from collections.abc import Mapping

from panel.holidays.models import Holiday, HolidayCalendar
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope


def make_calendar(
    organization: Organization,
    days: Mapping[str, str] | None = None,
    *,
    name: str = "Québec",
    time_zone: str = "America/Toronto",
    country: str = "",
    subdivision: str = "",
) -> HolidayCalendar:
    """`days` are names by ISO date."""
    with scope(organization=organization):
        calendar = HolidayCalendar.objects.create(
            organization=organization, name=name, time_zone=time_zone, country=country, subdivision=subdivision
        )
        for day, label in (days or {}).items():
            Holiday.objects.create(organization=organization, calendar=calendar, day=day, name=label)
    return calendar
