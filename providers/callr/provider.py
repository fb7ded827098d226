"""What CALLR can do, the connection form, the connection check, and the way to open an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.callr import faults, messages
from providers.callr.access import Access, ApiKey, Basic
from providers.callr.billing import CallrBilling
from providers.callr.client import Client
from providers.callr.dids import CallrDids
from providers.capabilities import Capability, CredentialField, Offer
from providers.ports import CheckStep, Exchanges, Opener, Pacer, ProviderInfo
from providers.values.routing import RouteKind
from providers.wire.redact import Secret

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
        Offer(capability=Capability.BILLING_BALANCE),
    ),
    route_kinds=frozenset({RouteKind.APP, RouteKind.NONE}),
    setup_steps=(messages.SETUP_KEY, messages.SETUP_CURRENCY),
    api_page="https://docs.callr.com/api",
)


class CallrAccount:
    """An opened account at CALLR: a `providers.ports.Provider`."""

    info = INFO
    ordering = None
    routing = None
    devices = None
    e911 = None
    messaging = None
    campaigns = None
    calls = None
    recordings = None
    voicemail = None
    faxing = None
    porting = None
    sub_accounts = None
    callbacks = None

    def __init__(self, client: Client) -> None:
        self.client = client
        self.dids = CallrDids(client)
        self.billing = CallrBilling(client)

    def check(self) -> Iterator[CheckStep]:
        """Signed in, the balance, what was found, and what is worth a warning. Reads only."""
        self.client.call("system.get_timestamp")
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

    def close(self) -> None:
        self.client.close()

    def __enter__(self) -> CallrAccount:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


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
