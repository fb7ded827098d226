"""What a change of a number costs, by the account's price list. No provider's API tells it, so the list is ours to keep.

A `Cost` is of one item of a change, and has only those amounts that the change brings about: what is charged at once, what
each month costs more or less, what each use costs from then on. None among them is not told, which is never free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from panel.connections import gateway
from panel.dids.models import Item, SettingPrice
from panel.dids.route_operation import FAILOVERS
from providers.capabilities import Capability
from providers.ports import ProviderInfo
from providers.values.routing import Route, RouteKind

AT_ONCE, MONTHLY, PER_USE = "at_once", "monthly", "per_use"
EVERY = (AT_ONCE, MONTHLY, PER_USE)

AMOUNTS: dict[Item, tuple[str, ...]] = {
    Item.CNAM_LOOKUP: EVERY,
    Item.SMS_ENABLED: EVERY,
    Item.SMS_FORWARD: EVERY,
    Item.CALLER_NAME: (AT_ONCE, MONTHLY),
    Item.RECORDING: EVERY,
    Item.VOICEMAIL: (AT_ONCE, MONTHLY),
    Item.FAX_EMAIL: EVERY,
    Item.BILLING_PER_MINUTE: EVERY,
    Item.BILLING_FLAT: (AT_ONCE, MONTHLY),
    Item.FORWARD: (PER_USE,),
}
"""The amounts that each item can have."""

BILLING = {"per_minute": Item.BILLING_PER_MINUTE, "flat": Item.BILLING_FLAT}
FAILOVER = "failover"
"""What a failover to a telephone number is called: it has the price of `Item.FORWARD`, but costs only when a call gets so far."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one item of a change costs. `what`: an `Item`, `FAILOVER`, or the name of a setting that is no item."""

    what: str
    currency: str
    amounts: tuple[tuple[str, Decimal | None], ...]

    @property
    def not_told(self) -> bool:
        return any(amount is None for _name, amount in self.amounts)

    @property
    def may_cost(self) -> bool:
        """Whether anything of it is above zero, or is not told."""
        return any(amount is None or amount > 0 for _name, amount in self.amounts)

    def as_json(self) -> dict[str, Any]:
        amounts = {name: None if amount is None else str(amount) for name, amount in self.amounts}
        return {"what": self.what, "currency": self.currency, "amounts": amounts}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Cost:
        told = stored["amounts"].items()
        amounts = tuple((name, None if amount is None else Decimal(amount)) for name, amount in told)
        return cls(stored["what"], stored["currency"], amounts)


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of one account. An item without a row is not told."""

    prices: Mapping[str, SettingPrice]

    @classmethod
    def of(cls, connection_id: UUID) -> PriceList:
        return cls({price.item: price for price in SettingPrice.objects.filter(connection=connection_id)})

    @property
    def currency(self) -> str:
        """Of all prices; empty without any."""
        return next((price.currency for price in self.prices.values()), "")

    def amount(self, item: Item, name: str) -> Decimal | None:
        price = self.prices.get(item)
        return getattr(price, name) if price else None

    def of_settings(
        self, before: Mapping[str, Any], after: Mapping[str, Any], *, charged: frozenset[str] = frozenset()
    ) -> list[Cost]:
        """What a change of settings costs; None in `before` is unknown. `charged`: whose call may be charged as it is made."""
        found = []
        for name, value in after.items():
            if name == "billing":
                amounts = self._billing(before.get(name), value)
                what: str = BILLING.get(str(value), name)
            elif name in Item:
                what, amounts = name, self._switched(Item(name), before.get(name), value)
            else:
                what, amounts = name, {}
            if name in charged and value:
                amounts.setdefault(AT_ONCE, None)
            if amounts:
                found.append(self._cost(what, amounts))
        return found

    def of_routes(self, after: Mapping[str, Route], *, charged: frozenset[str] = frozenset()) -> list[Cost]:
        """What new routes cost, of those that are changed: `route` and the failovers by name."""
        forwards = {name for name, route in after.items() if route.kind is RouteKind.FORWARD}
        each = self.amount(Item.FORWARD, PER_USE)
        found = []
        if "route" in forwards:
            found.append(self._cost(Item.FORWARD, {PER_USE: each}))
        if forwards - {"route"}:
            found.append(self._cost(FAILOVER, {PER_USE: each}))
        return [*found, *(self._cost(name, {AT_ONCE: None}) for name in after if name in charged)]

    def _switched(self, item: Item, before: Any, after: Any) -> dict[str, Decimal | None]:
        has = AMOUNTS[item]
        if not after:
            return self._turned_off(item, before)
        if before:  # another text in its place: it is on already
            return {AT_ONCE: self.amount(item, AT_ONCE)}
        monthly = self.amount(item, MONTHLY)
        if before is None and monthly:
            monthly = None  # it may be on already
        told = {AT_ONCE: self.amount(item, AT_ONCE), MONTHLY: monthly, PER_USE: self.amount(item, PER_USE)}
        return {name: told[name] for name in has}

    def _turned_off(self, item: Item, before: Any) -> dict[str, Decimal | None]:
        """Nothing is charged for that; what is saved is told where it is known."""
        monthly = self.amount(item, MONTHLY)
        return {MONTHLY: -monthly} if before and monthly else {}

    def _billing(self, before: Any, after: Any) -> dict[str, Decimal | None]:
        if after not in BILLING:
            return {AT_ONCE: None, MONTHLY: None}
        item = BILLING[after]
        monthly = self.amount(item, MONTHLY)
        was = self.amount(BILLING[before], MONTHLY) if before in BILLING else None
        difference = None if monthly is None or was is None else monthly - was
        told = {AT_ONCE: self.amount(item, AT_ONCE), MONTHLY: difference, PER_USE: self.amount(item, PER_USE)}
        return {name: told[name] for name in AMOUNTS[item]}

    def _cost(self, what: str, amounts: Mapping[str, Decimal | None]) -> Cost:
        return Cost(str(what), self.currency, tuple(amounts.items()))


def charged_settings(info: ProviderInfo, names: Iterable[str]) -> frozenset[str]:
    """Those of the settings and routes where a call that changes them may be charged as it is made."""
    catalog = gateway.catalog(info.slug)
    return frozenset(
        name
        for name in names
        if any(catalog.methods[m].costs for m in info.did_methods.get("failovers" if name in FAILOVERS else name, ()))
    )


def items_of(info: ProviderInfo) -> list[Item]:
    """What may cost something at this provider, in the order of `Item`."""
    return [item for item in Item if _is_there(item, info)]


def _is_there(item: Item, info: ProviderInfo) -> bool:
    if item == Item.FORWARD:
        return RouteKind.FORWARD in info.route_kinds and info.offers_capability(Capability.ROUTING_SET_ROUTE)
    if item in BILLING.values():
        return "billing" in info.did_settings
    return item.value in info.did_settings


@dataclass(frozen=True, slots=True)
class Sum:
    """What several costs come to. `uses`: what each use of an item costs; `not_told`: by item which amounts are not told."""

    currency: str
    at_once: Decimal
    monthly: Decimal
    uses: tuple[tuple[str, Decimal], ...] = ()
    not_told: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether all of it is known, and free."""
        return not (self.at_once or self.monthly or self.not_told or any(amount for _what, amount in self.uses))


