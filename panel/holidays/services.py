"""What becomes of a calendar: a person makes it, adds days and takes them out, renames and deletes it; new years come by
themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.audit.services import record
from panel.holidays import presets
from panel.holidays.models import Holiday, HolidayCalendar
from panel.holidays.presets import PublicDay
from panel.tenancy.scope import current_organization_id

AHEAD = timedelta(days=183)  # how long before it begins a new year's public holidays come by themselves


class CalendarProblem(Exception):
    """Why it cannot be done, worded for the person who asked. `field`: where in the form."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.text, self.field = text, field


def make(
    *, name: str, time_zone: str, country: str, subdivision: str, years: Iterable[int], by: User
) -> HolidayCalendar:
    """A calendar with the public holidays of some years, where a country is named. Raises `CalendarProblem`."""
    calendar = HolidayCalendar(
        organization_id=current_organization_id(),
        name=name,
        time_zone=time_zone,
        country=country,
        subdivision=subdivision,
        created_by=by,
    )
    _save(calendar)
    _deed(calendar, "holidays.made", by, time_zone=time_zone, country=country, subdivision=subdivision)
    for year in years if country else ():
        add_year(calendar=calendar, year=year, by=by)
    return calendar


def change(*, calendar: HolidayCalendar, name: str, time_zone: str, by: User) -> None:
    """Rename it, or have its days begin elsewhere. Raises `CalendarProblem`."""
    before = {"name": calendar.name, "time_zone": calendar.time_zone}
    calendar.name, calendar.time_zone = name, time_zone
    after = {"name": name, "time_zone": time_zone}
    if before != after:
        _save(calendar, update_fields=["name", "time_zone"])
        _deed(calendar, "holidays.changed", by, before=before, after=after)


def add_day(*, calendar: HolidayCalendar, day: date, name: str, by: User) -> Holiday:
    """Raises `CalendarProblem` when the calendar has the day."""
    try:
        with transaction.atomic():
            holiday = Holiday.objects.create(
                organization_id=calendar.organization_id, calendar=calendar, day=day, name=name
            )
    except IntegrityError:
        raise CalendarProblem(_("The calendar has this day already."), "day") from None
    _deed(calendar, "holidays.day_added", by, day=str(day), name=name)
    return holiday


def remove_day(*, holiday: Holiday, by: User) -> None:
    """A public holiday does not come by itself in later years either."""
    calendar = _locked(holiday.calendar)
    _deed(calendar, "holidays.day_removed", by, day=str(holiday.day), name=holiday.name)
    if _is_public(calendar, holiday):
        calendar.left_out = {**calendar.left_out, holiday.name: holiday.name_fr}
        calendar.save(update_fields=["left_out"])
    holiday.delete()


def add_year(*, calendar: HolidayCalendar, year: int, by: User) -> int:
    """The public holidays of a year, those that were taken out in other years too; days that the calendar has stay as they are.
    How many came."""
    calendar = _locked(calendar)
    days = presets.days_of(calendar.country, calendar.subdivision, year)
    calendar.left_out = {name: french for name, french in calendar.left_out.items() if name not in _names(days)}
    return _add_year(calendar, year, days, by)


def add_coming_years(moment: datetime) -> int:
    """This year's public holidays and those of the year that it is in half a year, for calendars that never had them. How many
    days came.

    What a person took out stays out: a year comes once, and without the public holidays that were taken out of others.
    """
    came = 0
    for calendar in HolidayCalendar.objects.select_for_update().exclude(country=""):
        for year in sorted({calendar.day_at(moment).year, calendar.day_at(moment + AHEAD).year} - set(calendar.years)):
            days = presets.days_of(calendar.country, calendar.subdivision, year)
            came += _add_year(calendar, year, [each for each in days if each.name not in calendar.left_out], None)
    return came


def _add_year(calendar: HolidayCalendar, year: int, days: Sequence[PublicDay], by: User | None) -> int:
    """Without a day the year is not known yet, and comes later."""
    had = set(Holiday.objects.filter(calendar=calendar, day__year=year).values_list("day", flat=True))
    fresh = [each for each in days if each.day not in had]
    if days:
        calendar.years = sorted({*calendar.years, year})
        calendar.save(update_fields=["years", "left_out"])
    Holiday.objects.bulk_create(
        [
            Holiday(
                organization_id=calendar.organization_id,
                calendar=calendar,
                day=each.day,
                name=each.name,
                name_fr=each.name_fr,
            )
            for each in fresh
        ],
        ignore_conflicts=True,
    )
    if fresh:
        _deed(calendar, "holidays.year_added", by, year=year, days=len(fresh))
    return len(fresh)


def delete(*, calendar: HolidayCalendar, by: User) -> None:
    """The playbooks that follow it follow none from then on. Raises `CalendarProblem` while one is in force because of it."""
    if calendar.playbooks.filter(holiday_runs__isnull=False, holiday_runs__ended_at=None).exists():
        raise CalendarProblem(_("A playbook is in force because of it. Take that back before you delete the calendar."))
    _deed(calendar, "holidays.deleted", by)
    calendar.delete()


def _locked(calendar: HolidayCalendar) -> HolidayCalendar:
    """As it is now: of two who take days out or add years at the same time, neither undoes what the other left."""
    return HolidayCalendar.objects.select_for_update().get(pk=calendar.pk)


def _save(calendar: HolidayCalendar, update_fields: Sequence[str] | None = None) -> None:
    try:
        with transaction.atomic():
            calendar.save(update_fields=update_fields)
    except IntegrityError:
        raise CalendarProblem(_("There is a calendar of this name already."), "name") from None


def _is_public(calendar: HolidayCalendar, holiday: Holiday) -> bool:
    return holiday.name in _names(presets.days_of(calendar.country, calendar.subdivision, holiday.day.year))


def _names(days: Iterable[PublicDay]) -> set[str]:
    return {each.name for each in days}


def _deed(calendar: HolidayCalendar, verb: str, by: User | None, **details: object) -> None:
    record(verb=verb, object_type="calendar", object_id=calendar.pk, label=calendar.name, by=by, **details)
