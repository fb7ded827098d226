"""Whose number it is: moving it to another client of ours, and giving it back to the provider."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from panel.connections import gateway
from panel.dids.forms_ownership import ClientForm, ReleaseForm
from panel.dids.leaving import say_leaving
from panel.dids.models import Did
from panel.dids.queries_detail import is_busy
from panel.dids.release import consequences_of
from panel.dids.services import ClientMoved, NumberProblem, move_to_client, release, why_not_released
from panel.dids.views.answers import changing
from panel.dids.views.detail import BODY, PAGE, did_or_404, lock_reason, page_context
from panel.operations.services import AlreadyOpen
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, render_page, toast, wants_fragment

RELEASE = "dids/did_release.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_ROUTES)
def client(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """GET is the number's page; POST moves the number at once, as no provider is asked."""
    did = did_or_404(did_id)
    if request.method != "POST":
        return render_page(request, PAGE, BODY, page_context(request, did))
    form = ClientForm(did, request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, BODY, {**page_context(request, did), "client_form": form})
    try:
        moved = move_to_client(did=did, client=form.cleaned_data["client"], by=request.user, seen=form.seen)
    except ClientMoved as problem:
        return _moved_meanwhile(request, did_or_404(did.pk), problem)
    text = _moved_words(form.cleaned_data["client"]) if moved else _("Nothing to change: it is this client’s already.")
    return _said(request, did, text, "ok" if moved else "acc")


@require_POST
@requires(Permission.CHANGE_ROUTES)
def porting_out(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """The person says that the number leaves for another provider, or that it stays after all."""
    did = did_or_404(did_id)
    if not say_leaving(did=did, leaving=request.POST.get("leaving") == "1", by=request.user):
        return _said(request, did, _("Nothing to change: that is how it stands already."), "acc")
    return _said(request, did, _("Noted. No provider was asked for anything."), "ok")


def _said(request: TenantRequest, did: Did, text: str, level: str) -> HttpResponse:
    """The number's page, with what came of it."""
    if not wants_fragment(request):
        return toast(request, go(request, reverse("dids:detail", args=[did.pk])), text, level)
    return toast(request, render(request, BODY, page_context(request, did_or_404(did.pk))), text, level)


def _moved_meanwhile(request: TenantRequest, did: Did, problem: ClientMoved) -> HttpResponse:
    """What the person chose, beside whose the number is now. Saving again then means it."""
    data = request.POST.copy()
    data["was"] = str(did.client_id or "")
    form = ClientForm(did, data)
    form.add_error("client", str(problem))
    return invalid(request, PAGE, BODY, {**page_context(request, did), "client_form": form})


def _moved_words(client: Any) -> str:
    return _("The number is %(client)s’s now.") % {"client": client} if client else _("The number is nobody’s now.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RELEASE_NUMBERS)
def give_back(request: TenantRequest, did_id: UUID) -> HttpResponse:
    """GET tells the consequences and asks for the number; POST asks the provider, by an operation."""
    did = did_or_404(did_id)
    form = ReleaseForm(did, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, RELEASE, _release_context(did, form))
    if not form.is_valid():
        return render(request, RELEASE, _release_context(did, form), status=422)
    try:
        operation = release(did=did, by=request.user, idempotency_key=form.key)
    except AlreadyOpen as problem:
        form.add_error(None, str(problem))
    except NumberProblem as problem:
        form.add_error(None, str(problem))
    else:
        return changing(request, did, _("Releasing the number…"), "run", operation.pk)
    return render(request, RELEASE, _release_context(did, form), status=422)


def _release_context(did: Did, form: ReleaseForm) -> dict[str, Any]:
    return {
        "did": did,
        "info": gateway.info(did.connection.provider),
        "form": form,
        "consequences": consequences_of(did),
        "blocked": why_not_released(did) or lock_reason(did),
        "busy": is_busy(did),
    }
