"""What CALLR can do, the connection form, the connection check, and the way to open an account."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from providers.callr import faults, messages, scalars
from providers.callr.access import Access, ApiKey, Basic
from providers.callr.billing import CallrBilling
from providers.callr.callbacks import CallrCallbacks
from providers.callr.calls import CallrCalls
from providers.callr.client import Client
from providers.callr.devices import CallrDevices
from providers.callr.dids import CallrDids
from providers.callr.messaging import CallrMessaging
from providers.callr.ordering import CallrOrdering
from providers.callr.recordings import CallrRecordings
from providers.callr.routing import CallrRouting
from providers.callr.sub_accounts import CallrSubAccounts
from providers.callr.voicemail import CallrVoicemail
from providers.capabilities import Capability, CredentialField, Offer
from providers.ports import CheckStep, Exchanges, Opener, Pacer, ProviderInfo
from providers.values.dids import Did
from providers.values.routing import RouteKind
from providers.wire.redact import Secret

CLOCK_TOLERANCE_SECONDS = 300  # beyond it, windows of calls and messages would miss the newest

INFO = ProviderInfo(
    slug=faults.SLUG,
    name="CALLR",
    monogram="Cr",
    slot="cr",
    currency="EUR",
    credential_fields=(
        CredentialField(name="login", label=messages.NAME_LOGIN, help=messages.HELP_LOGIN, required=False),
        CredentialField(
            name="password",
            label=messages.NAME_PASSWORD,
            help=messages.HELP_PASSWORD,
            kind="password",
            secret=True,
            required=False,
        ),
        CredentialField(
            name="api_key",
            label=messages.NAME_API_KEY,
            help=messages.HELP_API_KEY,
            kind="password",
            secret=True,
            required=False,
        ),
        CredentialField(name="login_as", label=messages.NAME_LOGIN_AS, help=messages.HELP_LOGIN_AS, required=False),
        CredentialField(
            name="currency",
            label=messages.NAME_CURRENCY,
            help=messages.HELP_CURRENCY,
            kind="choice",
            required=False,
            choices=(("EUR", "EUR"), ("USD", "USD")),
        ),
    ),
    offers=(
        Offer(capability=Capability.DIDS_LIST),
        Offer(capability=Capability.ORDERING_AREAS),
        Offer(capability=Capability.ORDERING_SEARCH, limit=messages.LIMIT_SEARCH),
        Offer(capability=Capability.ORDERING_QUOTE),
        Offer(capability=Capability.ORDERING_RESERVE, limit=messages.LIMIT_RESERVE),
        Offer(capability=Capability.ORDERING_RESERVATION),
        Offer(capability=Capability.ORDERING_CANCEL_RESERVATION),
        Offer(capability=Capability.ORDERING_ORDER, limit=messages.LIMIT_SEARCH),
        Offer(capability=Capability.ORDERING_RELEASE),
        Offer(capability=Capability.ROUTING_LIST),
        Offer(capability=Capability.ROUTING_SET_ROUTE, limit=messages.LIMIT_ROUTES),
        Offer(capability=Capability.ROUTING_SAVE_OBJECT),
        Offer(capability=Capability.ROUTING_DELETE_OBJECT),
        Offer(capability=Capability.DEVICES_LIST, limit=messages.LIMIT_DEVICES),
        Offer(capability=Capability.DEVICES_SAVE, limit=messages.LIMIT_DEVICES),
        Offer(capability=Capability.DEVICES_DELETE, limit=messages.LIMIT_DEVICES),
        Offer(capability=Capability.MESSAGING_LIST, limit=messages.LIMIT_MESSAGES),
        Offer(capability=Capability.MESSAGING_GET),
        Offer(capability=Capability.MESSAGING_SEND_SMS, limit=messages.LIMIT_SENDERS),
        Offer(capability=Capability.CALLS_LIST),
        Offer(capability=Capability.RECORDINGS_LIST, limit=messages.LIMIT_RECORDINGS),
        Offer(capability=Capability.RECORDINGS_FETCH, limit=messages.LIMIT_RECORDINGS),
        Offer(capability=Capability.RECORDINGS_DELETE, limit=messages.LIMIT_RECORDINGS),
        Offer(capability=Capability.VOICEMAIL_LIST_BOXES, limit=messages.LIMIT_VOICEMAIL),
        Offer(capability=Capability.VOICEMAIL_LIST, limit=messages.LIMIT_RECORDINGS),
        Offer(capability=Capability.VOICEMAIL_FETCH, limit=messages.LIMIT_RECORDINGS),
        Offer(capability=Capability.VOICEMAIL_MARK, limit=messages.LIMIT_MARKS),
        Offer(capability=Capability.VOICEMAIL_DELETE, limit=messages.LIMIT_RECORDINGS),
        Offer(capability=Capability.BILLING_BALANCE),
        Offer(capability=Capability.SUB_ACCOUNTS_LIST),
        Offer(capability=Capability.SUB_ACCOUNTS_GET),
        Offer(capability=Capability.SUB_ACCOUNTS_CREATE),
        Offer(capability=Capability.SUB_ACCOUNTS_UPDATE, limit=messages.LIMIT_SUB_ACCOUNTS),
        Offer(capability=Capability.SUB_ACCOUNTS_SET_ENABLED),
        Offer(capability=Capability.SUB_ACCOUNTS_TRANSFER),
        Offer(capability=Capability.CALLBACKS_PARSE),
        Offer(capability=Capability.CALLBACKS_LIST),
        Offer(capability=Capability.CALLBACKS_SUBSCRIBE),
        Offer(capability=Capability.CALLBACKS_UNSUBSCRIBE),
    ),
    route_kinds=frozenset({RouteKind.APP, RouteKind.NONE}),
    object_kinds=CallrRouting.kinds,
    object_forms=CallrRouting.forms,
    device_form=CallrDevices.form,
    did_gaps=dict.fromkeys(
        ("ring_seconds", "caller_name", "recording", "music", "voicemail", "fax_email"), messages.GAP_IN_THE_APP
    ),
    did_methods={"route": ("apps.assign_did", "apps.remove_did")},
    setup_steps=(messages.SETUP_KEY, messages.SETUP_CURRENCY),
    api_page="https://docs.callr.com/api",
)


class CallrAccount:
    """An opened account at CALLR: a `providers.ports.Provider`."""

    info = INFO
    # The documents have no method for any of these (fact sheet, section 10).
    e911 = None
    campaigns = None
    faxing = None
    porting = None

    def __init__(self, client: Client) -> None:
        self.client = client
        self.dids = CallrDids(client)
        self.ordering = CallrOrdering(client)
        self.routing = CallrRouting(client)
        self.devices = CallrDevices(client)
        self.messaging = CallrMessaging(client)
        self.calls = CallrCalls(client)
        self.recordings = CallrRecordings(client)
        self.voicemail = CallrVoicemail(client)
        self.billing = CallrBilling(client)
        self.sub_accounts = CallrSubAccounts(client)
        self.callbacks = CallrCallbacks(client)

    def check(self) -> Iterator[CheckStep]:
        """Signed in, the balance, what was found, and what is worth a warning. Reads only."""
        clock = self.client.one("system.get_timestamp", scalars.whole)
        account = self.client.act_as
        yield CheckStep(
            name="sign_in",
            state="ok",
            text=messages.SIGNED_IN_AS if account else messages.SIGNED_IN,
            values={"account": account} if account else {},
        )
        balance = self.billing.balance().available
        yield CheckStep(
            name="balance",
            state="ok" if balance.amount > 0 else "warn",
            text=messages.BALANCE if balance.amount > 0 else messages.BALANCE_LOW,
            values={"currency": balance.currency, "amount": f"{balance.amount:,.2f}"},
        )
        numbers = list(self.dids.list_owned())
        apps = list(self.routing.list_objects(RouteKind.APP))
        yield CheckStep(
            name="inventory",
            state="ok",
            text=messages.INVENTORY,
            values={"numbers": str(len(numbers)), "apps": str(len(apps))},
        )
        yield from _warnings(numbers, clock)

    def close(self) -> None:
        self.client.close()

    def __enter__(self) -> CallrAccount:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


def _warnings(numbers: list[Did], clock: int | None) -> Iterator[CheckStep]:
    nowhere = sum(1 for did in numbers if did.route.kind is RouteKind.NONE)
    if nowhere:
        yield CheckStep(name="routes", state="warn", text=messages.NUMBERS_WITHOUT_APP, values={"count": str(nowhere)})
    apart = 0 if clock is None else abs(int(time.time()) - clock)
    if apart > CLOCK_TOLERANCE_SECONDS:
        yield CheckStep(name="clock", state="warn", text=messages.CLOCK_OFF, values={"seconds": str(apart)})


class CallrOpener:
    """A `providers.ports.Opener`."""

    info = INFO

    def open(
        self,
        credentials: Mapping[str, str],
        *,
        endpoints: Mapping[str, str] | None = None,
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
    ) -> CallrAccount:
        """An API key is taken before login and password. `endpoints` may override "url"."""
        client = Client(
            access_of(credentials),
            act_as=credentials.get("login_as", "").strip(),
            currency=credentials.get("currency", "") or INFO.currency,
            url=(endpoints or {}).get("url", ""),
            pacer=pacer,
            exchanges=exchanges,
        )
        return CallrAccount(client)


def access_of(credentials: Mapping[str, str]) -> Access:
    key = credentials.get("api_key", "").strip()
    if key:
        return ApiKey(Secret(key))
    return Basic(credentials.get("login", "").strip(), Secret(credentials.get("password", "")))


PROVIDER: Opener = CallrOpener()
