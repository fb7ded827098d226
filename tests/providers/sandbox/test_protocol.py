"""The rules of the VoIP.ms REST endpoint: transport, order of checks, codes of the parameters."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.providers.sandbox.running import HARBOURLINE, NORDPHONE, Running

SIGNED = {"api_username": NORDPHONE.api_username, "api_password": NORDPHONE.api_password}


def test_it_takes_a_get_with_a_query_string(sandbox: Running) -> None:
    assert sandbox.call("getIP", content_type="json") == {"status": "success", "ip": "127.0.0.1"}


def test_it_takes_a_multipart_post(sandbox: Running) -> None:
    answer = sandbox.post_multipart(**SIGNED, method="setDIDRouting", did="5145550100", routing="grp:4768")
    assert answer["status"] == "success"
    assert sandbox.did("5145550100")["routing"] == "grp:4768"


def test_text_is_utf_8(sandbox: Running) -> None:
    sandbox.post_multipart(**SIGNED, method="setForwarding", phone_number="5145550101", description="Numéro « été »")
    assert [row["description"] for row in sandbox.call("getForwardings")["forwardings"]][-1] == "Numéro « été »"


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json"])
def test_another_post_is_taken_for_soap_and_fails(sandbox: Running, content_type: str) -> None:
    body = urlencode({**SIGNED, "method": "getBalance"}).encode()
    with pytest.raises(HTTPError) as refused, urlopen(sandbox.post(content_type, body), timeout=60):
        pass
    assert refused.value.code == 500
    assert refused.value.headers["content-type"].startswith("text/xml")
    assert b"SOAP-ENV:Fault" in refused.value.read()


def test_a_failure_is_http_200_with_a_status_and_a_message(sandbox: Running) -> None:
    answer = sandbox.call("getBalance", api_password="wrong")
    assert answer["status"] == "invalid_credentials"
    assert answer["message"]


@pytest.mark.parametrize(
    ("settings", "asked", "status"),
    [
        ({"api_enabled": False}, {"api_username": None}, "missing_credentials"),
        ({"api_enabled": False}, {"api_password": ""}, "missing_credentials"),
        ({"api_enabled": False}, {"api_password": "wrong"}, "api_not_enabled"),
        ({"allow_ips": []}, {"api_password": "wrong"}, "invalid_credentials"),
        ({"allow_ips": []}, {"api_username": "nobody@example.com"}, "invalid_credentials"),
        ({"allow_ips": []}, {"method": None}, "ip_not_enabled"),
        ({}, {"method": None}, "missing_method"),
        ({}, {"method": "getbalance"}, "invalid_method"),
        ({"per_minute": 0}, {"method": None}, "api_limit_exceeded"),
    ],
)
def test_the_order_of_the_checks(
    sandbox: Running, settings: dict[str, Any], asked: dict[str, Any], status: str
) -> None:
    """Credentials there, API enabled, credentials right, address allowed, cap, method there, method known."""
    sandbox.change(**settings)
    parameters = {"method": "getBalance", **SIGNED, **asked}
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    with urlopen(f"{sandbox.rest_url}?{query}", timeout=60) as answer:
        assert json.load(answer)["status"] == status


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (["127.0.0.1"], True),
        (["192.0.2.1", "127.0.0.0/8"], True),
        (["127.0.*"], True),
        (["0.0.0.0"], True),
        (["192.0.2.*"], False),
        (["gateway.example.com"], False),
        ([], False),
    ],
)
def test_the_address_must_be_allowed_save_for_get_ip(sandbox: Running, rules: list[str], allowed: bool) -> None:
    sandbox.change(allow_ips=rules)
    assert sandbox.status("getBalance") == ("success" if allowed else "ip_not_enabled")
    assert sandbox.call("getIP")["ip"] == "127.0.0.1"


def test_the_cap_on_calls_a_minute_is_per_account(sandbox: Running) -> None:
    sandbox.change(per_minute=2)
    assert [sandbox.status("getIP") for _ in range(3)] == ["success", "success", "api_limit_exceeded"]
    assert sandbox.status("getIP", HARBOURLINE) == "success"


@pytest.mark.parametrize(
    ("method", "parameters", "status"),
    [
        ("setDIDPOP", {"did": "5145550100"}, "missing_serverpop"),
        ("setDIDPOP", {"did": "5145550100", "pop": "montreal"}, "invalid_serverpop"),
        ("setDIDPOP", {"did": "5145550100", "pop": "9999"}, "invalid_serverpop"),
        ("setDIDBillingType", {"did": "5145550100"}, "missing_billingtype"),
        ("setDIDBillingType", {"did": "5145550100", "billing_type": "3"}, "invalid_billingtype"),
        ("setDIDVoicemail", {"did": "5145550100", "voicemail": "999"}, "invalid_mailbox"),
        ("setForwarding", {}, "missing_phonenumber"),
        ("createSubAccount", {"username": "x"}, "missing_protocol"),
        ("createSubAccount", {"username": "x", "protocol": "1"}, "missing_authtype"),
        ("delRingGroup", {"ring_group": "4768"}, "missing_ringgroup"),
        ("delCallerIDFiltering", {}, "missing_filter"),
        ("getCDR", {}, "missing_from_date"),
        ("getCDR", {"date_from": "2026-13-01"}, "invalid_date_from"),
        ("getBalance", {"advanced": "true"}, "invalid_advanced"),
        ("setSMS", {"did": "5145550101", "enable": "1", "email_enabled": "yes"}, "invalid_email_enable"),
        ("setDIDInfo", {"did": "5145550100", "routing": "grp:4768"}, "missing_serverpop"),
    ],
)
def test_the_first_fault_of_the_parameters_alone_is_told(
    sandbox: Running, method: str, parameters: dict[str, str], status: str
) -> None:
    assert sandbox.status(method, **parameters) == status


def test_parameters_that_a_method_does_not_have_are_passed_over(sandbox: Running) -> None:
    assert sandbox.status("getDIDsInfo", did="5145550100", dids="x", lang="fr") == "success"


def test_scalars_are_text_without_drift(sandbox: Running) -> None:
    sandbox.change(drift=False)
    for method, key in (("getDIDsInfo", "dids"), ("getVoicemails", "voicemails"), ("getServersInfo", "servers")):
        assert {type(value) for row in sandbox.call(method)[key] for value in row.values()} == {str}, method


def test_types_drift_as_seen_live(sandbox: Running) -> None:
    assert {type(row["sms_available"]) for row in sandbox.call("getDIDsInfo")["dids"]} == {int, bool}
    assert {row["say_time"] for row in sandbox.call("getVoicemails")["voicemails"]} == {"Y", "1"}
    assert {row["server_recommended"] for row in sandbox.call("getServersInfo")["servers"]} == {"Yes", "No", 1}


def test_an_account_sees_nothing_of_another(sandbox: Running) -> None:
    assert sandbox.status("getDIDsInfo", HARBOURLINE, did="5145550100") == "invalid_did"
    assert sandbox.status("setDIDRouting", HARBOURLINE, did="5145550100", routing="none:") == "invalid_did"
    assert len(sandbox.call("getDIDsInfo", HARBOURLINE)["dids"]) == HARBOURLINE.numbers
