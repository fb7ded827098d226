"""Calendars: the list, a new one, its name, its end."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from panel.holidays import presets, services
from panel.holidays.forms import CalendarForm, NewCalendarForm
from panel.holidays.queries import calendar_or_404, calendars, put_next_beside
from panel.holidays.services import CalendarProblem
from panel.holidays.tables import CalendarTable
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, render_page, toast

YEARS_AT_FIRST = 2  # this one and the next


@require_safe
@requires(Permission.VIEW)
def calendar_list(request: TenantRequest) -> HttpResponse:
    table = CalendarTable(calendars(), request)
    rows = list(table.page.rows)
    put_next_beside(rows, timezone.now())
    language = get_language() or "en"
    for row in rows:
        row.place = presets.place_name(row.country, row.subdivision, language)  # type: ignore[attr-defined]
    context = {"table": table, "empty": "holidays/_no_calendars.html"}
    return render_page(request, "holidays/calendar_list.html", "ui/_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def new(request: TenantRequest) -> HttpResponse:
    """With a country in the address, its states can be chosen."""
    pages = ("holidays/calendar_new.html", "holidays/_new_form.html")
    if request.method != "POST":
        asked = {name: request.GET[name] for name in ("country", "name", "time_zone") if name in request.GET}
        form = NewCalendarForm(initial={"time_zone": request.organization.time_zone, **asked})
        return render_page(request, *pages, {"form": form})
    form = NewCalendarForm(request.POST)
    if form.is_valid():
        this_year = timezone.now().year
        try:
            with transaction.atomic():
                calendar = services.make(
                    **form.cleaned_data, years=range(this_year, this_year + YEARS_AT_FIRST), by=request.user
                )
        except CalendarProblem as problem:
            form.add_error(problem.field, problem.text)
        else:
            return go(request, reverse("holidays:calendar", args=[calendar.pk]))
    return invalid(request, *pages, {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def edit(request: TenantRequest, calendar_id: UUID) -> HttpResponse:
    calendar = calendar_or_404(calendar_id)
    initial = {"name": calendar.name, "time_zone": calendar.time_zone}
    form = CalendarForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"calendar": calendar, "form": form, "was": calendar.name}
    if request.method != "POST":
        return render(request, "holidays/calendar_edit.html", context)
    if form.is_valid():
        try:
            services.change(calendar=calendar, **form.cleaned_data, by=request.user)
        except CalendarProblem as problem:
            form.add_error(problem.field, problem.text)
        else:
            return go(request, reverse("holidays:calendar", args=[calendar.pk]))
    return invalid(request, "holidays/calendar_edit.html", "holidays/_edit_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def delete(request: TenantRequest, calendar_id: UUID) -> HttpResponse:
    """What follows it is said before."""
    calendar = calendar_or_404(calendar_id)
    if request.method == "POST":
        try:
            services.delete(calendar=calendar, by=request.user)
        except CalendarProblem as problem:
            return toast(request, go(request, reverse("holidays:delete", args=[calendar_id])), problem.text, "warn")
        text = _("“%(calendar)s” was deleted.") % {"calendar": calendar.name}
        return toast(request, go(request, reverse("holidays:list")), text)
    context = {"calendar": calendar, "playbooks": calendar.playbooks.order_by("name")}
    return render(request, "holidays/calendar_delete.html", context)
