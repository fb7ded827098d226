"""The overview: is everything working, what is being done, what was changed, how many calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from panel.calls.queries import CallsPerDay, calls_per_day
from panel.connections.gateway import all_infos
from panel.connections.queries import connections_with_health
from panel.jobs.queries import jobs_for_overview
from panel.operations.queries import recent_operations as newest_operations
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission

RANGES = (7, 30, 90)
DEFAULT_RANGE = 30


@require_safe
@requires(Permission.VIEW)
def home(request: TenantRequest) -> HttpResponse:
    zone = ZoneInfo(request.organization.time_zone)
    now = timezone.now()
    days = chosen_range(request)
    calls = calls_per_day(until=now, days=days, zone=zone)
    return render(
        request,
        "overview/home.html",
        {
            "today": now.astimezone(zone),
            "zone": zone.key,
            "range": days,
            "ranges": RANGES,
            "calls": calls,
            "chart": chart_of(calls),
            **account_strip(),
            "jobs": jobs_for_overview(),
            "operations": newest_operations(limit=6),
        },
    )


@require_safe
@requires(Permission.VIEW)
def accounts(request: HttpRequest) -> HttpResponse:
    """The strip of accounts; refreshes itself."""
    return render(request, "overview/_accounts.html", account_strip())


@require_safe
@requires(Permission.VIEW)
def running_jobs(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/_jobs.html", {"jobs": jobs_for_overview()})


@require_safe
@requires(Permission.VIEW)
def recent_operations(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/_operations.html", {"operations": newest_operations(limit=6)})


def chosen_range(request: HttpRequest) -> int:
    """`?days=`; anything but the offered ranges is the default."""
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in RANGES} else DEFAULT_RANGE


def account_strip() -> dict[str, Any]:
    return {"connections": connections_with_health(), "now": timezone.now()}


def chart_of(calls: CallsPerDay) -> dict[str, Any]:
    """What `ui/_chart.html` draws and tables: a stacked series for each provider, with a sentence as its label."""
    infos = {info.slug: info for info in all_infos()}
    return {
        "label": ngettext(
            "%(total)s call in %(days)s days.", "%(total)s calls in %(days)s days.", calls.total
        )
        % {"total": formats.number_format(calls.total, force_grouping=True), "days": len(calls.days)},
        "first_column": _("Day"),
        "x": [int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC")).timestamp()) for day in calls.days],
        "rows": [formats.date_format(day, "j M") for day in calls.days],
        "series": [
            {
                "name": infos[slug].name if slug in infos else slug,
                "slot": infos[slug].slot if slug in infos else "vm",
                "values": values,
                "total": sum(values),
            }
            for slug, values in calls.by_provider.items()
        ],
    }
