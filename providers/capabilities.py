"""What a provider can do, down to the operation, and the words the pages use for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Capability(StrEnum):
    """One thing a user can do through a port. The value is `port.operation`."""

    DIDS_LIST = "dids.list"
    DIDS_UPDATE = "dids.update"
    ORDERING_AREAS = "ordering.areas"
    ORDERING_SEARCH = "ordering.search"
    ORDERING_QUOTE = "ordering.quote"
    ORDERING_RESERVE = "ordering.reserve"
    ORDERING_RESERVATION = "ordering.reservation"
    ORDERING_CANCEL_RESERVATION = "ordering.cancel_reservation"
    ORDERING_ORDER = "ordering.order"
    ORDERING_TEST = "ordering.test"
    ORDERING_BACKORDER = "ordering.backorder"
    ORDERING_LIST_BACKORDERS = "ordering.list_backorders"
    ORDERING_CANCEL_BACKORDER = "ordering.cancel_backorder"
    ORDERING_RELEASE = "ordering.release"
    ROUTING_LIST = "routing.list"
    ROUTING_SET_ROUTE = "routing.set_route"
    ROUTING_SET_FAILOVERS = "routing.set_failovers"
    ROUTING_SAVE_OBJECT = "routing.save_object"
    ROUTING_DELETE_OBJECT = "routing.delete_object"
    DEVICES_LIST = "devices.list"
    DEVICES_REGISTRATION = "devices.registration"
    DEVICES_POPS = "devices.pops"
    DEVICES_SAVE = "devices.save"
    DEVICES_DELETE = "devices.delete"
    E911_LIST = "e911.list"
    E911_GET = "e911.get"
    E911_VALIDATE = "e911.validate"
    E911_PROVISION = "e911.provision"
    E911_REMOVE = "e911.remove"
    E911_ALERTS = "e911.alerts"
    E911_SET_ALERTS = "e911.set_alerts"
    MESSAGING_LIST = "messaging.list"
    MESSAGING_GET = "messaging.get"
    MESSAGING_SEND_SMS = "messaging.send_sms"
    MESSAGING_SEND_MMS = "messaging.send_mms"
    MESSAGING_DELETE = "messaging.delete"
    MESSAGING_SET_CALLBACK = "messaging.set_callback"
    CAMPAIGNS_LIST_BRANDS = "campaigns.list_brands"
    CAMPAIGNS_LIST = "campaigns.list"
    CAMPAIGNS_ASSIGN = "campaigns.assign"
    CAMPAIGNS_UNASSIGN = "campaigns.unassign"
    CAMPAIGNS_SAVE_BRAND = "campaigns.save_brand"
    CAMPAIGNS_DELETE_BRAND = "campaigns.delete_brand"
    CAMPAIGNS_SAVE = "campaigns.save"
    CAMPAIGNS_DELETE = "campaigns.delete"
    CALLS_LIST = "calls.list"
    RECORDINGS_LIST = "recordings.list"
    RECORDINGS_FETCH = "recordings.fetch"
    RECORDINGS_EMAIL = "recordings.email"
    RECORDINGS_DELETE = "recordings.delete"
    VOICEMAIL_LIST_BOXES = "voicemail.list_boxes"
    VOICEMAIL_LIST = "voicemail.list"
    VOICEMAIL_FETCH = "voicemail.fetch"
    VOICEMAIL_MARK = "voicemail.mark"
    VOICEMAIL_MOVE = "voicemail.move"
    VOICEMAIL_DELETE = "voicemail.delete"
    FAXING_LIST_NUMBERS = "faxing.list_numbers"
    FAXING_LIST = "faxing.list"
    FAXING_FETCH = "faxing.fetch"
    FAXING_SEND = "faxing.send"
    FAXING_DELETE = "faxing.delete"
    FAXING_SET_EMAILS = "faxing.set_emails"
    PORTING_CHECK = "porting.check"
    PORTING_LIST = "porting.list"
    PORTING_GET = "porting.get"
    PORTING_SUBMIT = "porting.submit"
    PORTING_ATTACH = "porting.attach"
    PORTING_FETCH = "porting.fetch"
    BILLING_BALANCE = "billing.balance"
    BILLING_TRANSACTIONS = "billing.transactions"
    BILLING_RATES = "billing.rates"
    BILLING_INVOICES = "billing.invoices"
    BILLING_ADD_FUNDS = "billing.add_funds"
    SUB_ACCOUNTS_LIST = "sub_accounts.list"
    SUB_ACCOUNTS_GET = "sub_accounts.get"
    SUB_ACCOUNTS_CREATE = "sub_accounts.create"
    SUB_ACCOUNTS_UPDATE = "sub_accounts.update"
    SUB_ACCOUNTS_SET_ENABLED = "sub_accounts.set_enabled"
    SUB_ACCOUNTS_TRANSFER = "sub_accounts.transfer"
    CALLBACKS_PARSE = "callbacks.parse"
    CALLBACKS_LIST = "callbacks.list"
    CALLBACKS_SUBSCRIBE = "callbacks.subscribe"
    CALLBACKS_UNSUBSCRIBE = "callbacks.unsubscribe"

    @property
    def port(self) -> str:
        return self.value.partition(".")[0]

    @property
    def operation(self) -> str:
        return self.value.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A capability that a provider declares. `limit` says in words where it ends, empty when it does not."""

    capability: Capability
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialField:
    """One field of the connection form.

    `secret` fields are stored encrypted and never shown again. `label` and `help` are English msgids; the panel translates.
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    kind: str = "text"  # "text", "email", "password" or "choice"
    max_length: int = 200
    placeholder: str = ""
    required: bool = True
    choices: tuple[
        tuple[str, str], ...
    ] = ()  # value and label of a "choice"; the first is taken when nothing was chosen
