"""Numbers for sale: `did/areacode` (the stock by area) and `did/store` (price, hold, buy, give up).

CALLR sells a number of an area in a class (CLASSIC, or GOLD: easier to remember) and draws it itself. So an offer is an area
and a class, its id "1234:GOLD"; what is reserved and bought are numbers (fact sheet, section 10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from providers import errors
from providers.callr import faults, messages, scalars
from providers.callr.client import Client
from providers.callr.dids import CallrDids
from providers.values.ordering import (
    Area,
    AvailableNumber,
    BackOrder,
    NumberKind,
    NumberSearch,
    OrderedNumber,
    OrderSettings,
    OrderState,
    Quote,
    Reservation,
    SpecialRequest,
)
from providers.values.phone import PhoneNumber
from providers.values.routing import Route, RouteKind

TYPES: Mapping[NumberKind, str] = {
    NumberKind.LOCAL: "GEOGRAPHIC",
    NumberKind.TOLL_FREE: "TOLLFREE",
    NumberKind.NATIONAL: "NON-GEOGRAPHIC",
    NumberKind.MOBILE: "MOBILE",
}
_KINDS = {word: kind for kind, word in TYPES.items()}
CLASSES = ("CLASSIC", "GOLD")
ASSIGNMENTS = ("RANDOM", "SEQUENTIAL")
HOLD = timedelta(minutes=5)
"""Where an answer leaves `expire` out: the figure is documented, its unit a guess (NOTES.md). Without an end it never ended."""


class CallrOrdering:
    """The `Ordering` port."""

    kinds = frozenset({*TYPES, NumberKind.OTHER})

    def __init__(self, client: Client) -> None:
        self._client = client
        self._dids = CallrDids(client)

    def areas(
        self, *, kind: NumberKind = NumberKind.LOCAL, country: str = "US", region: str = "", area_code: str = ""
    ) -> Iterator[Area]:
        """CALLR knows no states: `region` is looked for in the area's name."""
        for row in self._area_rows(kind, country):
            area = area_from(row)
            if region.lower() in area.name.lower() and area.area_code.startswith(area_code):
                yield area

    def search(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        """By area code or by the area's name. `region` alone is refused, and says nothing beside one of them."""
        if wanted.region and not (wanted.area_code or wanted.rate_centre or wanted.area):
            raise faults.error(errors.Invalid, messages.NO_REGIONS, operation="did/areacode.get_list", field="region")
        if wanted.pattern or wanted.exchange:
            field = "pattern" if wanted.pattern else "exchange"
            raise faults.error(errors.Invalid, messages.LIMIT_SEARCH, operation="did/areacode.get_list", field=field)
        return islice(self._offers(wanted), wanted.limit)

    def _offers(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        for row in self._area_rows(wanted.kind, wanted.country):
            area = area_from(row)
            if wanted.area and area.remote_id != wanted.area:
                continue
            if not area.area_code.startswith(wanted.area_code):
                continue
            if wanted.rate_centre.lower() in area.name.lower():
                yield from offers_from(row)

    def _area_rows(self, kind: NumberKind, country: str) -> Iterator[dict[str, Any]]:
        rows = self._client.items("did/areacode.get_list", country_code=country, type=TYPES.get(kind))
        for row in self._client.values("did/areacode.get_list", rows, _readable_area):
            if kind_of(row) is kind:
                yield row

    def quote(self, offer: AvailableNumber, *, quantity: int = 1) -> Quote:
        return self._client.one(
            "did/store.get_quote",
            lambda answer: quote_from(scalars.row(answer), self._client.currency, quantity),
            **_place(offer.offer_id),
            quantity=quantity,
        )

    def reserve(self, offers: Sequence[AvailableNumber], *, quantity: int = 1) -> Reservation:
        """Numbers of one area and class. The hold ends after minutes: see `expires_at`."""
        wanted = Counter(offer.offer_id for offer in offers)
        if len(wanted) != 1:
            raise faults.error(errors.Invalid, messages.ONE_OFFER, operation="did/store.reserve", field="area_code_id")
        ((offer_id, times),) = wanted.items()
        return self._reserve(offer_id, quantity * times, ASSIGNMENTS[0])

    def _reserve(self, offer_id: str, quantity: int, assignment: str) -> Reservation:
        return self._client.one(
            "did/store.reserve",
            lambda answer: reservation_from(answer, self._client.currency),
            **_place(offer_id),
            quantity=quantity,
            mode=assignment,
        )

    def reservation(self, remote_id: str, number: PhoneNumber | None) -> Reservation | None:
        """By its token only: CALLR lists no orders. One that lapsed, was bought or dropped is refused like one that never was."""
        try:
            return self._client.one(
                "did/store.view_order",
                lambda answer: reservation_from(answer, self._client.currency),
                token=remote_id,
            )
        except errors.NotFound:
            return None
        except errors.Invalid as problem:
            if problem.field != "token":
                raise
            return None

    def cancel_reservation(self, remote_id: str) -> None:
        self._client.confirmed("did/store.cancel_order", token=remote_id)

    def order(
        self, offers: Sequence[AvailableNumber], settings: OrderSettings, *, reservation: str = ""
    ) -> tuple[OrderedNumber, ...]:
        """Each offer is one number with its own result; the same offer twice, two. Without a reservation one is made by area.

        `settings.options`: `assignment` RANDOM or SEQUENTIAL. `settings.route` may be a voice app.
        """
        if settings.test:
            raise faults.unsupported("ordering.test")
        if settings.route.kind not in (RouteKind.APP, RouteKind.NONE):
            raise faults.error(errors.Invalid, messages.NO_ROUTE, operation="did/store.buy_order", field="route")
        if reservation:
            return self._buy(reservation, offers[0].offer_id if offers else "", settings.route, len(offers))
        assignment = settings.options.get("assignment", ASSIGNMENTS[0])
        results: list[OrderedNumber] = []
        for offer_id, quantity in Counter(offer.offer_id for offer in offers).items():
            results += self._order_one(offer_id, quantity, assignment, settings.route, first=not results)
        return tuple(results)

    def _order_one(
        self, offer_id: str, quantity: int, assignment: str, route: Route, *, first: bool
    ) -> tuple[OrderedNumber, ...]:
        """Once something was bought, a refusal of the rest is a result beside it and not the end of the order."""
        try:
            reserved = self._reserve(offer_id, quantity, assignment)
            held = len(scalars.rows(reserved.raw.get("items")))
            if not held:
                raise faults.error(errors.AlreadyTaken, messages.NONE_LEFT, operation="did/store.reserve")
            bought = self._buy(reserved.remote_id, offer_id, route, min(held, quantity))
            return bought + (_none_left(offer_id),) * (quantity - held)
        except (errors.OutcomeUnknown, errors.UnexpectedAnswer):
            raise  # perhaps it was bought
        except errors.ProviderError as problem:
            if first:
                raise
            failed = OrderedNumber(
                offer_id=offer_id,
                state=OrderState.FAILED,
                message=problem.said or problem.public_message,
                code=problem.code,
                problem=problem.kind,
            )
            return (failed,) * quantity

    def _buy(self, token: str, offer_id: str, route: Route, quantity: int) -> tuple[OrderedNumber, ...]:
        """What was held and is not told of may have been bought."""
        bought = self._client.one(
            "did/store.buy_order", lambda answer: bought_from(scalars.row(answer), offer_id, token), token=token
        )
        told = tuple(self._routed(each, did, route) for did, each in bought)
        return told + (_untold(offer_id, token),) * (quantity - len(told))

    def _routed(self, bought: OrderedNumber, did: str, route: Route) -> OrderedNumber:
        """The number is bought whether or not it could be routed; what hindered that is told beside it."""
        if bought.state is not OrderState.DONE or route.kind is RouteKind.NONE:
            return bought
        try:
            self._client.confirmed("apps.assign_did", app=route.target, did=did)
        except errors.ProviderError as problem:
            return replace(bought, message=problem.said or problem.public_message, code=problem.code)
        return bought

    def release(self, number: PhoneNumber) -> None:
        """The number leaves the account at once."""
        self._client.confirmed("did/store.cancel_subscription", hash=self._dids.found(number)[0])

    def backorder(self, request: SpecialRequest) -> BackOrder:
        raise faults.unsupported("ordering.backorder")

    def list_backorders(self) -> Iterator[BackOrder]:
        raise faults.unsupported("ordering.list_backorders")

    def cancel_backorder(self, remote_id: str) -> None:
        raise faults.unsupported("ordering.cancel_backorder")


def _none_left(offer_id: str) -> OrderedNumber:
    return OrderedNumber(
        offer_id=offer_id, state=OrderState.FAILED, message=messages.NONE_LEFT, problem=errors.AlreadyTaken.kind
    )


def _untold(offer_id: str, token: str) -> OrderedNumber:
    return OrderedNumber(
        offer_id=offer_id,
        state=OrderState.PENDING,
        order_id=token,
        message=messages.ANSWER_LOST,
        problem=errors.OutcomeUnknown.kind,
    )


def _place(offer_id: str) -> dict[str, str]:
    """The area and class of an offer, as parameters."""
    area, _, class_ = offer_id.partition(":")
    return {"area_code_id": area, "class": class_ or CLASSES[0]}


def _readable_area(item: object) -> dict[str, Any]:
    row = scalars.row(item)
    if scalars.whole(row.get("id")) is None:
        raise scalars.WrongShape("an area code without its id")
    stock = row.get("available")
    if stock is not None and not isinstance(stock, dict):
        raise scalars.WrongShape("an area code whose stock is no object")
    for name in ("label", "type", "country_code", "local_prefix"):
        scalars.text(row.get(name))
    for class_ in CLASSES:
        scalars.whole((stock or {}).get(class_))
    return row


def kind_of(row: Mapping[str, Any]) -> NumberKind:
    return _KINDS.get(scalars.text(row.get("type")), NumberKind.OTHER)


def area_from(row: Mapping[str, Any]) -> Area:
    counts = [count for count in _stock(row).values() if count is not None]
    return Area(
        remote_id=scalars.text(row.get("id")),
        name=scalars.text(row.get("label")),
        kind=kind_of(row),
        country=scalars.text(row.get("country_code")),
        rate_centre=scalars.text(row.get("label")),
        area_code=scalars.text(row.get("local_prefix")),
        available=sum(counts) if counts else None,
        raw=dict(row),
    )


def offers_from(row: Mapping[str, Any]) -> Iterator[AvailableNumber]:
    """One offer for each class that has numbers left."""
    area = area_from(row)
    for class_, count in _stock(row).items():
        if count:
            yield AvailableNumber(
                offer_id=f"{area.remote_id}:{class_}",
                number=None,
                kind=area.kind,
                country=area.country,
                rate_centre=area.name,
                available=count,
                raw={**row, "class": class_},
            )


def _stock(row: Mapping[str, Any]) -> dict[str, int | None]:
    stock = row.get("available") or {}
    return {class_: scalars.whole(stock.get(class_)) for class_ in CLASSES}


def quote_from(row: Mapping[str, Any], currency: str, quantity: int) -> Quote:
    """A DID.Store.Quote, or the cost inside a reservation. `amount_unit`, the monthly price of one, stays in `raw`."""
    cost = scalars.row(row.get("cost"))
    return Quote(
        quantity=scalars.whole(cost.get("quantity")) or quantity,
        monthly=scalars.money(cost.get("amount_per_month"), currency),
        due_now=scalars.money(cost.get("amount_prepaid_debit"), currency),
        raw=dict(row),
    )


def reservation_from(answer: object, currency: str) -> Reservation:
    row = scalars.row(answer)
    token = scalars.text(row.get("token"))
    if not token:
        raise scalars.WrongShape("a reservation without its token")
    items = [scalars.row(item) for item in scalars.rows(row.get("items"))]
    numbers = [scalars.phone(item.get("intl_number")) for item in items]
    return Reservation(
        remote_id=token,
        numbers=tuple(number for number in numbers if number is not None),
        expires_at=scalars.moment(row.get("expire")) or datetime.now(UTC) + HOLD,
        quote=quote_from(row, currency, len(items)),
        raw=scalars.kept(row),
    )


def bought_from(row: Mapping[str, Any], offer_id: str, token: str) -> list[tuple[str, OrderedNumber]]:
    """A DID.Store.BuyStatus: one result for each number with its hash, those that failed last."""
    done = [
        (
            scalars.text(item.get("hash")),
            OrderedNumber(
                offer_id=offer_id,
                state=OrderState.DONE,
                number=scalars.phone(item.get("intl_number")),
                order_id=token,
                raw=item,
            ),
        )
        for item in map(scalars.row, scalars.rows(row.get("success")))
    ]
    failed = [
        (
            "",
            OrderedNumber(
                offer_id=offer_id,
                state=OrderState.FAILED,
                number=scalars.phone(scalars.row(error.get("DID") or []).get("intl_number")),
                order_id=token,
                message=scalars.text(error.get("message")),
                code=scalars.text(error.get("code")),
                raw=error,
            ),
        )
        for error in map(scalars.row, scalars.rows(row.get("errors")))
    ]
    return done + failed
