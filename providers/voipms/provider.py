"""What VoIP.ms can do, the connection form, the connection check, and the way to open an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers import errors
from providers.capabilities import Capability, CredentialField, Offer
from providers.ports import CheckStep, Exchanges, Opener, Pacer, ProviderInfo
from providers.values.billing import Balance
from providers.values.dids import Did
from providers.voipms import faults, messages
from providers.voipms.billing import VoipmsBilling
from providers.voipms.callbacks import VoipmsCallbacks
from providers.voipms.calls import VoipmsCalls
from providers.voipms.client import ENDPOINTS, Client
from providers.voipms.devices import VoipmsDevices
from providers.voipms.dids import SETTINGS, VoipmsDids
from providers.voipms.e911 import VoipmsE911
from providers.voipms.faxing import VoipmsFaxing
from providers.voipms.messaging import VoipmsMessaging
from providers.voipms.ordering import VoipmsOrdering
from providers.voipms.porting import VoipmsPorting
from providers.voipms.recordings import VoipmsRecordings
from providers.voipms.routing import VoipmsRouting
from providers.voipms.scalars import HEADERS
from providers.voipms.sub_accounts import VoipmsSubAccounts
from providers.voipms.voicemail import VoipmsVoicemail
from providers.wire.redact import Secret

INFO = ProviderInfo(
    slug=faults.SLUG,
    name="VoIP.ms",
    monogram="Vm",
    slot="vm",
    currency="USD",
    calls_per_second=4,  # no figure is published; clients that keep to this are served (NOTES.md)
    credential_fields=(
        CredentialField(
            name="api_username",
            label=messages.NAME_USERNAME,
            help=messages.HELP_USERNAME,
            kind="email",
            placeholder="name@example.com",
        ),
        CredentialField(
            name="api_password",
            label=messages.NAME_PASSWORD,
            help=messages.HELP_PASSWORD,
            kind="password",
            secret=True,
        ),
        CredentialField(
            name="transport",
            label=messages.NAME_TRANSPORT,
            help=messages.HELP_TRANSPORT,
            kind="choice",
            required=False,
            choices=(("rest", "REST/JSON"), ("soap", "SOAP")),
        ),
    ),
    offers=(
        Offer(capability=Capability.DIDS_LIST),
        Offer(capability=Capability.DIDS_UPDATE),
        Offer(capability=Capability.ORDERING_AREAS),
        Offer(capability=Capability.ORDERING_SEARCH),
        Offer(capability=Capability.ORDERING_QUOTE),
        Offer(capability=Capability.ORDERING_ORDER),
        Offer(capability=Capability.ORDERING_TEST),
        Offer(capability=Capability.ORDERING_BACKORDER, limit=messages.LIMIT_BACKORDER),
        Offer(capability=Capability.ORDERING_LIST_BACKORDERS),
        Offer(capability=Capability.ORDERING_RELEASE),
        Offer(capability=Capability.ROUTING_LIST),
        Offer(capability=Capability.ROUTING_SET_ROUTE, limit=messages.LIMIT_ROUTES),
        Offer(capability=Capability.ROUTING_SET_FAILOVERS, limit=messages.LIMIT_ROUTES),
        Offer(capability=Capability.ROUTING_SAVE_OBJECT),
        Offer(capability=Capability.ROUTING_DELETE_OBJECT),
        Offer(capability=Capability.DEVICES_LIST),
        Offer(capability=Capability.DEVICES_REGISTRATION),
        Offer(capability=Capability.DEVICES_POPS),
        Offer(capability=Capability.DEVICES_SAVE),
        Offer(capability=Capability.DEVICES_DELETE),
        Offer(capability=Capability.E911_LIST),
        Offer(capability=Capability.E911_GET),
        Offer(capability=Capability.E911_VALIDATE, limit=messages.LIMIT_E911),
        Offer(capability=Capability.E911_PROVISION),
        Offer(capability=Capability.E911_REMOVE),
        Offer(capability=Capability.BILLING_BALANCE),
        Offer(capability=Capability.BILLING_TRANSACTIONS),
        Offer(capability=Capability.BILLING_RATES),
        Offer(capability=Capability.BILLING_INVOICES),
        Offer(capability=Capability.CALLS_LIST, limit=messages.LIMIT_CALLS),
        Offer(capability=Capability.MESSAGING_LIST),
        Offer(capability=Capability.MESSAGING_GET, limit=messages.LIMIT_MESSAGE),
        Offer(capability=Capability.MESSAGING_SEND_SMS, limit=messages.LIMIT_SMS),
        Offer(capability=Capability.MESSAGING_SEND_MMS, limit=messages.LIMIT_MMS),
        Offer(capability=Capability.MESSAGING_DELETE),
        Offer(capability=Capability.MESSAGING_SET_CALLBACK),
        Offer(capability=Capability.RECORDINGS_LIST),
        Offer(capability=Capability.RECORDINGS_FETCH),
        Offer(capability=Capability.RECORDINGS_EMAIL),
        Offer(capability=Capability.RECORDINGS_DELETE),
        Offer(capability=Capability.VOICEMAIL_LIST_BOXES),
        Offer(capability=Capability.VOICEMAIL_LIST),
        Offer(capability=Capability.VOICEMAIL_FETCH),
        Offer(capability=Capability.VOICEMAIL_MARK),
        Offer(capability=Capability.VOICEMAIL_MOVE),
        Offer(capability=Capability.VOICEMAIL_DELETE),
        Offer(capability=Capability.FAXING_LIST_NUMBERS),
        Offer(capability=Capability.FAXING_LIST),
        Offer(capability=Capability.FAXING_FETCH),
        Offer(capability=Capability.FAXING_SEND),
        Offer(capability=Capability.FAXING_DELETE),
        Offer(capability=Capability.FAXING_SET_EMAILS, limit=messages.LIMIT_FAX_EMAILS),
        Offer(capability=Capability.PORTING_CHECK),
        Offer(capability=Capability.PORTING_LIST),
        Offer(capability=Capability.PORTING_GET),
        Offer(capability=Capability.PORTING_SUBMIT),
        Offer(capability=Capability.PORTING_ATTACH),
        Offer(capability=Capability.PORTING_FETCH),
        Offer(capability=Capability.SUB_ACCOUNTS_LIST),
        Offer(capability=Capability.SUB_ACCOUNTS_GET),
        Offer(capability=Capability.SUB_ACCOUNTS_CREATE),
        Offer(capability=Capability.SUB_ACCOUNTS_UPDATE),
        Offer(capability=Capability.SUB_ACCOUNTS_TRANSFER),
        Offer(capability=Capability.CALLBACKS_PARSE, limit=messages.LIMIT_CALLBACKS),
    ),
    route_kinds=frozenset(HEADERS),
    object_kinds=VoipmsRouting.kinds,
    object_forms=VoipmsRouting.forms,
    device_form=VoipmsDevices.form,
    route_words=HEADERS,
    plays=True,
    did_settings=SETTINGS,
    did_gaps={"caller_name": messages.GAP_CALLER_NAME, "fax_email": messages.GAP_FAX, "music": messages.GAP_MUSIC},
    did_methods={
        **dict.fromkeys(SETTINGS, ("setDIDInfo",)),
        "route": ("setDIDRouting",),
        "failovers": ("setDIDInfo",),
        **dict.fromkeys(("sms_enabled", "sms_email", "sms_forward"), ("setSMS",)),
        "pop": ("setDIDPOP",),
        "billing": ("setDIDBillingType",),
        "voicemail": ("setDIDVoicemail",),
    },
    setup_steps=(messages.SETUP_ENABLE, messages.SETUP_ADDRESS),
    api_page="https://voip.ms/m/api.php",
)


class VoipmsAccount:
    """An opened account at VoIP.ms: a `providers.ports.Provider`."""

    info = INFO
    campaigns = None  # the service has no method for 10DLC registrations

    def __init__(self, client: Client) -> None:
        self.client = client
        self.dids = VoipmsDids(client)
        self.ordering = VoipmsOrdering(client)
        self.routing = VoipmsRouting(client)
        self.devices = VoipmsDevices(client)
        self.e911 = VoipmsE911(client)
        self.messaging = VoipmsMessaging(client)
        self.recordings = VoipmsRecordings(client)
        self.voicemail = VoipmsVoicemail(client)
        self.faxing = VoipmsFaxing(client)
        self.porting = VoipmsPorting(client)
        self.sub_accounts = VoipmsSubAccounts(client)
        self.callbacks = VoipmsCallbacks()
        self.billing = VoipmsBilling(client)
        self.calls = VoipmsCalls(client)

    def check(self) -> Iterator[CheckStep]:
        """Signed in, the balance, what was found, and what is worth a warning. Reads only."""
        balance = self._first_call().available
        devices = list(self.devices.list_devices())
        login = next((device.login for device in devices if device.details["main"]), "")
        yield CheckStep(
            name="sign_in",
            state="ok",
            text=messages.SIGNED_IN_AS if login else messages.SIGNED_IN,
            values={"account": login} if login else {},
        )
        yield CheckStep(
            name="balance",
            state="ok" if balance.amount > 0 else "warn",
            text=messages.BALANCE if balance.amount > 0 else messages.BALANCE_LOW,
            values={"currency": balance.currency, "amount": f"{balance.amount:,.2f}"},
        )
        numbers = list(self.dids.list_owned())
        yield CheckStep(
            name="inventory",
            state="ok",
            text=messages.INVENTORY,
            values={"numbers": str(len(numbers)), "devices": str(len(devices) - bool(login))},
        )
        without_sms = sum(1 for did in numbers if _could_have_sms(did))
        if without_sms:
            yield CheckStep(name="sms", state="warn", text=messages.SMS_OFF, values={"count": str(without_sms)})

    def _first_call(self) -> Balance:
        try:
            return self.billing.balance()
        except errors.AddressNotAllowed as problem:
            code, raw = problem.code, problem.raw
        raise self._address_refused(code, raw)

    def _address_refused(self, code: str, raw: str) -> errors.ProviderError:
        """getIP is the one method that any address may call; it tells which one to allow."""
        try:
            address = str(self.client.call("getIP").get("ip") or "")
        except errors.ProviderError:
            address = ""
        return faults.error(
            errors.AddressNotAllowed,
            messages.ADDRESS_REFUSED_NAMED if address else messages.ADDRESS_REFUSED,
            operation="getBalance",
            code=code,
            raw=raw,
            values={"address": address},
        )

    def close(self) -> None:
        self.client.close()

    def __enter__(self) -> VoipmsAccount:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


def _could_have_sms(did: Did) -> bool:
    return did.sms_available is True and did.sms_enabled is False


class VoipmsOpener:
    """A `providers.ports.Opener`."""

    info = INFO

    def open(
        self,
        credentials: Mapping[str, str],
        *,
        endpoints: Mapping[str, str] | None = None,
        pacer: Pacer | None = None,
        exchanges: Exchanges | None = None,
    ) -> VoipmsAccount:
        """`endpoints` may override "rest_url" and "soap_url". `Invalid` for a transport that is neither."""
        transport = credentials.get("transport") or "rest"
        if transport not in ENDPOINTS:
            reason = {"reason": f"it must be one of {', '.join(ENDPOINTS)}"}
            raise faults.error(
                errors.Invalid, messages.NOT_SENT_INVALID, operation="open", field="transport", values=reason
            )
        client = Client(
            credentials.get("api_username", "").strip(),
            Secret(credentials.get("api_password", "")),
            url=(endpoints or {}).get(ENDPOINTS[transport], ""),
            transport=transport,
            pacer=pacer,
            exchanges=exchanges,
        )
        return VoipmsAccount(client)


PROVIDER: Opener = VoipmsOpener()
