"""What VoIP Innovations can do, the connection form, the connection check, and the way to open an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.capabilities import Capability, CredentialField, Offer
from providers.ports import CheckStep, Exchanges, Opener, Pacer, ProviderInfo
from providers.voipinnovations import faults, messages
from providers.voipinnovations.billing import VoipinnovationsBilling
from providers.voipinnovations.callbacks import VoipinnovationsCallbacks
from providers.voipinnovations.campaigns import VoipinnovationsCampaigns
from providers.voipinnovations.client import Client
from providers.voipinnovations.devices import VoipinnovationsDevices
from providers.voipinnovations.dids import SETTINGS, VoipinnovationsDids
from providers.voipinnovations.e911 import VoipinnovationsE911
from providers.voipinnovations.faxing import VoipinnovationsFaxing
from providers.voipinnovations.messaging import VoipinnovationsMessaging
from providers.voipinnovations.ordering import VoipinnovationsOrdering
from providers.voipinnovations.porting import VoipinnovationsPorting
from providers.voipinnovations.routing import ROUTES, VoipinnovationsRouting
from providers.voipinnovations.sub_accounts import VoipinnovationsSubAccounts
from providers.wire.redact import Secret

INFO = ProviderInfo(
    slug=faults.SLUG,
    name="VoIP Innovations",
    monogram="Vi",
    slot="vi",
    currency="USD",
    credential_fields=(
        CredentialField(name="login", label=messages.NAME_LOGIN, help=messages.HELP_LOGIN),
        CredentialField(
            name="secret", label=messages.NAME_SECRET, help=messages.HELP_SECRET, kind="password", secret=True
        ),
    ),
    offers=(
        Offer(capability=Capability.DIDS_LIST),
        Offer(capability=Capability.DIDS_UPDATE, limit=messages.LIMIT_UPDATE),
        Offer(capability=Capability.ORDERING_AREAS),
        Offer(capability=Capability.ORDERING_SEARCH),
        Offer(capability=Capability.ORDERING_RESERVE, limit=messages.LIMIT_RESERVE),
        Offer(capability=Capability.ORDERING_RESERVATION),
        Offer(capability=Capability.ORDERING_ORDER),
        Offer(capability=Capability.ORDERING_RELEASE),
        Offer(capability=Capability.ROUTING_LIST),
        Offer(capability=Capability.ROUTING_SET_ROUTE, limit=messages.LIMIT_ROUTES),
        Offer(capability=Capability.ROUTING_SET_FAILOVERS, limit=messages.LIMIT_FAILOVERS),
        Offer(capability=Capability.ROUTING_DELETE_OBJECT),
        Offer(capability=Capability.ROUTING_SAVE_OBJECT, limit=messages.LIMIT_OBJECTS),
        Offer(capability=Capability.DEVICES_LIST, limit=messages.LIMIT_DEVICES),
        Offer(capability=Capability.E911_LIST),
        Offer(capability=Capability.E911_GET),
        Offer(capability=Capability.E911_VALIDATE, limit=messages.LIMIT_E911),
        Offer(capability=Capability.E911_PROVISION, limit=messages.LIMIT_E911),
        Offer(capability=Capability.E911_REMOVE),
        Offer(capability=Capability.E911_ALERTS),
        Offer(capability=Capability.E911_SET_ALERTS),
        Offer(capability=Capability.MESSAGING_SEND_SMS, limit=messages.LIMIT_MESSAGES),
        Offer(capability=Capability.MESSAGING_SEND_MMS, limit=messages.LIMIT_MESSAGES),
        Offer(capability=Capability.MESSAGING_SET_CALLBACK),
        Offer(capability=Capability.CAMPAIGNS_LIST_BRANDS),
        Offer(capability=Capability.CAMPAIGNS_LIST),
        Offer(capability=Capability.CAMPAIGNS_ASSIGN),
        Offer(capability=Capability.CAMPAIGNS_UNASSIGN),
        Offer(capability=Capability.CAMPAIGNS_SAVE_BRAND),
        Offer(capability=Capability.CAMPAIGNS_DELETE_BRAND),
        Offer(capability=Capability.CAMPAIGNS_SAVE),
        Offer(capability=Capability.CAMPAIGNS_DELETE),
        Offer(capability=Capability.FAXING_LIST_NUMBERS, limit=messages.LIMIT_FAX),
        Offer(capability=Capability.FAXING_SET_EMAILS),
        Offer(capability=Capability.PORTING_CHECK, limit=messages.LIMIT_PORTING),
        Offer(capability=Capability.PORTING_LIST),
        Offer(capability=Capability.PORTING_GET),
        Offer(capability=Capability.BILLING_BALANCE),
        Offer(capability=Capability.SUB_ACCOUNTS_LIST),
        Offer(capability=Capability.CALLBACKS_PARSE),
    ),
    route_kinds=ROUTES,
    forward_prefix="+1",
    object_kinds=VoipinnovationsRouting.kinds,
    object_forms=VoipinnovationsRouting.forms,
    device_form=VoipinnovationsDevices.form,
    did_settings=SETTINGS,
    did_gaps={
        "ring_seconds": messages.GAP_RING,
        "sms_enabled": messages.GAP_SMS,
        "fax_email": messages.GAP_FAX,
        "recording": messages.GAP_MEDIA,
        "music": messages.GAP_MEDIA,
        "billing": messages.GAP_BILLING,
    },
    did_methods={
        "route": ("SetDIDForward", "RemoveDIDForward", "configDID"),
        "failovers": ("UpdateDIDFailover",),
        **dict.fromkeys(("cnam_lookup", "note"), ("configDID",)),
        "caller_name": ("UpdateCNAMDisplay", "RemoveCNAM"),
    },
    setup_steps=(messages.SETUP_USER, messages.SETUP_ADDRESS),
)


class VoipinnovationsAccount:
    """An opened account at VoIP Innovations: a `providers.ports.Provider`."""

    info = INFO
    calls = None  # call records are files on an FTP server (fact sheet §9)
    recordings = None
    voicemail = None

    def __init__(self, client: Client) -> None:
        self.client = client
        self.dids = VoipinnovationsDids(client)
        self.ordering = VoipinnovationsOrdering(client)
        self.routing = VoipinnovationsRouting(client, self.dids)
        self.devices = VoipinnovationsDevices(client)
        self.e911 = VoipinnovationsE911(client)
        self.messaging = VoipinnovationsMessaging(client)
        self.campaigns = VoipinnovationsCampaigns(client)
        self.faxing = VoipinnovationsFaxing(client)
        self.porting = VoipinnovationsPorting(client)
        self.billing = VoipinnovationsBilling(client)
        self.sub_accounts = VoipinnovationsSubAccounts(client)
        self.callbacks = VoipinnovationsCallbacks()

    def check(self) -> Iterator[CheckStep]:
        """Signed in, the balance, what was found, and what is worth a warning. Reads only."""
        balance = self.billing.balance().available
        yield CheckStep(name="sign_in", state="ok", text=messages.SIGNED_IN)
        yield CheckStep(
            name="balance",
            state="ok" if balance.amount > 0 else "warn",
            text=messages.BALANCE if balance.amount > 0 else messages.BALANCE_LOW,
            values={"currency": balance.currency, "amount": f"{balance.amount:,.2f}"},
        )
        groups = sum(1 for _ in self.devices.list_devices())
        numbers = without = 0
        for did in self.dids.list_owned():
            numbers += 1
            without += did.e911 is False
        yield CheckStep(
            name="inventory",
            state="ok",
            text=messages.INVENTORY,
            values={"numbers": str(numbers), "groups": str(groups)},
        )
        if without:
            yield CheckStep(name="e911", state="warn", text=messages.WITHOUT_911, values={"count": str(without)})

    def __enter__(self) -> VoipinnovationsAccount:
        return self

    def __exit__(self, *problem: object) -> None:
        self.client.close()


class VoipinnovationsOpener:
    info = INFO

    def open(
        self,
        credentials: Mapping[str, str],
        *,
        endpoints: Mapping[str, str] | None = None,
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
    ) -> VoipinnovationsAccount:
        """`endpoints` may override "url"; "wsdl_url" is known too, and not used: the contract comes with the catalogue."""
        return VoipinnovationsAccount(
            Client(
                credentials["login"],
                Secret(credentials["secret"]),
                url=(endpoints or {}).get("url", ""),
                pacer=pacer,
                exchanges=exchanges,
            )
        )


PROVIDER: Opener = VoipinnovationsOpener()
