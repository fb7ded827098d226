"""The SOAP side: what leaves is what the service's other clients send, what comes is what REST would have said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from providers import errors
from providers.values.money import Money
from providers.voipms.provider import PROVIDER, VoipmsAccount
from providers.voipms.soap import Soap
from providers.wire.catalog import load
from providers.wire.http import Body
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script
from tests.providers.voipms.conftest import PASSWORD, USERNAME
from tests.providers.voipms.soap_server import soap_fields, soap_reply

CATALOG = load("voipms")
WIRE = Soap("urn:VoIPmsService")
HEAD = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:m="http://xml.apache.org/xml-soap" '
    'xmlns:c="http://schemas.xmlsoap.org/soap/encoding/"><e:Body>'
)


def told(inner: str) -> dict[str, Any] | None:
    body = f'{HEAD}<r:getXResponse xmlns:r="urn:VoIPmsService"><return i:type="m:Map">{inner}</return></r:getXResponse>'
    return WIRE.document(f"{body}</e:Body></e:Envelope>".encode())


def item(key: str, value: str) -> str:
    return f'<item><key i:type="x:string">{key}</key>{value}</item>'


def test_a_call_is_a_map_in_an_encoded_body() -> None:
    payload = WIRE.payload(CATALOG.methods["sendSMS"], {"did": "5145550142", "message": "<é> & ]]>\n"})
    assert isinstance(payload, Body)
    assert payload.headers == {"SOAPAction": '"urn:VoIPmsService"'}
    assert soap_fields(payload.content_type, payload.content) == {
        "method": "sendSMS",
        "did": "5145550142",
        "message": "<é> & ]]>\n",
    }


def test_every_method_can_be_called(script: Script) -> None:
    for method in CATALOG.methods.values():
        payload = WIRE.payload(method, {"x": "1"})
        assert isinstance(payload, Body)
        assert soap_fields(payload.content_type, payload.content)["method"] == method.name


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ('<value i:type="x:string"> two  words </value>', " two  words "),
        ('<value i:type="x:int">7</value>', 7),
        ('<value i:type="x:int">seven</value>', "seven"),
        ('<value i:type="x:int">' + "9" * 5000 + "</value>", "9" * 5000),
        ('<value i:type="x:float">0.5</value>', 0.5),
        ('<value i:type="x:boolean">true</value>', True),
        ('<value i:type="x:boolean">0</value>', False),
        ('<value i:nil="true"/>', None),
        ('<value i:type="x:string"/>', ""),
        ("<value>bare</value>", "bare"),
        ('<value i:type="m:Map"/>', {}),
        ('<value i:type="c:Array" c:arrayType="x:ur-type[0]"/>', []),
        ('<value c:arrayType="x:ur-type[2]"><item>1</item><item i:nil="1"/></value>', ["1", None]),
        ("<value><item><key>a</key><value>b</value></item></value>", {"a": "b"}),
        ('<value i:type="r:bean"><did>1</did><pop>2</pop></value>', {"did": "1", "pop": "2"}),
    ],
)
def test_a_value_is_read_as_what_its_type_says(value: str, read: Any) -> None:
    assert told(item("status", "<value>success</value>") + item("x", value)) == {"status": "success", "x": read}


def test_rows_are_read_in_any_form_of_a_list() -> None:
    row = f'<item i:type="m:Map">{item("did", "<value>1</value>")}</item>'
    assert told(item("dids", f'<value i:type="c:Array">{row}{row}</value>')) == {"dids": [{"did": "1"}, {"did": "1"}]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><h1>One moment</h1></html>",
        f"{HEAD}</e:Body></e:Envelope>".encode(),
        f"{HEAD}<r/></e:Body></e:Envelope>".encode(),
        f"{HEAD}<r><return>success</return></r></e:Body></e:Envelope>".encode(),
        f"{HEAD}<e:Fault><faultcode>x</faultcode></e:Fault></e:Body></e:Envelope>".encode(),
        f"{HEAD}<r><return i:type='m:Map'>".encode(),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + f"{HEAD}<r><return>&a;</return></r></e:Body></e:Envelope>".encode(),
        f"{HEAD}<r>{'<item>' * 5000}{'</item>' * 5000}</r></e:Body></e:Envelope>".encode(),
    ],
)
def test_what_is_no_answer_is_none(body: bytes) -> None:
    assert WIRE.document(body) is None


@pytest.fixture
def transport() -> str:
    return "soap"


def test_an_account_is_opened_on_the_protocol_that_was_chosen(script: Script) -> None:
    script.read, script.dress = soap_fields, soap_reply
    script.say_json({"status": "success", "balance": {"current_balance": "12.5"}})
    credentials = {"api_username": USERNAME, "api_password": PASSWORD, "transport": "soap"}
    with PROVIDER.open(credentials, endpoints={"rest_url": "http://127.0.0.1:1/", "soap_url": script.url}) as account:
        assert account.billing
        assert account.billing.balance().available == Money(Decimal("12.5"), "USD")
    (request,) = script.requests
    assert request.fields == {
        "method": "getBalance", "api_username": USERNAME, "api_password": PASSWORD, "advanced": "1",
    }  # fmt: skip
    with pytest.raises(errors.Invalid) as problem:
        PROVIDER.open({**credentials, "transport": "fax"})
    assert problem.value.field == "transport"


def test_secrets_in_maps_are_masked_in_samples(account: VoipmsAccount, script: Script, kept: Kept) -> None:
    row = {"mailbox": "1001", "password": "4711-x", "name": "Front", "smpp_url": "ssmpp://me:word@example.com"}
    script.say_json({"status": "success", "voicemails": [row], "echo": PASSWORD})
    list(account.voicemail.list_boxes())
    (exchange,) = kept.told
    for secret in ("4711-x", "me:word", PASSWORD, "k3y+of"):
        assert secret not in exchange["response"]
    assert "Front" in exchange["response"]


def test_a_fault_is_unreadable_for_a_read_and_unknown_for_a_write(account: VoipmsAccount, script: Script) -> None:
    fault = f"{HEAD}<e:Fault><faultstring>Procedure not present</faultstring></e:Fault></e:Body></e:Envelope>"
    script.say(Reply(body=fault.encode(), status=500, content_type="text/xml"))
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        account.billing.balance()
    assert "Procedure not present" in problem.value.raw
    with pytest.raises(errors.OutcomeUnknown):
        account.client.call("delIVR", ivr=7)


def test_credentials_that_no_wire_can_carry_are_wrong_ones(script: Script) -> None:
    for chosen in ("rest", "soap"):
        credentials = {"api_username": USERNAME, "api_password": "\ud800", "transport": chosen}
        endpoints = {"rest_url": script.url, "soap_url": script.url}
        with PROVIDER.open(credentials, endpoints=endpoints) as account, pytest.raises(errors.BadCredentials):
            account.client.call("getIP")
    assert script.requests == []
