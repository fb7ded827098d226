"""Reads of searches, holds, orders and requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Case, Count, Exists, F, Model, OuterRef, QuerySet, When
from django.http import Http404
from django.utils import timezone

from panel.connections import gateway
from panel.connections.badges import put_providers_beside
from panel.connections.models import Connection, ConnectionState
from panel.operations.models import OperationEvent, OperationState
from panel.ordering.models import (
    Hold,
    NumberOrder,
    NumberTemplate,
    Offer,
    PartState,
    PriceRule,
    Purchase,
    Search,
    SearchPart,
    SpecialRequest,
)
from panel.ordering.prices import Markup
from providers.capabilities import Capability

M = TypeVar("M", bound=Model)

RECENT = 8
SHOWN_AT_ONCE = 8  # offers of an account; the rest unfolds
LONGEST_RUN = timedelta(minutes=3)  # after that a part's worker must have died


def search_or_404(search_id: UUID) -> Search:
    found = Search.objects.select_related("asked_by", "client").filter(pk=search_id).first()
    if found is None:
        raise Http404
    return found


def is_search(search_id: UUID) -> bool:
    return Search.objects.filter(pk=search_id).exists()


def recent_searches() -> list[Search]:
    rows = Search.objects.select_related("asked_by").annotate(accounts=Count("parts"))
    return list(rows.order_by("-created_at", "-id")[:RECENT])


def parts_of(search: Search) -> list[SearchPart]:
    """Those that have answered first, fastest first; then those that are still asked."""
    rows = list(
        SearchPart.objects.filter(search=search).select_related("connection", "search").order_by("finished_at", "id")
    )
    oldest = timezone.now() - LONGEST_RUN
    for row in rows:
        if row.running and (row.started_at or search.created_at) < oldest:
            row.state = PartState.FAILED
    return rows


def with_offers(parts: Sequence[SearchPart], markup: Markup | None) -> list[SearchPart]:
    """Each with its offers, the client's price beside the cost, and what its account can do with them."""
    offers: dict[UUID, list[Offer]] = {part.pk: [] for part in parts}
    for offer in Offer.objects.filter(part__in=list(offers)).order_by("part", "position"):
        offers[offer.part_id].append(offer)
    put_providers_beside(parts)
    for part in parts:
        info = gateway.info(part.connection.provider)
        first = max(SHOWN_AT_ONCE, int(part.search.wanted.get("quantity") or 1))
        part.shown = put_prices_beside(offers[part.pk], markup)  # type: ignore[attr-defined]
        part.first, part.rest = part.shown[:first], part.shown[first:]  # type: ignore[attr-defined]
        part.seconds = _seconds(part)  # type: ignore[attr-defined]
        part.may_hold = info.offers_capability(Capability.ORDERING_RESERVE)  # type: ignore[attr-defined]
        part.ports = info.offers_capability(Capability.PORTING_SUBMIT)  # type: ignore[attr-defined]
    return list(parts)


def put_prices_beside(sold: Iterable[Any], markup: Markup | None) -> list[Any]:
    """`price` and `margin` each month; None where the cost or the markup is not known."""
    rows = list(sold)
    for row in rows:
        known = markup is not None and row.monthly is not None
        row.price = markup.price(row.monthly) if markup and known else None
        row.margin = markup.margin(row.monthly) if markup and known else None
    return rows


def _seconds(part: SearchPart) -> float | None:
    if part.started_at is None or part.finished_at is None:
        return None
    return (part.finished_at - part.started_at).total_seconds()


def offers_by_id(typed: Iterable[str]) -> list[Offer]:
    """Those that are there, as chosen; ids that are none are left out."""
    return as_chosen(Offer.objects.select_related("part__connection", "part__search"), typed)


def offer_or_404(offer_id: UUID) -> Offer:
    found = Offer.objects.select_related("part__connection", "part__search").filter(pk=offer_id).first()
    if found is None:
        raise Http404
    return found


def holds() -> QuerySet[Hold]:
    return Hold.objects.select_related("connection", "operation", "asked_by")


