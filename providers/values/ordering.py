"""Numbers that can be bought: what is searched for, what is offered, what it costs, what became of an order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import phonenumbers

from providers.values.money import Money
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Route


class NumberKind(StrEnum):
    LOCAL = "local"
    TOLL_FREE = "toll_free"
    VANITY = "vanity"  # a toll-free number that spells a word: `NumberSearch.pattern`
    NATIONAL = "national"
    MOBILE = "mobile"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place that has numbers. `remote_id` is the provider's id of it; `available` None: the provider does not count."""

    remote_id: str
    name: str
    kind: NumberKind = NumberKind.LOCAL
    country: str = ""  # ISO 3166 alpha-2
    region: str = ""  # state or province
    rate_centre: str = ""
    area_code: str = ""
    available: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSearch:
    """What is looked for; empty fields do not matter. `pattern`: digits or letters that the number should hold, * for any."""

    kind: NumberKind = NumberKind.LOCAL
    country: str = "US"
    region: str = ""
    rate_centre: str = ""
    area_code: str = ""  # NPA
    exchange: str = ""  # NXX
    pattern: str = ""
    area: str = ""  # `Area.remote_id`
    limit: int = 50

    @property
    def keyed(self) -> str:
        """The pattern as digits and stars: letters as the keys of a telephone, everything else dropped."""
        return re.sub(r"[^0-9*]", "", phonenumbers.convert_alpha_characters_in_number(self.pattern))

    def is_spelled_by(self, number: PhoneNumber) -> bool:
        """Whether the number, without its country code, holds the pattern."""
        return not self.pattern or re.search(self.keyed.replace("*", "[0-9]"), number.national) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableNumber:
    """One thing that can be bought: a number, or (`number` None) any number of a place.

    `offer_id` is what the provider wants to be told in order to sell it. None anywhere: the provider does not tell.
    """

    offer_id: str
    number: PhoneNumber | None
    kind: NumberKind = NumberKind.LOCAL
    country: str = ""
    region: str = ""
    rate_centre: str = ""
    setup: Money | None = None
    monthly: Money | None = None
    per_minute: Money | None = None
    sms: bool | None = None
    fax: bool | None = None
    e911: bool | None = None
    available: int | None = None  # how many of this kind, when `number` is None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What buying costs now and each month."""

    quantity: int
    setup: Money | None = None
    monthly: Money | None = None
    due_now: Money | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Numbers held for this account until `expires_at`. `remote_id` is what ordering and cancelling want."""

    remote_id: str
    numbers: tuple[PhoneNumber, ...]
    expires_at: datetime | None
    quote: Quote | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSettings:
    """How a bought number begins. `options` are parameters of this provider by its own names, declared in its NOTES."""

    route: Route = NOWHERE
    pop: str = ""
    billing: str = "per_minute"  # or "flat"
    note: str = ""
    reference: str = ""  # our own id of the order, echoed where the provider can
    test: bool = False  # the provider checks and buys nothing; only where `ORDERING_TEST` is declared
    options: Mapping[str, str] = field(default_factory=dict)


class OrderState(StrEnum):
    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedNumber:
    """What became of one number of an order. Some may be bought and others not: look at each."""

    offer_id: str
    state: OrderState
    number: PhoneNumber | None = None
    order_id: str = ""
    message: str = ""  # the provider's words when it is not DONE
    code: str = ""
    problem: str = ""  # `ProviderError.kind` of what refused it, where the provider tells it apart
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialRequest:
    """Numbers that the provider is asked to find: a back order, or a message to its staff."""

    country: str
    quantity: int = 1
    kind: NumberKind = NumberKind.LOCAL
    region: str = ""
    rate_centre: str = ""
    prefix: str = ""  # NPA, or NPA and NXX; abroad the digits behind the country code
    note: str = ""
    settings: OrderSettings = OrderSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOrder:
    """A special request as the provider has it. `remote_id` is empty when it gives none to look it up by."""

    remote_id: str
    state: OrderState
    description: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)
