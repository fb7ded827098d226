"""Numbers change as they are told to, and say so to both sides."""

from __future__ import annotations

import pytest

from tests.providers.sandbox.running import HARBOURLINE, NORDPHONE, Running

NUMBER = "5145550100"
COMPLETE = {
    "routing": "grp:4768",
    "failover_busy": "vm:310",
    "failover_unreachable": "fwd:16006",
    "failover_noanswer": "none:",
    "voicemail": "200",
    "pop": "65",
    "dialtime": "30",
    "cnam": "1",
    "callerid_prefix": "MTL",
    "note": "Line of Élise",
    "billing_type": "2",
    "record_calls": "1",
}


def test_the_accounts_are_born_with_their_numbers(sandbox: Running) -> None:
    for account in (NORDPHONE, HARBOURLINE):
        rows = sandbox.call("getDIDsInfo", account)["dids"]
        assert len({row["did"] for row in rows}) == account.numbers
        assert all(row["did"][3:8] == "55501" for row in rows)
    regions = {row["description"].rpartition(", ")[2] for row in sandbox.call("getDIDsInfo")["dids"]}
    assert regions == {"QC", "ON", "BC", "AB", "NS", "NY", "FL", "CA", "TX", "IL", "WA"}


def test_a_new_route_is_there_for_both_sides(sandbox: Running) -> None:
    before = sandbox.did(NUMBER)
    assert sandbox.status("setDIDRouting", did=NUMBER, routing="vm:310") == "success"
    assert sandbox.did(NUMBER) == {**before, "routing": "vm:310"}
    assert sandbox.call("getDIDsInfo", did=NUMBER)["dids"][0]["routing"] == "vm:310"


def test_set_did_info_sets_what_is_sent(sandbox: Running) -> None:
    assert sandbox.status("setDIDInfo", did=NUMBER, **COMPLETE) == "success"
    assert COMPLETE.items() <= sandbox.did(NUMBER).items()


def test_set_did_info_replaces_the_record(sandbox: Running) -> None:
    sandbox.call("setDIDInfo", did=NUMBER, **COMPLETE)
    required = {name: COMPLETE[name] for name in ("routing", "pop", "dialtime", "cnam", "billing_type")}
    assert sandbox.status("setDIDInfo", did=NUMBER, **required) == "success"
    row = sandbox.did(NUMBER)
    assert (row["failover_busy"], row["voicemail"], row["note"], row["record_calls"]) == ("none:", "0", "", "0")


@pytest.mark.parametrize(
    ("method", "sent", "field", "value"),
    [
        ("setDIDPOP", {"pop": "71"}, "pop", "71"),
        ("setDIDVoicemail", {"voicemail": "310"}, "voicemail", "310"),
        ("setDIDVoicemail", {}, "voicemail", "200"),
        ("setDIDBillingType", {"billing_type": "2"}, "billing_type", "2"),
    ],
)
def test_the_narrow_setters_change_one_field(
    sandbox: Running, method: str, sent: dict[str, str], field: str, value: str
) -> None:
    before = sandbox.did(NUMBER)
    assert sandbox.status(method, did=f"1{NUMBER}", **sent) == "success"
    assert sandbox.did(NUMBER) == {**before, field: value}


def test_the_same_billing_type_is_refused(sandbox: Running) -> None:
    assert sandbox.status("setDIDBillingType", did=NUMBER, billing_type="1") == "same_did_billingtype"


@pytest.mark.parametrize(
    ("routing", "status"),
    [
        ("account:118204", "success"),
        ("account:118204_reception", "success"),
        ("none:", "success"),
        ("sys:hangup", "success"),
        ("sys:reboot", "invalid_routing_header"),
        ("moon:1", "invalid_routing_header"),
        ("4768", "invalid_routing_header"),
        ("account:127731_reception", "invalid_account"),
        ("grp:1", "invalid_ringgroup"),
        ("fwd:1", "invalid_forwarding"),
        ("vm:1", "invalid_mailbox"),
        ("sip:1", "invalid_sipuri"),
        ("ivr:1", "invalid_ivr"),
        ("queue:1", "invalid_queue"),
        ("cb:1", "invalid_callback"),
        ("tc:1", "invalid_timecondition"),
        ("disa:1", "invalid_disa"),
        ("recording:1", "invalid_recording"),
    ],
)
def test_a_route_must_lead_somewhere(sandbox: Running, routing: str, status: str) -> None:
    before = sandbox.did(NUMBER)["routing"]
    assert sandbox.status("setDIDRouting", did=NUMBER, routing=routing) == status
    assert sandbox.did(NUMBER)["routing"] == (routing if status == "success" else before)


def test_a_failover_has_a_code_of_its_own(sandbox: Running) -> None:
    wrong = {**COMPLETE, "failover_busy": "moon:1"}
    assert sandbox.status("setDIDInfo", did=NUMBER, **wrong) == "invalid_failover_header"


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("voicemail", "999", "invalid_mailbox"),
        ("dialtime", "0", "invalid_dialtime"),
        ("callerid_prefix", "x" * 20, "invalid_calleridprefix"),
        ("note", "x" * 50, "invalid_note"),
        ("cnam", "true", "invalid_cnam"),
        ("did", "5145550199", "invalid_did"),
    ],
)
def test_what_does_not_fit_is_refused(sandbox: Running, field: str, value: str, status: str) -> None:
    assert sandbox.status("setDIDInfo", **{"did": NUMBER, **COMPLETE, field: value}) == status


def test_sms_is_switched_under_the_other_names(sandbox: Running) -> None:
    sent = {"enable": "1", "email_address": "a@example.com", "email_enabled": "1", "sms_forward": "4165550100"}
    assert sandbox.status("setSMS", did="4385550100", **sent) == "success"
    row = sandbox.did("4385550100")
    assert (row["sms_enabled"], row["sms_email"], row["sms_forward"]) == ("1", "a@example.com", "4165550100")


def test_two_changes_of_sms_within_a_minute_are_refused(sandbox: Running) -> None:
    assert sandbox.status("setSMS", did="4385550100", enable="1") == "success"
    assert sandbox.status("setSMS", did="4385550100", enable="0") == "sms_wait_message"
    sandbox.step(61)
    assert sandbox.status("setSMS", did="4385550100", enable="0") == "success"


def test_a_number_that_cannot_have_sms_says_so(sandbox: Running) -> None:
    assert sandbox.did(NUMBER)["sms_available"] == "0"
    assert sandbox.status("setSMS", did=NUMBER, enable="1") == "invalid_did"


def test_the_routes_at_birth_lead_somewhere_save_for_the_broken_ones(sandbox: Running) -> None:
    """Broken on purpose: numbers to the forwarding 16099, which is gone."""
    broken = set()
    for row in sandbox.call("getDIDsInfo")["dids"]:
        if sandbox.status("setDIDRouting", did=row["did"], routing=row["routing"]) != "success":
            broken.add(row["routing"])
    assert broken == {"fwd:16099"}
