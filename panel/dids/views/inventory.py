"""The list of numbers."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from panel.connections.badges import put_providers_beside
from panel.dids.filters import DidFilters
from panel.dids.queries import inventory
from panel.dids.tables import DidTable, put_routes_into_words
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import render_page


@require_safe
@requires(Permission.VIEW)
def numbers(request: TenantRequest) -> HttpResponse:
    filters = DidFilters(request)
    table = DidTable(filters.narrow(inventory()), request)
    put_routes_into_words(table.page.rows)
    put_providers_beside(table.page.rows)
    context = {"filters": filters, "table": table, "empty": "dids/_no_numbers.html"}
    return render_page(request, "dids/did_list.html", "ui/_list_fragment.html", context)
