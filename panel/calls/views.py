"""The list of calls."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panel.calls.filters import CallFilters
from panel.calls.queries import calls_newest_first
from panel.calls.tables import CallTable, CallTableWithCosts
from panel.connections.badges import put_providers_beside
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import render_page


@require_safe
@requires(Permission.VIEW_CALLS)
def calls(request: TenantRequest) -> HttpResponse:
    filters = CallFilters(request)
    table_class = CallTableWithCosts if may(request.membership.role, Permission.VIEW_COSTS) else CallTable
    table = table_class(filters.narrow(calls_newest_first()), request)
    put_providers_beside(table.page.rows)
    context = {
        "filters": filters,
        "table": table,
        "empty": "calls/_no_calls.html",
        "zone": timezone.get_current_timezone_name(),
    }
    return render_page(request, "calls/call_list.html", "ui/_list_fragment.html", context)
