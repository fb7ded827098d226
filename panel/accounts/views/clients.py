"""Reseller clients: a small list, adding and renaming."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panel.accounts import queries
from panel.accounts.forms import ClientForm, add_refusal
from panel.accounts.rules import Refused
from panel.accounts.services.clients import add_client, rename_client
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import toast


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def listing(request: TenantRequest) -> HttpResponse:
    """The list, and the form that adds one."""
    if request.method != "POST":
        return _page(request, ClientForm())
    form = ClientForm(request.POST)
    if form.is_valid():
        try:
            client = add_client(name=form.cleaned_data["name"], by=request.user)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            text = _("“%(client)s” is added.") % {"client": client.name}
            return toast(request, redirect("accounts:clients"), text)
    return _page(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def rename(request: TenantRequest, client_id: UUID) -> HttpResponse:
    client = get_object_or_404(queries.clients(), pk=client_id)
    form = ClientForm(request.POST) if request.method == "POST" else ClientForm(initial={"name": client.name})
    if form.is_valid():
        try:
            rename_client(client=client, name=form.cleaned_data["name"], by=request.user)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return toast(request, redirect("accounts:clients"), _("The client’s name is changed."))
    context = {"client": client, "form": form}
    return render(request, "accounts/client.html", context, status=422 if form.errors else 200)


def _page(request: TenantRequest, form: ClientForm, status: int = 200) -> HttpResponse:
    context = {"clients": queries.clients_with_counts(), "form": form}
    return render(request, "accounts/clients.html", context, status=status)
