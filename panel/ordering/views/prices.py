"""What clients pay for a number: a markup for everybody, and others for some."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from panel.ordering import queries
from panel.ordering.forms import PriceForm
from panel.ordering.services import preparing
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, toast

PAGE, FORM = "ordering/prices.html", "ordering/_price_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def prices(request: TenantRequest) -> HttpResponse:
    """GET lists the rules; POST sets one."""
    form = PriceForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "rules": queries.price_rules()}
    if request.method != "POST":
        return render(request, PAGE, context)
    if not form.is_valid():
        return invalid(request, PAGE, FORM, context)
    preparing.set_price(by=request.user, **form.cleaned_data)
    return toast(request, go(request, reverse("ordering:prices")), _("The price is set."))


@require_POST
@requires(Permission.BUY_NUMBERS)
def delete(request: TenantRequest, rule_id: UUID) -> HttpResponse:
    preparing.delete_price(rule=queries.price_rule_or_404(rule_id), by=request.user)
    return toast(request, go(request, reverse("ordering:prices")), _("The price is deleted."))
