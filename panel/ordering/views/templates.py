"""Templates of how a bought number begins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from panel.ordering import queries
from panel.ordering.forms import TemplateForm
from panel.ordering.models import NumberTemplate
from panel.ordering.services import preparing
from panel.ordering.setup_fields import initial_of
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, toast

PAGE, FORM = "ordering/template.html", "ordering/_template_form.html"


@require_safe
@requires(Permission.BUY_NUMBERS)
def templates(request: TenantRequest) -> HttpResponse:
    return render(request, "ordering/template_list.html", {"templates": queries.templates()})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def new(request: TenantRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def edit(request: TenantRequest, template_id: UUID) -> HttpResponse:
    return _edit(request, queries.template_or_404(template_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def delete(request: TenantRequest, template_id: UUID) -> HttpResponse:
    """GET asks; POST deletes. Numbers that began with it stay as they are."""
    template = queries.template_or_404(template_id)
    if request.method != "POST":
        return render(request, "ordering/template_delete.html", {"template": template})
    preparing.delete_template(template=template, by=request.user)
    return toast(request, go(request, reverse("ordering:templates")), _("The template is deleted."))


def _edit(request: TenantRequest, template: NumberTemplate | None) -> HttpResponse:
    accounts = queries.active_accounts()
    if request.method != "POST":
        form = TemplateForm(accounts, template=template, initial=_initial(template, accounts))
        return render(request, PAGE, {"form": form, "template": template})
    form = TemplateForm(accounts, request.POST, template=template)
    if not form.is_valid():
        return invalid(request, PAGE, FORM, {"form": form, "template": template})
    given = form.cleaned_data
    preparing.save_template(
        template=template,
        fields={name: given[name] for name in ("name", "client", "tags", "note", "e911")},
        routes={str(account.pk): given.get(f"route_{account.pk.hex}", "") for account in accounts},
        pops={str(account.pk): given.get(f"pop_{account.pk.hex}", "") for account in accounts},
        by=request.user,
    )
    return toast(request, go(request, reverse("ordering:templates")), _("The template is saved."))


def _initial(template: NumberTemplate | None, accounts: list[Any]) -> dict[str, Any]:
    if template is None:
        return {}
    return {
        "name": template.name,
        "client": template.client_id,
        "tags": ", ".join(template.tags),
        "note": template.note,
        "e911": template.e911,
        **initial_of(template.routes, template.pops, accounts),
    }
