"""The interfaces of a provider: small protocols, each optional. A port the provider lacks is None on `Provider`.

Every method may raise any `providers.errors.ProviderError`. Reads are safe to repeat. Writes raise `OutcomeUnknown`
when the request may have been carried out though no readable answer arrived; they never repeat themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from providers.capabilities import Capability, CredentialField, Offer
from providers.values.billing import Balance
from providers.values.calls import CallRecord, Window
from providers.values.devices import Device, Pop, Registration
from providers.values.dids import Did
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind, RoutingObject


class Dids(Protocol):
    def list_owned(self) -> Iterator[Did]:
        """Every number of the account, streamed. Ending without an error means that the listing was complete."""
        ...

    def get(self, number: PhoneNumber) -> Did:
        """One number as the provider has it now; `NotFound` when the account does not hold it."""
        ...


class Routing(Protocol):
    kinds: frozenset[RouteKind]
    """The kinds of object that this provider lists."""

    def list_objects(self, kind: RouteKind) -> Iterator[RoutingObject]:
        """All objects of one kind. Nothing there is an empty listing, not an error."""
        ...

    def set_route(self, number: PhoneNumber, route: Route, failovers: Failovers) -> None:
        """Send the number's calls to `route`. A failover given as None is left as it is. Nothing else of the number changes."""
        ...


class Devices(Protocol):
    def list_devices(self) -> Iterator[Device]: ...

    def registration(self, login: str) -> Registration: ...

    def list_pops(self) -> Iterator[Pop]: ...


class Billing(Protocol):
    def balance(self) -> Balance: ...


class Calls(Protocol):
    def windows(self, span: Window) -> Iterator[Window]:
        """Cut a span into the pieces that one request may ask for, oldest first."""
        ...

    def records(self, window: Window) -> Iterator[CallRecord]:
        """Calls that started within the window, in no promised order; none is an empty listing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStep:
    """One line of the connection check. `state`: ok, warn or bad. `text` is worded for a person, English msgid."""

    name: str
    state: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)  # for %(name)s in text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderInfo:
    """What can be said of a provider without opening it. `monogram` and `slot` draw its badge (templates, not a logo)."""

    slug: str
    name: str
    monogram: str
    slot: str  # css suffix of the badge colour: "vm", "vu", "vi", "cr"
    currency: str
    credential_fields: tuple[CredentialField, ...]
    offers: tuple[Offer, ...]
    route_kinds: frozenset[RouteKind] = frozenset()  # the kinds that a number can be routed to, NONE among them or not
    setup_steps: tuple[str, ...] = ()  # English msgids: what to do at the provider before connecting
    api_page: str = ""

    def offers_capability(self, capability: Capability) -> bool:
        return any(offer.capability is capability for offer in self.offers)


class Pacer(Protocol):
    """Keeps calls of one account within its limits, shared by all workers. The panel's is in Redis; the default does nothing."""

    def wait(self) -> None:
        """Return when a call may be made; raise `RateLimited` when the wait would be too long."""
        ...


class Exchanges(Protocol):
    """Told of each exchange with the provider, already redacted, for support and health."""

    def record(self, *, operation: str, seconds: float, outcome: str, request: str, response: str) -> None: ...


class Provider(Protocol):
    """An opened provider account. Use as a context manager: it holds connections."""

    @property
    def info(self) -> ProviderInfo: ...

    @property
    def dids(self) -> Dids | None: ...

    @property
    def routing(self) -> Routing | None: ...

    @property
    def devices(self) -> Devices | None: ...

    @property
    def billing(self) -> Billing | None: ...

    @property
    def calls(self) -> Calls | None: ...

    def check(self) -> Iterator[CheckStep]:
        """Try the account step by step, cheapest first. Raises the error that names what is wrong."""
        ...

    def __enter__(self) -> Provider: ...

    def __exit__(self, *problem: object) -> None: ...


class Opener(Protocol):
    """What `registry` names: the declaration of a provider, and the way to open an account there."""

    info: ProviderInfo

    def open(
        self,
        credentials: Mapping[str, str],
        *,
        endpoints: Mapping[str, str] | None = None,
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
    ) -> Provider:
        """`endpoints` overrides the service's addresses by name ("rest_url"…), for the sandbox. Opens no connection yet."""
        ...
