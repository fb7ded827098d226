"""Which function answers which request."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from providers.sandbox.voicemeup import (
    calls,
    coverage,
    dids,
    dispatch,
    e911,
    extensions,
    faxes,
    funding,
    inventory,
    mailboxes,
    network,
    peers,
    recordings,
    sms,
    tariff,
    voicemails,
    whoami,
)
from providers.sandbox.voicemeup.account import PROVIDER, Account
from providers.sandbox.voicemeup.answer import Answer
from providers.wire.catalog import Method, load

Work = Callable[[Account, dict[str, str]], Answer]

WORK: dict[str, Work] = {
    "get_calls": calls.get_calls,
    "get_call_issues": calls.get_call_issues,
    "report_call_issue": calls.report_call_issue,
    "get_recordings": recordings.get_recordings,
    "delete_recordings": recordings.delete_recordings,
    "get_voicemails": voicemails.get_voicemails,
    "delete_voicemails": voicemails.delete_voicemails,
    "get_faxes": faxes.get_faxes,
    "delete_faxes": faxes.delete_faxes,
    "get_dids": dids.get_dids,
    "update_did": dids.update_did,
    "get_available_dids": inventory.get_available_dids,
    "add_did": inventory.add_did,
    "request_dids": inventory.request_dids,
    "get_area_codes": coverage.get_area_codes,
    "get_ratecenter_exchanges": coverage.get_ratecenter_exchanges,
    "get_ratecenters": coverage.get_ratecenters,
    "get_countries": coverage.get_countries,
    "get_states": coverage.get_states,
    "get_peers": peers.get_peers,
    "update_peer": peers.update_peer,
    "get_mailboxes": mailboxes.get_mailboxes,
    "update_mailbox": mailboxes.update_mailbox,
    "get_extensions": extensions.get_extensions,
    "update_extension": extensions.update_extension,
    "get_account_details": whoami.get_account_details,
    "get_account_preferences": whoami.get_account_preferences,
    "get_funding_details": funding.get_funding_details,
    "get_transactions": funding.get_transactions,
    "add_funds": funding.add_funds,
    "get_rates": tariff.get_rates,
    "get_plans": tariff.get_plans,
    "get_e911": e911.get_e911,
    "validate_e911": e911.validate_e911,
    "update_e911": e911.update_e911,
    "delete_e911": e911.delete_e911,
    "associate_e911": e911.associate_e911,
    "disassociate_e911": e911.disassociate_e911,
    "get_network_status": network.get_network_status,
    "call_dispatch": dispatch.call_dispatch,
    "queue_sms": sms.queue_sms,
}


@cache
def _names() -> dict[str, Method]:
    """The names of most requests are inferred, so their aliases are understood too."""
    methods = load(PROVIDER).methods.values()
    return {name: method for method in methods for name in (*method.aliases, method.name)}


def method_of(request_type: str) -> Method | None:
    """None for a request type that nobody knows."""
    return _names().get(request_type)


def answer(account: Account, method: Method, given: dict[str, str]) -> Answer:
    return WORK[method.name](account, given)