def holds_by_id(typed: Iterable[str]) -> list[Hold]:
    """Those that are there, as chosen, in force or not."""
    return as_chosen(holds(), typed)


def hold_or_404(hold_id: UUID) -> Hold:
    found = holds().filter(pk=hold_id).first()
    if found is None:
        raise Http404
    return found


def purchases() -> QuerySet[Purchase]:
    return Purchase.objects.select_related("asked_by").annotate(how_many=Count("orders"))


def purchase_or_404(purchase_id: UUID) -> Purchase:
    found = Purchase.objects.select_related("asked_by").filter(pk=purchase_id).first()
    if found is None:
        raise Http404
    return found


def orders_of(purchase: Purchase) -> list[NumberOrder]:
    """Each with `given_up`: a person gave it up, and the provider had not said no before."""
    refused = OperationEvent.objects.filter(operation=OuterRef("operation"), state=OperationState.FAILED)
    rows = NumberOrder.objects.select_related("connection", "operation__connection", "client", "did")
    given_up = Case(When(~Exists(refused), operation__state=OperationState.ABANDONED, then=True), default=False)
    return list(rows.annotate(given_up=given_up).filter(purchase=purchase).order_by("position"))


def order_or_404(order_id: UUID) -> NumberOrder:
    found = NumberOrder.objects.filter(pk=order_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How the orders of a purchase stand; the parts add up to the whole. Of those `given_up` nobody found out what became."""

    bought: int
    under_way: int
    failed: int
    given_up: int


def tally(orders: Sequence[NumberOrder]) -> Tally:
    under_way = sum(order.is_open for order in orders)
    done = sum(bool(order.operation and order.operation.state == OperationState.SUCCEEDED) for order in orders)
    given_up = sum(order.given_up for order in orders)  # type: ignore[attr-defined]
    return Tally(bought=done, under_way=under_way, failed=len(orders) - under_way - done - given_up, given_up=given_up)


def template_by_id(typed: str) -> NumberTemplate | None:
    return NumberTemplate.objects.select_related("client").filter(pk__in=uuids([typed])).first()


def as_chosen(rows: QuerySet[M], typed: Iterable[str]) -> list[M]:
    """The rows of these ids in the order of the ids, each once."""
    ids = uuids(typed)
    found = rows.in_bulk(ids)
    return [found[key] for key in dict.fromkeys(ids) if key in found]


def uuids(typed: Iterable[str]) -> list[UUID]:
    """What is written like an id."""
    found = []
    for text in typed:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


def requests() -> QuerySet[SpecialRequest]:
    return SpecialRequest.objects.select_related("connection", "operation__connection", "asked_by", "client")


def request_or_404(request_id: UUID) -> SpecialRequest:
    found = requests().filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


def is_looking(row: SpecialRequest) -> bool:
    """A look is under way, and its worker can still be alive."""
    return row.looking_since is not None and row.looking_since > timezone.now() - LONGEST_RUN


def active_accounts() -> list[Connection]:
    return list(Connection.objects.filter(state=ConnectionState.ACTIVE).order_by("name"))


def accounts_for_requests() -> list[Connection]:
    """Accounts whose provider takes special requests."""
    return [
        account
        for account in active_accounts()
        if gateway.info(account.provider).offers_capability(Capability.ORDERING_BACKORDER)
    ]


def templates() -> list[NumberTemplate]:
    return list(NumberTemplate.objects.select_related("client").order_by("name"))


def template_or_404(template_id: UUID) -> NumberTemplate:
    found = NumberTemplate.objects.select_related("client").filter(pk=template_id).first()
    if found is None:
        raise Http404
    return found


def price_rules() -> list[PriceRule]:
    """The clients' own by name, then everybody else's."""
    return list(PriceRule.objects.select_related("client").order_by(F("client__name").asc(nulls_last=True)))


def price_rule_or_404(rule_id: UUID) -> PriceRule:
    found = PriceRule.objects.select_related("client").filter(pk=rule_id).first()
    if found is None:
        raise Http404
    return found
