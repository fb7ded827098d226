"""Making a new object or device: choose where and what, fill in the form, follow the wish to what came of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from panel.connections import gateway
from panel.connections.badges import put_providers_beside
from panel.connections.models import Connection
from panel.connections.queries import connection_or_404
from panel.operations.cards import card
from panel.operations.models import OperationState
from panel.routing.models import Kind, Wish
from panel.routing.queries import change_under_way, made_from, wish_or_404
from panel.routing.subjects import Subject, account_lock, kind_name, offered
from panel.routing.views.objects import answer_form, url_of
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, render_page


@require_safe
@requires(Permission.CHANGE_ROUTES)
def choose(request: TenantRequest) -> HttpResponse:
    """Every kind for one account; what cannot be made there is greyed, with the reason, or named below."""
    accounts = list(Connection.objects.order_by("name"))
    put_providers_beside(accounts)
    asked = request.GET.get("account", "")
    chosen = next((each for each in accounts if str(each.pk) == asked), accounts[0] if accounts else None)
    kinds = offered(chosen) if chosen else []
    context = {
        "accounts": accounts,
        "chosen": chosen,
        "info": gateway.info(chosen.provider) if chosen else None,
        "offered": [each for each in kinds if each.there],
        "elsewhere": ", ".join(each.name for each in kinds if not each.there),
        "locked": account_lock(chosen) if chosen else "",
    }
    return render(request, "routing/object_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def make(request: TenantRequest, connection_id: UUID, kind: str) -> HttpResponse:
    connection = connection_or_404(connection_id)
    if kind not in (*Kind.values, Wish.DEVICE):
        raise Http404
    subject = Subject(connection, kind, variant=request.GET.get("variant", ""))
    variants = subject.variants
    if variants and subject.variant not in variants:
        return go(request, f"{reverse('routing:choose')}?account={connection.pk}")
    no_way = subject.locked or subject.no_create
    context = {"subject": subject, "row": None, "info": subject.info, "connection": connection, "no_way": no_way}
    return answer_form(request, subject, "", context)


@require_safe
@requires(Permission.VIEW)
def wish(request: TenantRequest, wish_id: UUID) -> HttpResponse:
    """What was asked for, until it is there: then the page of what came of it."""
    asked = wish_or_404(wish_id)
    operation = change_under_way("routing_wish", asked.pk)
    made = made_from(asked)
    if made is not None and (operation is None or operation.state == OperationState.SUCCEEDED):
        return go(request, url_of(made))
    context = {
        "wish": asked,
        "made_url": url_of(made) if made else "",
        "kind_name": kind_name(asked.kind),
        "connection": asked.connection,
        "info": gateway.info(asked.connection.provider),
        "again_url": reverse("routing:make", args=[asked.connection_id, asked.kind]),
        "card": card(operation, request.membership) if operation else None,
    }
    return render_page(request, "routing/wish_detail.html", "routing/_wish.html", context)
