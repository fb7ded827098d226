"""The pages of operations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from panel.operations import services
from panel.operations.cards import card as card_context
from panel.operations.models import Operation, OperationState
from panel.operations.queries import next_try_of, operation_by_id, operations, timeline_of
from panel.operations.registry import permission_for
from panel.operations.services import AlreadyOpen, OperationProblem
from panel.operations.tables import OperationFilters, OperationTable
from panel.operations.words import is_account_problem, subject_url, title_of
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission, may
from panel.ui.htmx import go, render_page, stop_polling, toast, wants_fragment
from panel.ui.status import level_of

ENDED = "operation-ended"  # an event on the card's element, for the page around it


@require_safe
@requires(Permission.VIEW)
def operation_list(request: TenantRequest) -> HttpResponse:
    filters = OperationFilters(request)
    table = OperationTable(filters.narrow(operations()), request)
    return render_page(
        request,
        "operations/operation_list.html",
        "ui/_list_fragment.html",
        {
            "filters": filters,
            "table": table,
            "empty": "operations/_empty.html",
            "zone": timezone.get_current_timezone_name(),
        },
    )


@require_safe
@requires(Permission.VIEW)
def detail(request: TenantRequest, operation_id: UUID) -> HttpResponse:
    operation = _or_404(operation_id)
    return render_page(
        request, "operations/operation_detail.html", "operations/_detail.html", _detail(request, operation)
    )


@require_safe
@requires(Permission.VIEW)
def card(request: TenantRequest, operation_id: UUID) -> HttpResponse:
    """The card alone. After the end it asks no more, says so in a toast and tells the page."""
    operation = _or_404(operation_id)
    response = render(request, "ui/_operation.html", card_context(operation, request.membership))
    if operation.is_open:
        return response
    response = toast(request, response, _ending(operation), level_of(operation.state))
    response.headers["HX-Trigger-After-Settle"] = ENDED
    return stop_polling(response)


@require_POST
@requires(Permission.CHANGE_ROUTES)
def retry(request: TenantRequest, operation_id: UUID) -> HttpResponse:
    operation = _or_404(operation_id)
    if not may(request.membership.role, permission_for(operation.kind)):
        raise PermissionDenied
    try:
        again = services.retry(operation=operation, by=request.user)
    except AlreadyOpen as problem:
        return _to(request, problem.operation, str(problem), "warn")
    except OperationProblem as problem:
        return _to(request, operation, str(problem), "warn")
    if wants_fragment(request) and not _is_on_page_of(request, operation):
        return render(request, "ui/_operation.html", card_context(again, request.membership), status=202)
    return _to(request, again, _("Trying again."), "run")


@require_POST
@requires(Permission.CHANGE_ROUTES)
def check(request: TenantRequest, operation_id: UUID) -> HttpResponse:
    operation = _or_404(operation_id)
    try:
        services.check_now(operation=operation, by=request.user)
    except OperationProblem as problem:
        return _to(request, operation, str(problem), "warn")
    return _to(request, operation, _("Looking it up."), "run")


@requires(Permission.CHANGE_ROUTES)
def abandon(request: TenantRequest, operation_id: UUID) -> HttpResponse:
    """GET asks for confirmation; POST gives it up. For those who may ask for it: a purchase is not everybody's."""
    operation = _or_404(operation_id)
    if not may(request.membership.role, permission_for(operation.kind)):
        raise PermissionDenied
    if request.method != "POST":
        return render(
            request, "operations/operation_abandon.html", {"operation": operation, "title": title_of(operation)}
        )
    try:
        services.abandon(operation=operation, by=request.user)
    except OperationProblem as problem:
        return _to(request, operation, str(problem), "warn")
    return _to(request, operation, _("Given up."), "ok")


def _detail(request: TenantRequest, operation: Operation) -> dict[str, Any]:
    allowed = may(request.membership.role, Permission.CHANGE_ROUTES)
    return {
        **card_context(operation, request.membership),
        "heading": title_of(operation),
        "subject_url": subject_url(operation),
        "steps": [
            {"level": level_of(event.state), "title": event.get_state_display(), "note": event.text, "at": event.at}
            for event in timeline_of(operation)
        ],
        "tried_again": next_try_of(operation),
        "account_problem": operation.state == OperationState.FAILED and is_account_problem(operation),
        "may_check": allowed and operation.state == OperationState.UNKNOWN,
        "may_abandon": may(request.membership.role, permission_for(operation.kind))
        and operation.state in (OperationState.FAILED, OperationState.UNKNOWN),
    }


def _ending(operation: Operation) -> str:
    values = {"title": title_of(operation), "subject": operation.subject_label}
    if operation.state == OperationState.SUCCEEDED and operation.differs:
        return _("%(title)s, %(subject)s: done, but the provider has something else.") % values
    if operation.state == OperationState.SUCCEEDED:
        return _("%(title)s, %(subject)s: done.") % values
    if operation.state == OperationState.ABANDONED:
        return _("%(title)s, %(subject)s: given up.") % values
    return _("%(title)s, %(subject)s: failed.") % values


def _is_on_page_of(request: TenantRequest, operation: Operation) -> bool:
    """Whether the browser shows the operation's own page, where another one's card would be out of place."""
    here: str | None = request.htmx.current_url_abs_path
    return here == reverse("operations:detail", args=[operation.pk])


def _to(request: TenantRequest, operation: Operation, text: str, level: str) -> HttpResponse:
    return toast(request, go(request, reverse("operations:detail", args=[operation.pk])), text, level)


def _or_404(operation_id: UUID) -> Operation:
    operation = operation_by_id(operation_id)
    if operation is None:
        raise Http404
    return operation
