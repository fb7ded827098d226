"""The list of numbers as a CSV or XLSX file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from panel.dids.export import as_csv, as_xlsx, lines
from panel.dids.filters import DidFilters
from panel.dids.queries import inventory
from panel.dids.tables import DidTable
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.tenancy.scope import scope

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "xlsx": (as_xlsx, XLSX)}


@require_safe
@requires(Permission.VIEW)
def export(request: TenantRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The same address as the list's: filters, order, columns. Where a filter makes no sense, the list tells which: a file of
    everything would not.
    """
    costs = may(request.membership.role, Permission.VIEW_COSTS)
    filters = DidFilters(request, costs=costs)
    if filters.errors:
        return HttpResponseRedirect(f"{reverse('dids:list')}?{request.GET.urlencode()}")
    table = DidTable(filters.narrow(inventory()).prefetch_related("connection", "client"), request, costs=costs)
    write, content_type = FORMATS[kind]
    name = f"numbers-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers=headers)
    heads = [str(column.label) for column in table.shown]
    batches = lines(table.queryset, table.queryset_sort, table.shown, _scope_of(request))
    return StreamingHttpResponse(write(heads, batches), content_type=content_type, headers=headers)


def _scope_of(request: TenantRequest) -> Any:
    """The request's scope, language and zone, to be entered again after it."""
    organization, zone, language = request.organization.pk, timezone.get_current_timezone(), translation.get_language()

    @contextmanager
    def entered() -> Iterator[None]:
        with scope(organization=organization), timezone.override(zone), translation.override(language):
            yield

    return entered
