"""The pages of the provider console: the methods, one method's form, a call, and an account's raw traffic."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from panel.connections import gateway
from panel.connections.models import ConnectionState
from panel.connections.queries import connection_or_404
from panel.console import queries, services
from panel.console.arguments import as_typed, holds_mask
from panel.console.forms import PREFIX, MethodForm
from panel.console.models import ConsoleCall
from panel.console.tables import TrafficFilters, TrafficTable
from panel.operations.cards import card
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, render_page, stop_polling


@require_safe
@requires(Permission.MANAGE_CONNECTIONS)
def methods(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    text, effect = request.GET.get("q", "")[:80], request.GET.get("effect", "")
    context = {
        "connection": connection,
        "info": gateway.info(connection.provider),
        "groups": queries.methods_of(connection, text=text, effect=effect),
        "total": len(gateway.catalog(connection.provider).methods),
        "calls": queries.recent_calls(connection),
        "q": text,
        "effect": effect,
    }
    return render_page(request, "console/console_methods.html", "console/_methods.html", context)


@requires(Permission.MANAGE_CONNECTIONS)
def method(request: TenantRequest, connection_id: UUID, method: str) -> HttpResponse:
    """GET shows the form and the documentation; POST asks for the call."""
    connection = connection_or_404(connection_id)
    info, catalog = gateway.info(connection.provider), gateway.catalog(connection.provider)
    found = queries.method_or_404(connection, method)
    typed = request.POST if request.method == "POST" else None
    form = MethodForm(catalog, found, info.name, typed, initial=_initial(request, found.name))
    context = {
        "connection": connection,
        "info": info,
        "method": found,
        "form": form,
        "codes": [catalog.codes[code] for code in found.codes if code in catalog.codes],
        "returns": catalog.types.get(found.returns, ()),
        "may_run": connection.state == ConnectionState.ACTIVE and bool(connection.sealed),
    }
    if request.method != "POST":
        return render(request, "console/console_method.html", context)
    if context["may_run"] and form.is_valid():
        asked = services.ask(connection=connection, method=found, arguments=form.arguments, by=request.user)
        return go(request, reverse("console:call", args=[asked.pk]))
    return invalid(request, "console/console_method.html", "console/_form.html", context)


@require_safe
@requires(Permission.MANAGE_CONNECTIONS)
def call(request: TenantRequest, call_id: UUID) -> HttpResponse:
    """A call and what came back; asked for again until it has ended."""
    asked = queries.call_or_404(call_id)
    context: dict[str, Any] = {
        "call": asked,
        "connection": asked.connection,
        "info": gateway.info(asked.connection.provider),
        "polling": asked.operation.is_open if asked.operation else asked.running,
        "arguments": asked.arguments.items(),
        "exchanges": queries.exchanges_of(asked),
    }
    if asked.operation:
        context |= card(asked.operation, request.membership) | {"poll_url": ""}
    response = render_page(request, "console/console_call.html", "console/_call.html", context)
    return response if context["polling"] or not request.headers.get("HX-Request") else stop_polling(response)


@require_safe
@requires(Permission.MANAGE_CONNECTIONS)
def traffic(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_or_404(connection_id)
    filters = TrafficFilters(request)
    table = TrafficTable(filters.narrow(queries.traffic(connection)), request)
    context = {
        "connection": connection,
        "info": gateway.info(connection.provider),
        "filters": filters,
        "table": table,
        "empty": "console/_no_traffic.html",
        "zone": timezone.get_current_timezone_name(),
    }
    return render_page(request, "console/console_traffic.html", "ui/_list_fragment.html", context)


def _initial(request: TenantRequest, method: str) -> dict[str, str]:
    """The arguments of an earlier call, to run it again with changes; secrets are typed anew."""
    try:
        again = UUID(request.GET.get("again", ""))
    except ValueError:
        return {}
    earlier = ConsoleCall.objects.filter(pk=again, method=method).first()
    given = earlier.arguments.items() if earlier else ()
    return {f"{PREFIX}{name}": as_typed(value) for name, value in given if not holds_mask(value)}
