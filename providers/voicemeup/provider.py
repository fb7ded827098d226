"""What VoiceMeUp can do, the connection form, the connection check, and the way to open an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.capabilities import Capability, CredentialField, Offer
from providers.ports import CheckStep, Exchanges, Pacer, ProviderInfo
from providers.values.routing import RouteKind
from providers.voicemeup import faults, messages
from providers.voicemeup.billing import VoicemeupBilling
from providers.voicemeup.client import Client
from providers.voicemeup.coverage import Coverage
from providers.voicemeup.dids import CHAIN, VoicemeupDids
from providers.wire.redact import Secret

INFO = ProviderInfo(
    slug=faults.SLUG,
    name="VoiceMeUp",
    monogram="Vu",
    slot="vu",
    currency="CAD",
    credential_fields=(
        CredentialField(
            name="client_account_id",
            label=messages.NAME_ACCOUNT,
            help=messages.HELP_ACCOUNT,
            placeholder="10000000",
            max_length=8,
        ),
        CredentialField(
            name="auth_token",
            label=messages.NAME_TOKEN,
            help=messages.HELP_TOKEN,
            kind="password",
            secret=True,
            max_length=64,
        ),
        CredentialField(
            name="username",
            label=messages.NAME_USER,
            help=messages.HELP_USER,
            required=False,
        ),
    ),
    offers=(
        Offer(capability=Capability.DIDS_LIST),
        Offer(capability=Capability.DIDS_UPDATE, limit=messages.LIMIT_UPDATE),
        Offer(capability=Capability.BILLING_BALANCE),
        Offer(capability=Capability.BILLING_TRANSACTIONS),
        Offer(capability=Capability.BILLING_RATES, limit=messages.LIMIT_RATES),
        Offer(capability=Capability.BILLING_INVOICES),
        Offer(capability=Capability.BILLING_ADD_FUNDS),
    ),
    route_kinds=frozenset({*CHAIN, RouteKind.NONE}),
    setup_steps=(messages.SETUP_TOKEN, messages.SETUP_WEBHOOK),
    api_page="https://developer.voicemeup.com/guides/xml_engine.html",
)


class VoicemeupAccount:
    """An opened account at VoiceMeUp: a `providers.ports.Provider`."""

    info = INFO
    campaigns = None  # the service has no such thing
    sub_accounts = None

    def __init__(self, client: Client) -> None:
        coverage = Coverage(client)
        self.client = client
        self.dids = VoicemeupDids(client)
        self.billing = VoicemeupBilling(client, coverage)

    def check(self) -> Iterator[CheckStep]:
        """Signed in, the balance, what was found, and what is worth a warning. Reads only."""
        balance = self.billing.balance().available
        yield CheckStep(name="sign_in", state="ok", text=messages.SIGNED_IN, values={"account": self.client.account_id})
        yield CheckStep(
            name="balance",
            state="ok" if balance.amount > 0 else "warn",
            text=messages.BALANCE if balance.amount > 0 else messages.BALANCE_LOW,
            values={"currency": balance.currency, "amount": f"{balance.amount:,.2f}"},
        )

    def close(self) -> None:
        self.client.close()

    def __enter__(self) -> VoicemeupAccount:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


class VoicemeupOpener:
    """A `providers.ports.Opener`."""

    info = INFO

    def open(
        self,
        credentials: Mapping[str, str],
        *,
        endpoints: Mapping[str, str] | None = None,
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
    ) -> VoicemeupAccount:
        """`endpoints` may override "url" and "v11_url", the address of the sibling API that takes text messages."""
        addresses = endpoints or {}
        client = Client(
            credentials.get("client_account_id", "").strip(),
            Secret(credentials.get("auth_token", "").strip()),
            username=credentials.get("username", "").strip(),
            url=addresses.get("url", ""),
            v11_url=addresses.get("v11_url", ""),
            pacer=pacer,
            exchanges=exchanges,
        )
        return VoicemeupAccount(client)
