"""Lists of what calls can be sent to: routing objects, and devices with their registration."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from panel.connections.badges import put_providers_beside
from panel.routing.filters import DeviceFilters, RoutingFilters
from panel.routing.flow import when_words
from panel.routing.models import Device, RoutingObject
from panel.routing.naming import Spot, names_of
from panel.routing.tables import DeviceTable, RoutingTable
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import render_page

SHOWN_LINKS = 3


@require_safe
@requires(Permission.VIEW)
def objects(request: TenantRequest) -> HttpResponse:
    filters = RoutingFilters(request)
    rows = RoutingObject.objects.select_related("connection").defer("raw", "details")
    table = RoutingTable(filters.narrow(rows), request)
    put_links_into_words(table.page.rows)
    put_providers_beside(table.page.rows)
    context = {"filters": filters, "table": table, "empty": "routing/_nothing.html", "may_change": _may_change(request)}
    return render_page(request, "routing/routing_list.html", "ui/_list_fragment.html", context)


@require_safe
@requires(Permission.VIEW)
def devices(request: TenantRequest) -> HttpResponse:
    filters = DeviceFilters(request)
    rows = Device.objects.select_related("connection").defer("raw", "details")
    table = DeviceTable(filters.narrow(rows), request)
    put_providers_beside(table.page.rows)
    context = {"filters": filters, "table": table, "empty": "routing/_nothing.html", "may_change": _may_change(request)}
    return render_page(request, "routing/device_list.html", "ui/_list_fragment.html", context)


def _may_change(request: TenantRequest) -> bool:
    return may(request.membership.role, Permission.CHANGE_ROUTES)


def put_links_into_words(rows: Iterable[RoutingObject]) -> None:
    """Give each row `leads`: (label, destination) of its first links, and `more`, how many are not shown."""
    rows = list(rows)
    names = names_of(Spot.of(row.connection_id, link) for row in rows for link in row.links[:SHOWN_LINKS])
    for row in rows:
        shown = row.links[:SHOWN_LINKS]
        spots = [(when_words(link["label"], row.kind), Spot.of(row.connection_id, link)) for link in shown]
        row.leads = [(when, names.of(spot)) for when, spot in spots]  # type: ignore[attr-defined]
        row.more = len(row.links) - len(shown)  # type: ignore[attr-defined]