def sums_of(counted: Iterable[tuple[Cost, int]]) -> list[Sum]:
    """Of costs, each so many times, by currency. What has no price has no currency of its own, and counts with the first one."""
    counted = list(counted)
    currencies = list(dict.fromkeys(cost.currency for cost, _times in counted if cost.currency)) or [""]
    by_currency = {
        currency: [(cost, times) for cost, times in counted if (cost.currency or currencies[0]) == currency]
        for currency in currencies
    }
    return [_sum(currency, mine) for currency, mine in by_currency.items() if mine]


def _sum(currency: str, counted: list[tuple[Cost, int]]) -> Sum:
    every = [(cost.what, name, amount, times) for cost, times in counted for name, amount in cost.amounts]
    told = [(what, name, amount, times) for what, name, amount, times in every if amount is not None]

    def total(wanted: str) -> Decimal:
        return sum((amount * times for _what, name, amount, times in told if name == wanted), Decimal(0))

    return Sum(
        currency,
        total(AT_ONCE),
        total(MONTHLY),
        tuple(dict.fromkeys((what, amount) for what, name, amount, _times in told if name == PER_USE)),
        _missing(every),
    )


def _missing(every: Iterable[tuple[str, str, Decimal | None, int]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By item the amounts that are not told; `EVERY` when nothing of it is."""
    unknown: dict[str, dict[str, bool]] = {}
    for what, name, amount, _times in every:
        seen = unknown.setdefault(what, {})
        seen[name] = seen.get(name, False) or amount is None
    return tuple(
        (what, EVERY if all(seen.values()) else tuple(name for name in seen if seen[name]))
        for what, seen in unknown.items()
        if any(seen.values())
    )


def costs_in(steps: Iterable[Mapping[str, Any]]) -> Iterator[Cost]:
    """Those that a plan's steps hold as JSON."""
    for step in steps:
        for stored in step.get("costs", ()):
            yield Cost.from_json(stored)
