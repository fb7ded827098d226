"""A calendar's page: its days by year, and the means to add and remove them."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST, require_safe

from panel.holidays import presets, services
from panel.holidays.forms import DayForm, YearForm
from panel.holidays.models import Holiday, HolidayCalendar
from panel.holidays.queries import calendar_or_404, days_from
from panel.holidays.services import CalendarProblem
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, toast


@require_safe
@requires(Permission.VIEW)
def detail(request: TenantRequest, calendar_id: UUID) -> HttpResponse:
    calendar = calendar_or_404(calendar_id)
    return render(request, "holidays/calendar_detail.html", _context(calendar))


@require_POST
@requires(Permission.CHANGE_ROUTES)
def add(request: TenantRequest, calendar_id: UUID) -> HttpResponse:
    calendar = calendar_or_404(calendar_id)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            services.add_day(calendar=calendar, **form.cleaned_data, by=request.user)
        except CalendarProblem as problem:
            form.add_error(problem.field, problem.text)
        else:
            return _back(request, calendar)
    return invalid(
        request, "holidays/calendar_detail.html", "holidays/_day_form.html", {**_context(calendar), "form": form}
    )


@require_POST
@requires(Permission.CHANGE_ROUTES)
def add_year(request: TenantRequest, calendar_id: UUID) -> HttpResponse:
    calendar = calendar_or_404(calendar_id)
    form = YearForm(_this_year(calendar), request.POST)
    if not form.is_valid() or not calendar.country:
        return _back(request, calendar)
    year = form.cleaned_data["year"]
    added = services.add_year(calendar=calendar, year=year, by=request.user)
    text = ngettext("%(added)s day of %(year)s was added.", "%(added)s days of %(year)s were added.", added)
    return toast(request, _back(request, calendar), text % {"added": added, "year": year})


@require_POST
@requires(Permission.CHANGE_ROUTES)
def remove(request: TenantRequest, calendar_id: UUID, holiday_id: UUID) -> HttpResponse:
    calendar = calendar_or_404(calendar_id)
    holiday = Holiday.objects.select_related("calendar").filter(calendar=calendar, pk=holiday_id).first()
    if holiday is None:
        raise Http404
    services.remove_day(holiday=holiday, by=request.user)
    return _back(request, calendar)


def _back(request: TenantRequest, calendar: HolidayCalendar) -> HttpResponse:
    return go(request, reverse("holidays:calendar", args=[calendar.pk]))


def _this_year(calendar: HolidayCalendar) -> int:
    return calendar.day_at(timezone.now()).year


def _context(calendar: HolidayCalendar) -> dict[str, Any]:
    today = calendar.day_at(timezone.now())
    days = list(days_from(calendar, today.replace(month=1, day=1)))
    years = [(year, list(found)) for year, found in groupby(days, key=lambda each: each.day.year)]
    known = {year for year, _days in years}
    missing = next((year for year in range(today.year, today.year + 6) if year not in known), today.year)
    return {
        "calendar": calendar,
        "today": today,
        "place": presets.place_name(calendar.country, calendar.subdivision, get_language() or "en"),
        "years": years,
        "next": next((each for each in days if each.day >= today), None),
        "form": DayForm(),
        "year_form": YearForm(today.year, initial={"year": missing}) if calendar.country else None,
        "playbooks": calendar.playbooks.order_by("name"),
    }
