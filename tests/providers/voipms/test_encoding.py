"""What is wrong is found before a byte leaves, and named; what is right takes the wire's spelling."""

from __future__ import annotations

import base64
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from providers import errors
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Route, RouteKind
from providers.voipms.client import Client
from tests.providers.scripted import Script

NUMBER = PhoneNumber("+15145550142")


def test_booleans_take_the_dialect_of_their_parameter(client: Client, script: Script) -> None:
    client.call("getBalance", advanced=True)
    assert script.requests[-1].fields["advanced"] == "1"
    client.call("markListenedVoicemailMessage", mailbox="101", folder="INBOX", message_num=0, listened=False)
    assert script.requests[-1].fields["listened"] == "no"
    client.call("cancelDID", did=NUMBER, portout=False, test=True)
    assert script.requests[-1].fields | {"portout": "0", "test": "true"} == script.requests[-1].fields


def test_a_no_that_has_no_word_is_left_out(client: Client, script: Script) -> None:
    client.call("cancelDID", did=NUMBER, test=False)
    assert "test" not in script.requests[-1].fields


@pytest.mark.parametrize("read", ["Y", "1", 1, True, "yes"])
def test_a_flag_in_the_dialect_of_reads_is_written_in_that_of_writes(
    client: Client, script: Script, read: object
) -> None:
    client.call("markUrgentVoicemailMessage", mailbox="101", folder="INBOX", message_num=1, urgent=read)
    assert script.requests[-1].fields["urgent"] == "yes"


@pytest.mark.parametrize(
    ("method", "params", "name", "written"),
    [
        ("setDIDPOP", {"did": NUMBER, "pop": 16}, "did", "5145550142"),
        ("setDIDPOP", {"did": "+15145550142", "pop": "16"}, "did", "5145550142"),
        ("setDIDPOP", {"did": "5145550142", "pop": 16}, "pop", "16"),
        ("sendSMS", {"did": NUMBER, "dst": PhoneNumber("+33199004712"), "message": "Bonjour"}, "dst", "33199004712"),
        ("getTransactionHistory", {"date_from": date(2026, 1, 2), "date_to": "2026-01-03"}, "date_from", "2026-01-02"),
        ("addCharge", {"client": 7, "charge": Decimal("1E+2")}, "charge", "100"),
        ("setDIDRouting", {"did": NUMBER, "routing": Route(kind=RouteKind.RING_GROUP, target="4768")}, "routing", "grp:4768"),
        ("setDIDRouting", {"did": NUMBER, "routing": NOWHERE}, "routing", "none:"),
        ("setMusicOnHold", {"description": "Jazz", "recordings": [1, 2]}, "recordings", "1,2"),
        ("setRingGroup", {"name": "Desk", "members": ["account:100001", "fwd:16006,10,1"], "voicemail": 0},
         "members", "account:100001;fwd:16006,10,1"),
        ("setRecording", {"file": b"RIFF\x00", "name": "Hello"}, "file", base64.b64encode(b"RIFF\x00").decode()),
        ("setDIDVoicemail", {"did": NUMBER, "voicemail": ""}, "voicemail", ""),
    ],
)  # fmt: skip
def test_values_take_the_spelling_of_the_wire(
    client: Client, script: Script, method: str, params: dict[str, Any], name: str, written: str
) -> None:
    client.call(method, **params)
    assert script.requests[-1].method == method
    assert script.requests[-1].fields[name] == written


@pytest.mark.parametrize(
    ("method", "params", "field"),
    [
        ("noSuchMethod", {}, "method"),
        ("getBalance", {"advance": True}, "advance"),
        ("setDIDPOP", {"did": NUMBER}, "pop"),
        ("setDIDPOP", {"did": NUMBER, "pop": None}, "pop"),
        ("setDIDPOP", {"did": NUMBER, "pop": ""}, "pop"),
        ("setDIDPOP", {"did": NUMBER, "pop": "sixteen"}, "pop"),
        ("setDIDPOP", {"did": NUMBER, "pop": True}, "pop"),
        ("setDIDPOP", {"did": "514&api_password=x", "pop": 1}, "did"),
        ("setDIDBillingType", {"did": NUMBER, "billing_type": 3}, "billing_type"),
        ("getBalance", {"advanced": "perhaps"}, "advanced"),
        ("setDIDRouting", {"did": NUMBER, "routing": "hangup"}, "routing"),
        ("setDIDRouting", {"did": NUMBER, "routing": Route(kind=RouteKind.CONFERENCE, target="1")}, "routing"),
        ("getTransactionHistory", {"date_from": "02/01/2026", "date_to": "2026-01-03"}, "date_from"),
        ("getTransactionHistory", {"date_from": "2026-02-30", "date_to": "2026-03-03"}, "date_from"),
        ("getTransactionHistory", {"date_from": datetime(2026, 1, 2), "date_to": "2026-01-03"}, "date_from"),
        ("addCharge", {"client": 7, "charge": 1.1}, "charge"),
        ("mailFaxMessagePDF", {"id": 7, "email": "nobody"}, "email"),
        ("setSMS", {"did": NUMBER, "enable": True, "url_callback": "example.com"}, "url_callback"),
        ("setRecording", {"file": "not base64!", "name": "Hello"}, "file"),
        ("setRingGroup", {"name": "Desk", "members": ["a;b"], "voicemail": 0}, "members"),
        ("sendSMS", {"did": NUMBER, "dst": NUMBER, "message": "nul\x00"}, "message"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name_and_nothing_leaves(
    client: Client, script: Script, method: str, params: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        client.call(method, **params)
    assert problem.value.field == field
    assert field in problem.value.public_message or method in problem.value.public_message
    assert script.requests == []


@pytest.mark.parametrize("transport", ["rest"])
def test_calls_go_by_get_and_files_by_multipart(client: Client, script: Script) -> None:
    client.call("getBalance")
    assert script.requests[-1].verb == "GET"
    client.call("setRecording", file=b"RIFF", name="Hello")
    assert script.requests[-1].verb == "POST"
    assert script.requests[-1].content_type.startswith("multipart/form-data")
    assert script.requests[-1].fields["api_username"] == "api@example.com"


def test_what_does_not_fit_an_address_goes_by_multipart_and_arrives_whole(client: Client, script: Script) -> None:
    text = "Allô — ça va? " * 100
    client.call("sendSMS", did=NUMBER, dst=NUMBER, message=text)
    assert script.requests[-1].verb == "POST"
    assert script.requests[-1].fields["message"] == text


def test_credentials_ride_on_each_call(client: Client, script: Script) -> None:
    client.call("getIP")
    client.call("getIP")
    for request in script.requests:
        assert request.fields["api_username"] == "api@example.com"
        assert request.fields["api_password"] == 'k3y+of/"café" &more'
