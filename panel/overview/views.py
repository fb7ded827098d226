"""The overview: is everything working, what is being done, what was changed, how many calls."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from panel.calls.queries import CallsPerDay, calls_per_day
from panel.connections.badges import put_providers_beside
from panel.connections.gateway import all_infos
from panel.connections.models import Connection
from panel.dids.emergency import count_needing_e911
from panel.dids.queries import loss_lately
from panel.jobs.queries import jobs_for_overview
from panel.operations.queries import recent_operations
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.charts import Series, StackedBars
from panel.ui.words import number

RANGES = (7, 30, 90)
DEFAULT_RANGE = 30
SHOWN_OPERATIONS = 6
COUNTED = 500  # beyond it is “more than”


@require_safe
@requires(Permission.VIEW)
def home(request: TenantRequest) -> HttpResponse:
    zone = ZoneInfo(request.organization.time_zone)
    days = chosen_range(request)
    now = timezone.now()
    calls = calls_per_day(until=now, days=days, zone=zone)
    context = {
        "today": now.astimezone(zone),
        "zone": zone.key,
        "range": days,
        "ranges": RANGES,
        "calls": calls,
        "chart": chart_of(calls),
        **accounts(),
        **jobs(),
        **operations(),
        **todos(),
    }
    return render(request, "overview/home.html", context)


@require_safe
@requires(Permission.VIEW)
def part(request: TenantRequest, name: str) -> HttpResponse:
    """One panel of the page, which asks for itself again."""
    return render(request, f"overview/_{name}.html", PARTS[name]())


def accounts() -> dict[str, Any]:
    connections = list(Connection.objects.order_by("name"))
    put_providers_beside(connections)
    return {"connections": connections}


def jobs() -> dict[str, Any]:
    return {"jobs": jobs_for_overview()}


def operations() -> dict[str, Any]:
    rows = recent_operations(limit=SHOWN_OPERATIONS)
    put_providers_beside(rows)
    return {"operations": rows}


def todos() -> dict[str, Any]:
    """What a person has to look after among the numbers."""
    return {"lost": loss_lately(COUNTED), "needing_e911": count_needing_e911(COUNTED), "counted": COUNTED}


PARTS = {"accounts": accounts, "jobs": jobs, "operations": operations, "todos": todos}


def chosen_range(request: HttpRequest) -> int:
    """`?days=`; anything but the offered ranges is the default."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in RANGES} else DEFAULT_RANGE


def chart_of(calls: CallsPerDay) -> StackedBars:
    infos = {info.slug: info for info in all_infos()}
    text = ngettext("%(total)s call in %(days)s days", "%(total)s calls in %(days)s days", calls.total)
    return StackedBars(
        id="calls-per-day",
        label=text % {"total": number(calls.total), "days": len(calls.days)},
        days=calls.days,
        series=[
            Series(infos[slug].name, infos[slug].slot, values)
            for slug, values in calls.by_provider.items()
            if slug in infos
        ],
    )
