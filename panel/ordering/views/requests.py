"""Special requests: numbers that a provider is asked to find."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from panel.operations.cards import card
from panel.ordering import queries
from panel.ordering.backorders import arrivals_of
from panel.ordering.forms import RequestForm
from panel.ordering.models import RequestState
from panel.ordering.services import requesting
from panel.ordering.services.requesting import RequestProblem
from panel.ordering.tables import RequestTable
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, render_page, stop_polling, toast, wants_fragment

NEW, FORM = "ordering/request_new.html", "ordering/_request_form.html"


@require_safe
@requires(Permission.BUY_NUMBERS)
def requests(request: TenantRequest) -> HttpResponse:
    table = RequestTable(queries.requests(), request)
    for row in table.page.rows:
        row.words = requesting.in_words(row)  # type: ignore[attr-defined]
    context = {"table": table, "filters": None, "empty": "ordering/_no_requests.html"}
    return render_page(request, "ordering/request_list.html", "ui/_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def new(request: TenantRequest) -> HttpResponse:
    """`account` in the address chooses whom to ask; then the form fits that provider."""
    accounts = queries.accounts_for_requests()
    account = next((each for each in accounts if str(each.pk) == request.GET.get("account")), None)
    account = account or (accounts[0] if accounts else None)
    context: dict[str, Any] = {"accounts": accounts, "account": account}
    if account is None:
        return render(request, NEW, {**context, "form": None})
    if request.method != "POST":
        return render(request, NEW, {**context, "form": RequestForm([account], initial={"token": uuid4()})})
    form = RequestForm([account], request.POST)
    if not form.is_valid():
        return invalid(request, NEW, FORM, {**context, "form": form})
    row = requesting.ask(
        connection=account,
        wanted=form.wanted,
        client=form.cleaned_data["client"],
        route=form.routes.get(account.pk, {}),
        pop=form.pops.get(account.pk, ""),
        by=request.user,
        token=str(form.cleaned_data["token"]),
    )
    return go(request, reverse("ordering:request", args=[row.pk]))


@require_safe
@requires(Permission.BUY_NUMBERS)
def detail(request: TenantRequest, request_id: UUID) -> HttpResponse:
    row = queries.request_or_404(request_id)
    sending = bool(row.operation and row.operation.is_open)
    polling = sending or queries.is_looking(row)
    context: dict[str, Any] = {
        "asked": row,
        "words": requesting.in_words(row),
        "polling": polling,
        "sending": sending,
        "follows": requesting.may_follow(row),
        "arrivals": arrivals_of(row)[:50],
        "open": row.state == RequestState.OPEN,
    }
    if row.operation is not None:
        context |= card(row.operation, request.membership) | {"poll_url": ""}
    response = render_page(request, "ordering/request.html", "ordering/_request.html", context)
    return response if polling or not wants_fragment(request) else stop_polling(response)


@require_POST
@requires(Permission.BUY_NUMBERS)
def look(request: TenantRequest, request_id: UUID) -> HttpResponse:
    row = queries.request_or_404(request_id)
    if row.state == RequestState.OPEN:
        requesting.request_look(row)
    return go(request, reverse("ordering:request", args=[row.pk]))


@require_POST
@requires(Permission.BUY_NUMBERS)
def end(request: TenantRequest, request_id: UUID) -> HttpResponse:
    row = queries.request_or_404(request_id)
    text, level = _("The request has ended."), "ok"
    try:
        requesting.end(row=row, arrived=request.POST.get("how") == "arrived", by=request.user)
    except RequestProblem as problem:
        text, level = str(problem), "warn"
    return toast(request, go(request, reverse("ordering:request", args=[row.pk])), text, level)
