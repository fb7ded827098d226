"""Reads of calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from panel.holidays.models import Holiday, HolidayCalendar


def calendars() -> QuerySet[HolidayCalendar]:
    """With `followers`, how many playbooks follow it."""
    return HolidayCalendar.objects.annotate(followers=Count("playbooks"))


def calendar_or_404(calendar_id: UUID) -> HolidayCalendar:
    calendar = calendars().filter(pk=calendar_id).first()
    if calendar is None:
        raise Http404
    return calendar


def days_from(calendar: HolidayCalendar, first: date) -> QuerySet[Holiday]:
    return Holiday.objects.filter(calendar=calendar, day__gte=first).order_by("day")


def holidays_at(moment: datetime) -> list[Holiday]:
    """The holidays that it is at an aware moment, each by its calendar's own clock; in the order of the calendars' names."""
    day = moment.date()
    near = Holiday.objects.filter(day__range=(day - timedelta(days=2), day + timedelta(days=2)))
    found = near.select_related("calendar").order_by("calendar__name", "calendar_id")
    return [each for each in found if each.day == each.calendar.day_at(moment)]


def holiday_on(calendar: HolidayCalendar, day: date) -> Holiday | None:
    return Holiday.objects.filter(calendar=calendar, day=day).first()


def put_next_beside(calendars: list[HolidayCalendar], moment: datetime) -> None:
    """Give each calendar `next`, its first holiday from the day on that it is there; None when there is none. One query."""
    wanted = Q(pk__in=[])
    for calendar in calendars:
        wanted |= Q(calendar=calendar, day__gte=calendar.day_at(moment))
    found = Holiday.objects.filter(wanted).order_by("calendar_id", "day").distinct("calendar_id")
    first = {holiday.calendar_id: holiday for holiday in found}
    for calendar in calendars:
        calendar.next = first.get(calendar.pk)  # type: ignore[attr-defined]
