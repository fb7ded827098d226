"""Buying: the checkout with its charge, and what became of each order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from panel.connections import gateway
from panel.connections.badges import put_providers_beside
from panel.connections.models import Connection
from panel.ordering import queries
from panel.ordering.forms import CheckoutForm
from panel.ordering.models import Hold, NumberTemplate
from panel.ordering.prices import markup_for
from panel.ordering.services.buying import (
    MOST_AT_ONCE,
    Beginning,
    BuyingProblem,
    Charge,
    Line,
    buy,
    charge_of,
    too_many,
)
from panel.ordering.setup_fields import initial_of
from panel.ordering.tables import PurchaseTable
from panel.tenancy.access import requires
from panel.tenancy.middleware import TenantRequest
from panel.tenancy.roles import Permission
from panel.ui.htmx import go, invalid, render_page, stop_polling, toast, wants_fragment
from providers.capabilities import Capability

PAGE, FORM, CHOSEN = "ordering/checkout.html", "ordering/_checkout.html", "ordering/_chosen.html"


@dataclass(frozen=True, slots=True)
class Basket:
    """What was chosen on the results page or among the held numbers, as the address says it."""

    lines: list[Line]
    client_id: UUID | None
    params: QueryDict
    lost: tuple[Line, ...] = ()

    @property
    def without_lost(self) -> Basket:
        """For the first look at it: numbers whose hold ran out are told, and the form that is shown leaves them out. What is sent
        goes whole to `buy`, which knows a purchase that was made with it before and refuses what is held no more."""
        lost = tuple(line for line in self.lines if isinstance(line.sold, Hold) and not line.sold.in_force)
        lines = [line for line in self.lines if line not in lost]
        params = self.params.copy()
        params.setlist("hold", [str(line.sold.pk) for line in lines if isinstance(line.sold, Hold)])
        return replace(self, lines=lines, lost=lost, params=params)

    @property
    def accounts(self) -> list[Connection]:
        return list({line.connection.pk: line.connection for line in self.lines}.values())

    @property
    def chosen_twice(self) -> list[str]:
        """Numbers that were chosen at several accounts, E.164."""
        times = Counter(line.sold.number for line in self.lines if line.sold.number)
        return [number for number, count in times.items() if count > 1]

    @property
    def charge(self) -> Charge:
        return charge_of(self.lines)

    @property
    def may_test(self) -> bool:
        return bool(self.accounts) and not self.without_test

    @property
    def without_test(self) -> list[str]:
        """The providers of the basket that take no test orders, by name."""
        infos = {account.provider: gateway.info(account.provider) for account in self.accounts}
        return [info.name for info in infos.values() if not info.offers_capability(Capability.ORDERING_TEST)]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BUY_NUMBERS)
def checkout(request: TenantRequest) -> HttpResponse:
    """GET shows what was chosen and what it costs; POST buys it. What is bought is in the address, in both."""
    basket = _basket(request.GET)
    if request.method != "POST":
        basket = basket.without_lost
    if not basket.lines:
        response = go(request, _search_of(request.GET.get("search", "")))
        text = _("No longer held. Search again.") if basket.lost else _("Choose at least one number.")
        return toast(request, response, text, "warn")
    template = queries.template_by_id(request.GET.get("template", ""))
    if request.method != "POST":
        form = _form(basket, initial=_initial(basket, template))
        return render(request, PAGE, _context(basket, form, template))
    form = _form(basket, request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, FORM, _context(basket, form, template))
    given = form.cleaned_data
    if request.POST.get("prices", "") != _price(basket, given["client"].pk if given["client"] else None):
        form.add_error("client", _("What this client pays is not what you saw. Look at it, then buy."))
        return invalid(request, PAGE, FORM, _context(basket, form, template))
    beginning = Beginning(
        client=given["client"],
        tags=given["tags"],
        note=given["note"],
        e911=given["e911"],
        routes=form.routes,
        pops=form.pops,
    )
    try:
        made = buy(
            lines=basket.lines,
            beginning=beginning,
            test=bool(given.get("test")),
            by=request.user,
            token=str(given["token"]),
        )
    except BuyingProblem as problem:
        form.add_error(None, str(problem))
        return invalid(request, PAGE, FORM, _context(basket, form, template))
    return go(request, reverse("ordering:purchase", args=[made.pk]))


@require_safe
@requires(Permission.BUY_NUMBERS)
def chosen(request: TenantRequest) -> HttpResponse:
    """What was chosen, with what another client pays for it."""
    basket = _basket(request.GET)
    context = _chosen(basket, _id(request.GET.get("client", "")))
    return render(request, CHOSEN, context)


@require_safe
@requires(Permission.BUY_NUMBERS)
def purchases(request: TenantRequest) -> HttpResponse:
    table = PurchaseTable(queries.purchases(), request)
    context = {"table": table, "filters": None, "empty": "ordering/_no_purchases.html"}
    return render_page(request, "ordering/purchase_list.html", "ui/_table.html", context)


@require_safe
@requires(Permission.BUY_NUMBERS)
def purchase(request: TenantRequest, purchase_id: UUID) -> HttpResponse:
    """The orders of a purchase, row by row; asks for itself until all have ended."""
    found = queries.purchase_or_404(purchase_id)
    orders = queries.orders_of(found)
    put_providers_beside(orders)
    is_open = any(order.is_open for order in orders)
    context = {"purchase": found, "orders": orders, "polling": is_open, "tally": queries.tally(orders)}
    response = render_page(request, "ordering/purchase.html", "ordering/_purchase.html", context)
    return response if is_open or not wants_fragment(request) else stop_polling(response)


@require_safe
@requires(Permission.BUY_NUMBERS)
def order(request: TenantRequest, order_id: UUID) -> HttpResponse:
    """Where an operation leads: the purchase that the order is part of."""
    found = queries.order_or_404(order_id)
    return go(request, reverse("ordering:purchase", args=[found.purchase_id]) + f"#order-{found.pk}")


def _search_of(given: str) -> str:
    """The results that the person was looking at, or the form for a new search."""
    search_id = _id(given)
    if search_id is None or not queries.is_search(search_id):
        return reverse("ordering:search")
    return reverse("ordering:results", args=[search_id])


def _basket(params: QueryDict) -> Basket:
    """`offer` and `hold` name what was chosen; `n_<offer>` how many where a place is sold. `Http404` for what is not there.

    What is held is bought by its hold, also where the offer was chosen again.
    """
    held = [Line(hold, hold.connection) for hold in queries.holds_by_id(params.getlist("hold"))]
    there = {(line.connection.pk, line.sold.number) for line in held if line.sold.number}
    lines = []
    client_id: UUID | None = None
    for offer in queries.offers_by_id(params.getlist("offer")):
        if (offer.part.connection_id, offer.number) in there:
            continue
        client_id = offer.part.search.client_id
        count = 1 if offer.number else _count(params.get(f"n_{offer.pk}", ""), offer.part.search.wanted)
        lines.append(Line(offer, offer.part.connection, count))
    lines += held
    if params.getlist("offer") and not lines:
        raise Http404
    return Basket(lines, client_id, params)


def _count(typed: str, wanted: Mapping[str, Any]) -> int:
    asked = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else int(wanted.get("quantity") or 1)
    return max(1, min(asked, MOST_AT_ONCE))


def _form(basket: Basket, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> CheckoutForm:
    charge = basket.charge.text
    return CheckoutForm(
        basket.accounts,
        data,
        charge=charge,
        may_test=basket.may_test,
        initial={**(initial or {}), "charge": charge, "token": uuid4()},
    )


def _initial(basket: Basket, template: NumberTemplate | None) -> dict[str, Any]:
    if template is None:
        return {"client": basket.client_id}
    return {
        "client": template.client_id or basket.client_id,
        "tags": ", ".join(template.tags),
        "note": template.note,
        "e911": template.e911,
        **initial_of(template.routes, template.pops, basket.accounts),
    }


def _context(basket: Basket, form: CheckoutForm, template: NumberTemplate | None) -> dict[str, Any]:
    return {
        **_chosen(basket, _id(form["client"].value())),
        "form": form,
        "charge": basket.charge,
        "amounts": sorted(basket.charge.amounts.items()),
        "monthly": sorted(basket.charge.monthly.items()),
        "numbers": sum(line.count for line in basket.lines),
        "too_many": too_many(basket.lines),
        "template": template,
        "templates": NumberTemplate.objects.order_by("name"),
        "kept": [(name, value) for name, values in basket.params.lists() for value in values if name != "template"],
    }


def _chosen(basket: Basket, client_id: UUID | None) -> dict[str, Any]:
    """What is bought, and what the client pays. `prices` comes back with the form: it tells what the person saw."""
    prices = _price(basket, client_id)
    put_providers_beside([line.connection for line in basket.lines])
    return {"basket": basket, "prices": prices, "query": basket.params.urlencode()}


def _price(basket: Basket, client_id: UUID | None) -> str:
    """Puts the client's prices beside the costs. The same prices, the same text; empty where nothing says what a client pays."""
    markup = markup_for(client_id)
    sold = queries.put_prices_beside((line.sold for line in basket.lines), markup)
    return " ".join("?" if each.price is None else str(each.price) for each in sold) if markup else ""


def _id(typed: Any) -> UUID | None:
    return next(iter(queries.uuids([str(typed or "")])), None)
