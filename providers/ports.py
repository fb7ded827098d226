"""The interfaces of a provider: small protocols, each optional. A port the provider lacks is None on `Provider`.

Every method may raise any `providers.errors.ProviderError`. Reads are safe to repeat. Writes raise `OutcomeUnknown`
when the request may have been carried out though no readable answer arrived; they never repeat themselves. An operation
that is not declared as a capability raises `Unsupported`. Bought numbers, sent messages and faxes cost money.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from providers.capabilities import Capability, CredentialField, Offer
from providers.values.accounts import SubAccount
from providers.values.billing import Balance, Funding, Invoice, Rate, Transaction
from providers.values.callbacks import CallbackRequest, Event, Subscription
from providers.values.calls import CallRecord, Window
from providers.values.devices import Device, Pop, Registration
from providers.values.dids import Did, DidChanges, SettingRule
from providers.values.e911 import AddressValidation, CivicAddress, EmergencyAddress
from providers.values.media import Fax, FaxNumber, File, Mailbox, Recording, VoicemailMessage
from providers.values.messaging import Brand, Campaign, Media, Message, MessageKind, MessagingLimits
from providers.values.ordering import (
    Area,
    AvailableNumber,
    BackOrder,
    NumberKind,
    NumberSearch,
    OrderedNumber,
    OrderSettings,
    Quote,
    Reservation,
    SpecialRequest,
)
from providers.values.phone import PhoneNumber
from providers.values.porting import Portability, PortOrder, PortRequest
from providers.values.routing import Failovers, ObjectForm, Route, RouteKind, RoutingObject
from providers.wire.catalog import Catalog


class Dids(Protocol):
    settable: frozenset[str]
    """The fields of `DidChanges` that this provider can set."""

    def list_owned(self) -> Iterator[Did]:
        """Every number of the account, streamed. Ending without an error means that the listing was complete."""
        ...

    def get(self, number: PhoneNumber, *, only: Collection[str] | None = None) -> Did:
        """One number as the provider has it now; `NotFound` when the account does not hold it.

        `only`: what is asked for, by the fields of `Did` and `DidChanges`; the rest may be left out where that saves calls, and
        `Did.unread` names it.
        """
        ...

    def update(self, number: PhoneNumber, changes: DidChanges) -> None:
        """Change settings, nothing else of the number. `Unsupported` for a field that is not `settable`."""
        ...


class Ordering(Protocol):
    kinds: frozenset[NumberKind]
    """The kinds of number that this provider sells."""

    def areas(
        self, *, kind: NumberKind = NumberKind.LOCAL, country: str = "US", region: str = "", area_code: str = ""
    ) -> Iterator[Area]:
        """Places with numbers, for a picker."""
        ...

    def search(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        """What can be bought now, at most `wanted.limit`. Nothing in stock is an empty listing.

        `Invalid` when the provider needs more to search by, naming the field of `NumberSearch` that is missing.
        """
        ...

    def quote(self, offer: AvailableNumber, *, quantity: int = 1) -> Quote: ...

    def reserve(self, offers: Sequence[AvailableNumber], *, quantity: int = 1) -> Reservation:
        """Hold numbers. `quantity` matters where an offer is a place and not a number."""
        ...

    def reservation(self, remote_id: str, number: PhoneNumber | None) -> Reservation | None:
        """What is held under that id, or where the provider gives none, of that number; None when it is not held for us."""
        ...

    def cancel_reservation(self, remote_id: str) -> None: ...

    def order(
        self, offers: Sequence[AvailableNumber], settings: OrderSettings, *, reservation: str = ""
    ) -> tuple[OrderedNumber, ...]:
        """Buy: costs money. One result for each number, as some may be bought and others not.

        `reservation`: buy what was reserved under that id. An order that failed as a whole raises; a lost answer raises
        `OutcomeUnknown`, and then `Dids.get` tells what was bought.
        """
        ...

    def backorder(self, request: SpecialRequest) -> BackOrder: ...

    def list_backorders(self) -> Iterator[BackOrder]: ...

    def cancel_backorder(self, remote_id: str) -> None: ...

    def release(self, number: PhoneNumber) -> None:
        """Give a number back, for good. Never repeated after a lost answer."""
        ...


class Routing(Protocol):
    kinds: frozenset[RouteKind]
    """The kinds of object that this provider lists."""
    forms: Mapping[RouteKind, ObjectForm]
    """How objects of these kinds are written; a kind that is missing can only be read."""

    def list_objects(self, kind: RouteKind) -> Iterator[RoutingObject]:
        """All objects of one kind. Nothing there is an empty listing, not an error."""
        ...

    def set_route(self, number: PhoneNumber, route: Route, failovers: Failovers) -> None:
        """Send the number's calls to `route`. A failover given as None is left as it is. Nothing else of the number changes."""
        ...

    def save_object(self, kind: RouteKind, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        """Create an object, or change the one with `remote_id`; its id comes back.

        `settings` are parameters of the form's method by the provider's names; in a change, those left out stay as they are.
        """
        ...

    def delete_object(self, kind: RouteKind, remote_id: str) -> None: ...


class Sounds(Protocol):
    """What a `Routing` may offer besides: to listen to its recordings. `ProviderInfo.plays` says so."""

    def fetch_sound(self, remote_id: str) -> File: ...


class Devices(Protocol):
    form: ObjectForm
    """How a device is written."""

    def list_devices(self) -> Iterator[Device]: ...

    def registration(self, login: str) -> Registration: ...

    def list_pops(self) -> Iterator[Pop]: ...

    def save_device(self, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        """As `Routing.save_object`. A password among the settings is sent and never comes back."""
        ...

    def delete_device(self, remote_id: str) -> None: ...


class E911(Protocol):
    countries: frozenset[str]
    """Where addresses may be: "US", "CA"."""

    def list_addresses(self) -> Iterator[EmergencyAddress]:
        """Every number that has an address on file, streamed."""
        ...

    def get_address(self, number: PhoneNumber) -> EmergencyAddress:
        """State NONE when nothing is on file."""
        ...

    def validate(self, number: PhoneNumber, address: CivicAddress) -> AddressValidation:
        """Ask whether the address would be taken. Changes nothing. A refused address is a value, not an error."""
        ...

    def provision(self, number: PhoneNumber, address: CivicAddress) -> EmergencyAddress:
        """Put the address in force for the number, in place of an earlier one. `Invalid` when it is refused.

        The state that comes back may be PENDING: only `get_address` tells when it is ACTIVE.
        """
        ...

    def remove(self, number: PhoneNumber) -> None: ...

    def alerts(self, number: PhoneNumber) -> tuple[str, ...]:
        """Mail addresses that are told of an emergency call."""
        ...

    def set_alerts(self, number: PhoneNumber, emails: Sequence[str]) -> None: ...


class Messaging(Protocol):
    limits: MessagingLimits

    def list_messages(self, window: Window, *, number: PhoneNumber | None = None) -> Iterator[Message]:
        """Messages of a span of time, sent and received; the windows may be wider than the provider's own limit."""
        ...

    def get_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> Message: ...

    def send_sms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str) -> Message:
        """Costs money. The state is SENT or QUEUED: delivery is told later, where it is told at all."""
        ...

    def send_mms(self, sender: PhoneNumber, recipient: PhoneNumber, text: str, media: Sequence[Media | str]) -> Message:
        """As `send_sms`, with files or addresses of files, as the provider takes them (`Invalid` for the other)."""
        ...

    def delete_message(self, remote_id: str, kind: MessageKind = MessageKind.SMS) -> None: ...

    def set_callback(self, number: PhoneNumber, url: str) -> None:
        """Where the provider posts messages that come in for this number. Empty: nowhere."""
        ...


class Campaigns(Protocol):
    brand_form: ObjectForm
    campaign_form: ObjectForm

    def list_brands(self) -> Iterator[Brand]: ...

    def list_campaigns(self) -> Iterator[Campaign]: ...

    def assign(self, campaign: str, numbers: Sequence[PhoneNumber]) -> None: ...

    def unassign(self, campaign: str, numbers: Sequence[PhoneNumber]) -> None: ...

    def save_brand(self, settings: Mapping[str, str], *, remote_id: str = "") -> str: ...

    def delete_brand(self, remote_id: str) -> None: ...

    def save_campaign(self, settings: Mapping[str, str], *, remote_id: str = "") -> str: ...

    def delete_campaign(self, remote_id: str) -> None: ...


class Calls(Protocol):
    def windows(self, span: Window) -> Iterator[Window]:
        """Cut a span into the pieces that one request may ask for, oldest first."""
        ...

    def records(self, window: Window) -> Iterator[CallRecord]:
        """Calls that started within the window, in no promised order; none is an empty listing."""
        ...


class Recordings(Protocol):
    def list_recordings(self, window: Window) -> Iterator[Recording]:
        """Recordings of calls that started within the window."""
        ...

    def fetch_recording(self, recording: Recording) -> File: ...

    def email_recording(self, recording: Recording, address: str) -> None: ...

    def delete_recording(self, recording: Recording) -> None: ...


class Voicemail(Protocol):
    def list_boxes(self) -> Iterator[Mailbox]: ...

    def list_voicemails(self, mailbox: str = "") -> Iterator[VoicemailMessage]:
        """Messages of one box, or of all."""
        ...

    def fetch_voicemail(self, message: VoicemailMessage) -> File: ...

    def mark_voicemail(
        self, message: VoicemailMessage, *, listened: bool | None = None, urgent: bool | None = None
    ) -> None: ...

    def move_voicemail(self, message: VoicemailMessage, folder: str) -> None: ...

    def delete_voicemail(self, message: VoicemailMessage) -> None: ...


class Faxing(Protocol):
    def list_fax_numbers(self) -> Iterator[FaxNumber]: ...

    def list_faxes(self, window: Window) -> Iterator[Fax]: ...

    def fetch_fax(self, fax: Fax) -> File: ...

    def send_fax(self, sender: PhoneNumber, recipient: PhoneNumber, document: Media) -> Fax:
        """Costs money. The state is QUEUED at first."""
        ...

    def delete_fax(self, fax: Fax) -> None: ...

    def set_fax_emails(self, number: PhoneNumber, emails: Sequence[str]) -> None:
        """Mail received faxes there. None of them: nowhere."""
        ...


class Porting(Protocol):
    def check_portability(self, number: PhoneNumber) -> Portability: ...

    def list_ports(self) -> Iterator[PortOrder]: ...

    def get_port(self, remote_id: str) -> PortOrder: ...

    def submit_port(self, request: PortRequest) -> PortOrder: ...

    def attach(self, remote_id: str, document: Media) -> None: ...

    def fetch_attachment(self, remote_id: str, attachment: str) -> File: ...


class Billing(Protocol):
    def balance(self) -> Balance: ...

    def transactions(self, window: Window) -> Iterator[Transaction]: ...

    def rates(self, destination: str) -> Iterator[Rate]:
        """Rates of a country or dialling prefix, as the provider's rate search understands it."""
        ...

    def invoices(self, window: Window) -> Iterator[Invoice]: ...

    def add_funds(self, funding: Funding) -> None:
        """Charges a card or a bank account. Off by default in the panel."""
        ...


class SubAccounts(Protocol):
    form: ObjectForm

    def list_sub_accounts(self) -> Iterator[SubAccount]: ...

    def get_sub_account(self, remote_id: str) -> SubAccount: ...

    def create_sub_account(self, settings: Mapping[str, str]) -> SubAccount: ...

    def update_sub_account(self, remote_id: str, settings: Mapping[str, str]) -> None: ...

    def set_sub_account_enabled(self, remote_id: str, enabled: bool) -> None: ...

    def transfer_credit(self, remote_id: str, amount: str) -> None:
        """Move money to the sub account; `amount` is decimal text in the account's currency, negative to take it back."""
        ...


class Callbacks(Protocol):
    def parse(self, request: CallbackRequest, *, secret: str = "") -> tuple[Event, ...]:
        """The events of a request that came from outside. Asks nobody and changes nothing.

        `secret` is what signatures were agreed with. Raises `NotAllowed` for a wrong or missing signature where the provider
        signs, `UnexpectedAnswer` for what cannot be read.
        """
        ...

    def list_subscriptions(self) -> Iterator[Subscription]: ...

    def subscribe(self, kind: str, url: str, *, secret: str = "") -> Subscription: ...

    def unsubscribe(self, remote_id: str) -> None: ...


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
    forward_prefix: str = (
        ""  # calls can be sent straight to a telephone number that begins with this; empty: not at all
    )
    did_settings: Mapping[str, SettingRule] = field(default_factory=dict)
    """What can be set of a number, by the fields of `DidChanges`: the same as `Dids.settable`."""
    did_gaps: Mapping[str, str] = field(default_factory=dict)
    """Why something cannot be set, by field, where there is more to say than that it cannot. English msgids."""
    did_methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The catalogue's methods by what they change of a number, to be told beforehand: "route", "failovers", and each of
    `did_settings`. Where several are named, it takes one or more of them."""
    object_kinds: frozenset[RouteKind] = frozenset()
    """The kinds of routing object that are listed: the same as `Routing.kinds`."""
    object_forms: Mapping[RouteKind, ObjectForm] = field(default_factory=dict)
    """How routing objects are written: the same as `Routing.forms`."""
    device_form: ObjectForm = ObjectForm()
    """How a device is written: the same as `Devices.form`."""
    plays: bool = False
    """Whether the recordings that calls hear can be fetched: `Routing` is a `Sounds` then."""
    route_words: Mapping[RouteKind, str] = field(default_factory=dict)
    """How a route is spelled among an object's settings: `fwd` in `fwd:16006`. Empty where settings hold no routes."""
    calls_per_second: int = 10
    """How many calls one account surely takes. Where no limit is documented: ten, to be polite."""
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


class Caller(Protocol):
    """The way to any method of the catalogue, for the provider console. Ports are the way for everything else."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def taken(self) -> int:
        """How many calls that change something the provider has answered well since the account was opened."""
        ...

    def call(self, name: str, /, **params: Any) -> Any:
        """The decoded answer of one method. `Invalid` names a parameter that cannot be sent, before anything is sent."""
        ...


class Provider(Protocol):
    """An opened provider account. Use as a context manager: it holds connections."""

    @property
    def client(self) -> Caller: ...

    @property
    def info(self) -> ProviderInfo: ...

    @property
    def dids(self) -> Dids | None: ...

    @property
    def ordering(self) -> Ordering | None: ...

    @property
    def routing(self) -> Routing | None: ...

    @property
    def devices(self) -> Devices | None: ...

    @property
    def e911(self) -> E911 | None: ...

    @property
    def messaging(self) -> Messaging | None: ...

    @property
    def campaigns(self) -> Campaigns | None: ...

    @property
    def calls(self) -> Calls | None: ...

    @property
    def recordings(self) -> Recordings | None: ...

    @property
    def voicemail(self) -> Voicemail | None: ...

    @property
    def faxing(self) -> Faxing | None: ...

    @property
    def porting(self) -> Porting | None: ...

    @property
    def billing(self) -> Billing | None: ...

    @property
    def sub_accounts(self) -> SubAccounts | None: ...

    @property
    def callbacks(self) -> Callbacks | None: ...

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
