"""Changing where a number's calls go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panel.connections import gateway
from panel.dids.forms import RouteForm
from panel.dids.models import Did
from panel.dids.services import Conflict, RouteProblem, change_route
from panel.dids.views.detail import BODY, EDITOR, PAGE, did_or_404, editor_context, page_context
from panel.operations.services import AlreadyOpen
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.forms import filled_in
from panel.ui.htmx import go, invalid, render_page, toast, wants_fragment


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def route(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """GET shows what the chosen values would change; POST asks for it."""
    did = did_or_404(did_id)
    if request.method == "POST":
        return _save(request, did)
    form = _form(did, filled_in(_form(did, None), request.GET) if "route" in request.GET else None)
    return render_page(request, PAGE, EDITOR, _context(request, did, form))


def _save(request: TenantRequest, did: Did) -> HttpResponse:
    form = _form(did, request.POST)
    if not form.is_valid():
        return _refused(request, did, form)
    try:
        operation = change_route(did=did, wanted=form.wanted, seen=form.seen, by=request.user, idempotency_key=form.key)
    except Conflict as problem:
        return _conflict(request, did_or_404(did.pk), problem)
    except AlreadyOpen as problem:
        return _answer(request, did, str(problem), "warn", problem.operation.pk)
    except RouteProblem as problem:
        form.add_error(None, str(problem))
        return _refused(request, did, form)
    return _answer(request, did, _("Changing the route…"), "run", operation.pk)


def _answer(request: TenantRequest, did: Did, text: str, level: str, operation_id: UUID) -> HttpResponse:
    """The number's page with the card of the operation, which follows it to its end."""
    page = reverse("dids:detail", args=[did.pk])
    if not wants_fragment(request):
        return go(request, page)
    response = render(request, BODY, page_context(request, did_or_404(did.pk)), status=202)
    link = reverse("operations:detail", args=[operation_id])
    return toast(request, response, text, level, url=link, link=_("Follow it"))


def _conflict(request: TenantRequest, did: Did, problem: Conflict) -> HttpResponse:
    """Show what it is now beside what the person chose. Saving again then means it."""
    data = request.POST.copy()
    data["was"] = RouteForm(did, gateway.info(did.connection.provider)).initial["was"]
    form = _form(did, data)
    form.is_valid()
    form.add_error(None, str(problem))
    return _refused(request, did, form, conflict=True)


def _refused(request: TenantRequest, did: Did, form: RouteForm, **more: Any) -> HttpResponse:
    return invalid(request, PAGE, EDITOR, {**_context(request, did, form), **more}, into="route-editor")


def _context(request: TenantRequest, did: Did, form: RouteForm) -> dict[str, Any]:
    """The editor alone for htmx; everything for a browser without."""
    build = editor_context if wants_fragment(request) else page_context
    return build(request, did, form)


def _form(did: Did, data: QueryDict | None) -> RouteForm:
    return RouteForm(did, gateway.info(did.connection.provider), data)
