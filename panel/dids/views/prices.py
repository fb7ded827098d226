"""What settings cost at one account: typed in by a person, told with amounts from then on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from panel.connections import gateway
from panel.connections.queries import connection_or_404
from panel.dids.forms_prices import PricesForm
from panel.dids.price_list import set_prices
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, toast

PAGE, FORM = "dids/prices.html", "dids/_prices_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CONNECTIONS)
def prices(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """The list, and keeping it."""
    connection = connection_or_404(connection_id)
    info = gateway.info(connection.provider)
    form = PricesForm(connection, info, request.POST if request.method == "POST" else None)
    back = _back(request, connection_id)
    context = {"connection": connection, "info": info, "form": form, "back": back}
    if request.method != "POST":
        return render(request, PAGE, context)
    if not form.is_valid():
        return invalid(request, PAGE, FORM, context)
    changed = set_prices(
        connection=connection, currency=form.cleaned_data["currency"], prices=form.prices, by=request.user
    )
    words = _("The prices are kept. The next dry run tells amounts.") if changed else _("Nothing was changed.")
    return toast(request, go(request, back), words)


def _back(request: TenantRequest, connection_id: UUID) -> str:
    """The dry run that led here (`?batch=`), else the account."""
    try:
        return reverse("bulk:detail", args=[UUID(request.GET.get("batch", ""))])
    except ValueError:
        return reverse("connections:detail", args=[connection_id])
