"""Every documented request type answers, in the documented shape."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from providers.wire.catalog import load
from tests.providers.sandbox.voicemeup.calling import Row, Voicemeup

METHODS = load("voicemeup").methods
ADDRESS: Row = {
    "civic_number": "42", "street": "Rue de l'Église", "city": "Québec", "state_code": "QC", "country_code": "CA",
    "postal_code": "G1K 4B2",
}  # fmt: skip
CARD: Row = {
    "amount": "50.00", "currency": "CAD", "payment_method": "credit_card", "credit_card_type": "visa",
    "credit_card_number": "4242424242424242", "credit_card_expiration_month": "09",
    "credit_card_expiration_year": "2031", "credit_card_cvd": "123",
}  # fmt: skip
DATES: Row = {"date_from": "2000-01-01", "date_to": "2099-12-31"}
OWN = "4185550120"  # a number of the account's that is in no street of the seed

# Sensible parameters; a function asks for ids first.
Sensible = Row | Callable[[Voicemeup], Row]
SENSIBLE: dict[str, Sensible] = {
    "get_calls": DATES,
    "get_recordings": {"status": "unverified,verified"},
    "delete_recordings": lambda vmu: {"call_hash": vmu.done("get_recordings").rows("recording_details")[0]["call_hash"]},
    "get_voicemails": {"result_limit": "50"},
    "delete_voicemails": lambda vmu: {
        "call_voicemail_id": vmu.done("get_voicemails").rows("voicemail_details")[0]["call_voicemail_id"]
    },
    "get_faxes": {"transmission_status": "completed"},
    "delete_faxes": lambda vmu: {"call_fax_id": vmu.done("get_faxes").rows("fax_details")[0]["call_fax_id"]},
    "get_dids": {},
    "update_did": {"phone_number": "5145550120", "friendly_name": "Front desk", "options": "enable_recording"},
    "get_available_dids": {"type": "local", "npa": "514"},
    "add_did": lambda vmu: {
        "did_id": vmu.done("get_available_dids", type="local", npa="604").rows("did_details")[0]["did_id"]
    },
    "request_dids": {"prefix": "514555", "quantity": "20", "capacity": "25+", "comments": "By Friday, please"},
    "get_area_codes": {"country_id": "38"},
    "get_ratecenter_exchanges": {"npa": "514", "portability": "1"},
    "get_ratecenters": {"npa": "212"},
    "get_peers": {},
    "update_peer": lambda vmu: {
        "client_peer_id": vmu.done("get_peers").rows("peer_details")[0]["client_peer_id"], "codecs": "ulaw,alaw",
    },
    "get_mailboxes": {},
    "update_mailbox": {"mode": "create", "friendly_name": "Garde", "passcode": "4417"},
    "get_extensions": {},
    "update_extension": {"mode": "create", "extension": "3001", "friendly_name": "Lobby"},
    "get_account_details": {},
    "get_account_preferences": {},
    "get_funding_details": {},
    "get_transactions": DATES,
    "get_countries": {},
    "get_states": {"country_id": "38"},
    "get_call_issues": {},
    "report_call_issue": lambda vmu: {
        "unique_id": vmu.done("get_calls", **DATES).rows("call_details")[0]["unique_id"], "call_issue_id": "4",
    },
    "get_rates": {"code": "1514"},
    "get_plans": {},
    "get_e911": {},
    "validate_e911": {**ADDRESS, "phone_number": OWN},
    "update_e911": {**ADDRESS, "phone_number": OWN, "first_name": "Élise", "last_name": "Gagnon", "language": "fr"},
    "associate_e911": lambda vmu: {
        "client_endpoint_id": vmu.done("get_e911").rows("endpoint_details")[1]["client_endpoint_id"],
        "client_peer_id": vmu.done("get_peers").rows("peer_details")[2]["client_peer_id"],
    },
    "disassociate_e911": lambda vmu: {
        "client_peer_id": vmu.done("get_e911").rows("endpoint_details")[0]["client_peer_ids"]
    },
    "delete_e911": lambda vmu: {
        "client_endpoint_id": vmu.done("get_e911").rows("endpoint_details")[1]["client_endpoint_id"]
    },
    "get_network_status": {"limit": "3", "offset": "1"},
    "call_dispatch": {
        "source_type": "peer", "source": "nordphopbx1", "destination_type": "number", "destination": "5145550188",
        "meta_data": "ticket 20418",
    },
    "add_funds": CARD,
    "queue_sms": {"source_number": "15145550120", "destination_number": "14165550177", "message": "Ready at 5"},
}  # fmt: skip
# What the fact sheet leaves to the one who writes it: a success without alternates has no alternate to show.
NO_RECORDS_ON_SUCCESS = frozenset(["validate_e911"])
OWN_ELEMENT = {"update_e911": "endpoint_details"}
LEFT_OUT_UNLESS_ASKED = {"get_calls": {"meta_data"}}
PANEL_EXPORT_ONLY = {"get_calls": {"call_hash", "billed_duration", "region", "failure_code"}}


def parameters(vmu: Voicemeup, name: str) -> Row:
    sensible = SENSIBLE[name]
    return sensible(vmu) if callable(sensible) else sensible


def test_there_is_a_call_for_each_request_type() -> None:
    assert set(SENSIBLE) == set(METHODS)
    assert len(METHODS) == 41


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"queue_sms"}))
def test_it_answers_success_in_the_documented_shape(vmu: Voicemeup, name: str) -> None:
    method = METHODS[name]
    told = vmu.done(name, **parameters(vmu, name))
    assert told.codes == []
    element = OWN_ELEMENT.get(name, method.object_key)
    if element and name not in NO_RECORDS_ON_SUCCESS:
        rows = told.rows(element)
        assert rows
        documented = {field.name.removeprefix("@") for field in method.fields}
        expected = documented - LEFT_OUT_UNLESS_ASKED.get(name, set()) - PANEL_EXPORT_ONLY.get(name, set())
        if name == "update_e911":
            expected = {"client_endpoint_id"}
        assert all(set(row) == expected for row in rows)
    if method.list_key and name not in {"update_e911", "validate_e911"}:
        assert told.root.find(method.list_key) is not None


def test_queue_sms_answers_at_the_sibling_alone(vmu: Voicemeup) -> None:
    assert vmu.refused("queue_sms", **parameters(vmu, "queue_sms")) == ["request_type_not_implemented"]
    details = vmu.sibling("queue_sms", **parameters(vmu, "queue_sms"))["response_details"]
    assert details["response_status"] == "success"
    assert details["response_messages"]["message"]["code"] == "queued_sms_hash"
    assert len(details["response_messages"]["message"]["_content"]) == 36


@pytest.mark.parametrize("name", sorted(name for name, method in METHODS.items() if method.aliases))
def test_an_alias_is_understood(vmu: Voicemeup, name: str) -> None:
    given = parameters(vmu, name)
    assert vmu.call(METHODS[name].aliases[0], **given).status == "success"


@pytest.mark.parametrize("name", sorted(name for name, method in METHODS.items() if not method.writes))
def test_a_read_changes_nothing(vmu: Voicemeup, name: str) -> None:
    vmu.done(name, **parameters(vmu, name))
    assert vmu.sandbox.seen(name)[-1]["wrote"] is False


def test_values_are_of_their_types(vmu: Voicemeup) -> None:
    """Numbers are digits, flags 1 or 0, dates plain, identifiers of rate centres six digits."""
    row = vmu.done("get_dids").rows("did_details")[0]
    assert len(row["phone_number"]) == 10
    assert len(row["ratecenter_id"]) == 6
    assert {row[name] for name in row if name.startswith("enable_")} <= {"0", "1"}
    call = vmu.done("get_calls", **DATES).rows("call_details")[0]
    assert len(call["unique_id"]) == 32
    assert len(call["normalized"]) == 11
    assert call["monthly_usage"] == "increment"
    assert {row["ratecenter_id"][0] for row in vmu.done("get_ratecenters", npa="514").rows("ratecenter_details")} == {
        "0"
    }
