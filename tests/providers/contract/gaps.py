"""How each operation is called, with whatever values: an operation that a provider does not declare must refuse at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from providers.capabilities import Capability
from providers.values.billing import Funding
from providers.values.callbacks import CallbackRequest
from providers.values.calls import Direction, Window
from providers.values.dids import DidChanges
from providers.values.media import Fax, Recording, VoicemailMessage
from providers.values.messaging import Media
from providers.values.ordering import AvailableNumber, NumberSearch, OrderSettings, SpecialRequest
from providers.values.phone import PhoneNumber
from providers.values.porting import PortRequest
from providers.values.routing import NOWHERE, Failovers, RouteKind
from tests.providers.contract.facts import AUSTIN

NUMBER = PhoneNumber("+15145550142")
WINDOW = Window(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2026, 1, 2, tzinfo=UTC))
FILE = Media(name="a.pdf", content_type="application/pdf", content=b"%PDF")
OFFER = AvailableNumber(offer_id="15145550142", number=NUMBER)
RECORDING = Recording(remote_id="1", started_at=None)
VOICEMAIL = VoicemailMessage(remote_id="1", mailbox="1", at=None)
FAX = Fax(remote_id="1", direction=Direction.INBOUND, sender="", recipient="", at=None)
PORT = PortRequest(numbers=(NUMBER,), name="Nordphone", address=AUSTIN)
REQUEST = CallbackRequest(method="POST", query={}, headers={}, body=b"{}")
FUNDING = Funding(amount=Decimal(5), currency="USD", method="card")

Ask = Callable[[Any], Any]
ASK: dict[Capability, Ask] = {
    Capability.DIDS_LIST: lambda port: port.list_owned(),
    Capability.DIDS_UPDATE: lambda port: port.update(NUMBER, DidChanges(note="x")),
    Capability.ORDERING_AREAS: lambda port: port.areas(),
    Capability.ORDERING_SEARCH: lambda port: port.search(NumberSearch()),
    Capability.ORDERING_QUOTE: lambda port: port.quote(OFFER),
    Capability.ORDERING_RESERVE: lambda port: port.reserve([OFFER]),
    Capability.ORDERING_RESERVATION: lambda port: port.reservation("1", OFFER.number),
    Capability.ORDERING_CANCEL_RESERVATION: lambda port: port.cancel_reservation("1"),
    Capability.ORDERING_ORDER: lambda port: port.order([OFFER], OrderSettings()),
    Capability.ORDERING_TEST: lambda port: port.order([OFFER], OrderSettings(test=True)),
    Capability.ORDERING_BACKORDER: lambda port: port.backorder(SpecialRequest(country="US")),
    Capability.ORDERING_LIST_BACKORDERS: lambda port: port.list_backorders(),
    Capability.ORDERING_CANCEL_BACKORDER: lambda port: port.cancel_backorder("1"),
    Capability.ORDERING_RELEASE: lambda port: port.release(NUMBER),
    Capability.ROUTING_LIST: lambda port: port.list_objects(RouteKind.IVR),
    Capability.ROUTING_SET_ROUTE: lambda port: port.set_route(NUMBER, NOWHERE, Failovers()),
    Capability.ROUTING_SET_FAILOVERS: lambda port: port.set_route(
        NUMBER, NOWHERE, Failovers(busy=NOWHERE, unreachable=NOWHERE, no_answer=NOWHERE)
    ),
    Capability.ROUTING_SAVE_OBJECT: lambda port: port.save_object(RouteKind.IVR, {}),
    Capability.ROUTING_DELETE_OBJECT: lambda port: port.delete_object(RouteKind.IVR, "1"),
    Capability.DEVICES_LIST: lambda port: port.list_devices(),
    Capability.DEVICES_REGISTRATION: lambda port: port.registration("a"),
    Capability.DEVICES_POPS: lambda port: port.list_pops(),
    Capability.DEVICES_SAVE: lambda port: port.save_device({}),
    Capability.DEVICES_DELETE: lambda port: port.delete_device("1"),
    Capability.E911_LIST: lambda port: port.list_addresses(),
    Capability.E911_GET: lambda port: port.get_address(NUMBER),
    Capability.E911_VALIDATE: lambda port: port.validate(NUMBER, AUSTIN),
    Capability.E911_PROVISION: lambda port: port.provision(NUMBER, AUSTIN),
    Capability.E911_REMOVE: lambda port: port.remove(NUMBER),
    Capability.E911_ALERTS: lambda port: port.alerts(NUMBER),
    Capability.E911_SET_ALERTS: lambda port: port.set_alerts(NUMBER, ["a@example.com"]),
    Capability.MESSAGING_LIST: lambda port: port.list_messages(WINDOW),
    Capability.MESSAGING_GET: lambda port: port.get_message("1"),
    Capability.MESSAGING_SEND_SMS: lambda port: port.send_sms(NUMBER, NUMBER, "x"),
    Capability.MESSAGING_SEND_MMS: lambda port: port.send_mms(NUMBER, NUMBER, "x", [FILE]),
    Capability.MESSAGING_DELETE: lambda port: port.delete_message("1"),
    Capability.MESSAGING_SET_CALLBACK: lambda port: port.set_callback(NUMBER, "https://example.com/"),
    Capability.CAMPAIGNS_LIST_BRANDS: lambda port: port.list_brands(),
    Capability.CAMPAIGNS_LIST: lambda port: port.list_campaigns(),
    Capability.CAMPAIGNS_ASSIGN: lambda port: port.assign("1", [NUMBER]),
    Capability.CAMPAIGNS_UNASSIGN: lambda port: port.unassign("1", [NUMBER]),
    Capability.CAMPAIGNS_SAVE_BRAND: lambda port: port.save_brand({}),
    Capability.CAMPAIGNS_DELETE_BRAND: lambda port: port.delete_brand("1"),
    Capability.CAMPAIGNS_SAVE: lambda port: port.save_campaign({}),
    Capability.CAMPAIGNS_DELETE: lambda port: port.delete_campaign("1"),
    Capability.CALLS_LIST: lambda port: port.records(WINDOW),
    Capability.RECORDINGS_LIST: lambda port: port.list_recordings(WINDOW),
    Capability.RECORDINGS_FETCH: lambda port: port.fetch_recording(RECORDING),
    Capability.RECORDINGS_EMAIL: lambda port: port.email_recording(RECORDING, "a@example.com"),
    Capability.RECORDINGS_DELETE: lambda port: port.delete_recording(RECORDING),
    Capability.VOICEMAIL_LIST_BOXES: lambda port: port.list_boxes(),
    Capability.VOICEMAIL_LIST: lambda port: port.list_voicemails(),
    Capability.VOICEMAIL_FETCH: lambda port: port.fetch_voicemail(VOICEMAIL),
    Capability.VOICEMAIL_MARK: lambda port: port.mark_voicemail(VOICEMAIL, listened=True),
    Capability.VOICEMAIL_MOVE: lambda port: port.move_voicemail(VOICEMAIL, "Old"),
    Capability.VOICEMAIL_DELETE: lambda port: port.delete_voicemail(VOICEMAIL),
    Capability.FAXING_LIST_NUMBERS: lambda port: port.list_fax_numbers(),
    Capability.FAXING_LIST: lambda port: port.list_faxes(WINDOW),
    Capability.FAXING_FETCH: lambda port: port.fetch_fax(FAX),
    Capability.FAXING_SEND: lambda port: port.send_fax(NUMBER, NUMBER, FILE),
    Capability.FAXING_DELETE: lambda port: port.delete_fax(FAX),
    Capability.FAXING_SET_EMAILS: lambda port: port.set_fax_emails(NUMBER, ["a@example.com"]),
    Capability.PORTING_CHECK: lambda port: port.check_portability(NUMBER),
    Capability.PORTING_LIST: lambda port: port.list_ports(),
    Capability.PORTING_GET: lambda port: port.get_port("1"),
    Capability.PORTING_SUBMIT: lambda port: port.submit_port(PORT),
    Capability.PORTING_ATTACH: lambda port: port.attach("1", FILE),
    Capability.PORTING_FETCH: lambda port: port.fetch_attachment("1", "1"),
    Capability.BILLING_BALANCE: lambda port: port.balance(),
    Capability.BILLING_TRANSACTIONS: lambda port: port.transactions(WINDOW),
    Capability.BILLING_RATES: lambda port: port.rates("CA"),
    Capability.BILLING_INVOICES: lambda port: port.invoices(WINDOW),
    Capability.BILLING_ADD_FUNDS: lambda port: port.add_funds(FUNDING),
    Capability.SUB_ACCOUNTS_LIST: lambda port: port.list_sub_accounts(),
    Capability.SUB_ACCOUNTS_GET: lambda port: port.get_sub_account("1"),
    Capability.SUB_ACCOUNTS_CREATE: lambda port: port.create_sub_account({}),
    Capability.SUB_ACCOUNTS_UPDATE: lambda port: port.update_sub_account("1", {}),
    Capability.SUB_ACCOUNTS_SET_ENABLED: lambda port: port.set_sub_account_enabled("1", True),
    Capability.SUB_ACCOUNTS_TRANSFER: lambda port: port.transfer_credit("1", "1.00"),
    Capability.CALLBACKS_PARSE: lambda port: port.parse(REQUEST),
    Capability.CALLBACKS_LIST: lambda port: port.list_subscriptions(),
    Capability.CALLBACKS_SUBSCRIBE: lambda port: port.subscribe("sms", "https://example.com/"),
    Capability.CALLBACKS_UNSUBSCRIBE: lambda port: port.unsubscribe("1"),
}


def ask(capability: Capability, port: Any) -> None:
    """Call it, and read a listing to its end."""
    answer = ASK[capability](port)
    if isinstance(answer, Iterator):
        list(answer)
