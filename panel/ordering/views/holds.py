"""Numbers that are held for us: asking, the countdown, giving up."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panel.operations.cards import card
from panel.operations.queries import operations_of
from panel.operations.services import OperationProblem
from panel.ordering import queries
from panel.ordering.services import holding
from panel.ordering.services.holding import HoldProblem
from panel.ordering.tables import HoldTable
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, render_page, stop_polling, toast, wants_fragment


@require_safe
@requires(Permission.BUY_NUMBERS)
def holds(request: TenantRequest) -> HttpResponse:
    table = HoldTable(queries.holds(), request)
    polling = any(row.in_force or (row.operation and row.operation.is_open) for row in table.page.rows)
    context = {"table": table, "filters": None, "empty": "ordering/_no_holds.html", "polling": polling}
    response = render_page(request, "ordering/hold_list.html", "ordering/_holds.html", context)
    return response if polling or not wants_fragment(request) else stop_polling(response)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def hold(request: TenantRequest, offer_id: UUID) -> HttpResponse:
    """GET says what a hold is; POST asks for it."""
    offer = queries.offer_or_404(offer_id)
    context: dict[str, Any] = {"offer": offer, "token": uuid4()}
    if request.method != "POST":
        return render(request, "ordering/hold_new.html", context)
    try:
        row = holding.hold(offer=offer, by=request.user, token=request.POST.get("token", "")[:40] or str(uuid4()))
    except HoldProblem as problem:
        return render(request, "ordering/hold_new.html", {**context, "problem": problem}, status=422)
    return go(request, reverse("ordering:hold_detail", args=[row.pk]))


@require_safe
@requires(Permission.BUY_NUMBERS)
def detail(request: TenantRequest, hold_id: UUID) -> HttpResponse:
    row = queries.hold_or_404(hold_id)
    operation = next(iter(operations_of("hold", row.pk, limit=1)), None)  # asking for it, or giving it up
    polling = row.in_force or bool(operation and operation.is_open)
    context: dict[str, Any] = {"hold": row, "polling": polling, "may_give_up": holding.may_give_up(row)}
    if operation is not None:
        context |= card(operation, request.membership) | {"poll_url": ""}
    response = render_page(request, "ordering/hold.html", "ordering/_hold.html", context)
    return response if polling or not wants_fragment(request) else stop_polling(response)


@require_POST
@requires(Permission.BUY_NUMBERS)
def give_up(request: TenantRequest, hold_id: UUID) -> HttpResponse:
    row = queries.hold_or_404(hold_id)
    text, level = _("Giving the number up…"), "run"
    try:
        holding.give_up(row=row, by=request.user)
    except (HoldProblem, OperationProblem) as problem:
        text, level = str(problem), "warn"
    return toast(request, go(request, reverse("ordering:hold_detail", args=[row.pk])), text, level)
