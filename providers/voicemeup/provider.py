"""What VoiceMeUp can do, the connection form, the connection check, and the way to open an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.capabilities import Capability, CredentialField, Offer
from providers.ports import CheckStep, Exchanges, Opener, Pacer, ProviderInfo
from providers.values.dids import Did
from providers.values.routing import RouteKind
from providers.voicemeup import faults, messages
from providers.voicemeup.billing import VoicemeupBilling
from providers.voicemeup.callbacks import VoicemeupCallbacks
from providers.voicemeup.calls import VoicemeupCalls
from providers.voicemeup.client import Client
from providers.voicemeup.coverage import Coverage
from providers.voicemeup.devices import VoicemeupDevices
from providers.voicemeup.dids import CHAIN, SETTINGS, VoicemeupDids
from providers.voicemeup.e911 import VoicemeupE911
from providers.voicemeup.faxing import VoicemeupFaxing
from providers.voicemeup.messaging import VoicemeupMessaging
from providers.voicemeup.ordering import VoicemeupOrdering
from providers.voicemeup.porting import VoicemeupPorting
from providers.voicemeup.recordings import VoicemeupRecordings
from providers.voicemeup.routing import VoicemeupRouting
from providers.voicemeup.voicemail import VoicemeupVoicemail
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
        Offer(capability=Capability.ORDERING_AREAS),
        Offer(capability=Capability.ORDERING_SEARCH),
        Offer(capability=Capability.ORDERING_ORDER),
        Offer(capability=Capability.ORDERING_BACKORDER, limit=messages.LIMIT_BACKORDER),
        Offer(capability=Capability.ROUTING_LIST, limit=messages.LIMIT_OBJECTS),
        Offer(capability=Capability.ROUTING_SET_ROUTE, limit=messages.LIMIT_ROUTES),
        Offer(capability=Capability.ROUTING_SET_FAILOVERS, limit=messages.LIMIT_FAILOVERS),
        Offer(capability=Capability.ROUTING_SAVE_OBJECT, limit=messages.LIMIT_SAVE),
        Offer(capability=Capability.DEVICES_LIST),
        Offer(capability=Capability.DEVICES_REGISTRATION, limit=messages.LIMIT_REGISTRATION),
        Offer(capability=Capability.DEVICES_SAVE, limit=messages.LIMIT_DEVICES),
        Offer(capability=Capability.E911_LIST),
        Offer(capability=Capability.E911_GET),
        Offer(capability=Capability.E911_VALIDATE),
        Offer(capability=Capability.E911_PROVISION),
        Offer(capability=Capability.E911_REMOVE, limit=messages.LIMIT_REMOVE_911),
        Offer(capability=Capability.MESSAGING_SEND_SMS, limit=messages.LIMIT_SMS),
        Offer(capability=Capability.MESSAGING_SEND_MMS, limit=messages.LIMIT_MMS),
        Offer(capability=Capability.CALLS_LIST, limit=messages.LIMIT_CALLS),
        Offer(capability=Capability.RECORDINGS_LIST, limit=messages.LIMIT_RECORDINGS),
        Offer(capability=Capability.RECORDINGS_FETCH, limit=messages.LIMIT_FETCH),
        Offer(capability=Capability.RECORDINGS_DELETE),
        Offer(capability=Capability.VOICEMAIL_LIST_BOXES),
        Offer(capability=Capability.VOICEMAIL_LIST),
        Offer(capability=Capability.VOICEMAIL_FETCH, limit=messages.LIMIT_FETCH),
        Offer(capability=Capability.VOICEMAIL_DELETE),
        Offer(capability=Capability.FAXING_LIST_NUMBERS, limit=messages.LIMIT_FAX_NUMBERS),
        Offer(capability=Capability.FAXING_LIST),
        Offer(capability=Capability.FAXING_FETCH, limit=messages.LIMIT_FETCH),
        Offer(capability=Capability.FAXING_DELETE),
        Offer(capability=Capability.PORTING_CHECK, limit=messages.LIMIT_PORTING),
        Offer(capability=Capability.BILLING_BALANCE),
        Offer(capability=Capability.BILLING_TRANSACTIONS),
        Offer(capability=Capability.BILLING_RATES, limit=messages.LIMIT_RATES),
        Offer(capability=Capability.BILLING_INVOICES),
        Offer(capability=Capability.BILLING_ADD_FUNDS),
        Offer(capability=Capability.CALLBACKS_PARSE, limit=messages.LIMIT_CALLBACKS),
    ),
    route_kinds=frozenset({*CHAIN, RouteKind.NONE}),
    forward_prefix="+",
    object_kinds=VoicemeupRouting.kinds,
    object_forms=VoicemeupRouting.forms,
    device_form=VoicemeupDevices.form,
    did_settings=SETTINGS,
    did_gaps={
        "caller_name": messages.GAP_CALLER_NAME,
        "fax_email": messages.GAP_FAX,
        "music": messages.GAP_MUSIC,
    },
    did_methods=dict.fromkeys(("route", "failovers", *SETTINGS), ("update_did",)),
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
        self.routing = VoicemeupRouting(client)
        self.ordering = VoicemeupOrdering(client, coverage, self.routing)
        self.devices = VoicemeupDevices(client)
        self.e911 = VoicemeupE911(client)
        self.messaging = VoicemeupMessaging(client)
        self.calls = VoicemeupCalls(client)
        self.recordings = VoicemeupRecordings(client)
        self.voicemail = VoicemeupVoicemail(client)
        self.faxing = VoicemeupFaxing(client)
        self.porting = VoicemeupPorting(client)
        self.billing = VoicemeupBilling(client, coverage)
        self.callbacks = VoicemeupCallbacks()

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

        numbers = list(self.dids.list_owned())
        devices = sum(1 for _ in self.devices.list_devices())
        yield CheckStep(
            name="inventory",
            state="ok",
            text=messages.INVENTORY,
            values={"numbers": str(len(numbers)), "devices": str(devices)},
        )
        yield from self._warnings(numbers)

    def _warnings(self, numbers: list[Did]) -> Iterator[CheckStep]:
        """What works, and could bite later: numbers that callers in need could not be found by, messages that cannot leave."""
        with_address = {found.number for found in self.e911.list_addresses()}
        in_service = [did for did in numbers if did.route.kind is RouteKind.ACCOUNT]
        without = sum(1 for did in in_service if did.number not in with_address)
        if without:
            yield CheckStep(name="e911", state="warn", text=messages.NO_911, values={"count": str(without)})
        if not self.client.username:
            yield CheckStep(name="sms", state="warn", text=messages.NO_USER)

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


PROVIDER: Opener = VoicemeupOpener()
