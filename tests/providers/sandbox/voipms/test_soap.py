"""VoIP.ms over SOAP: the WSDL that toolkits read, and the same core as REST behind it."""

from __future__ import annotations

import base64
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import requests.exceptions
from lxml import etree
from zeep.exceptions import Fault, TransportError

from providers.wire.catalog import load
from tests.providers.sandbox.running import HARBOURLINE, NORDPHONE, Running
from tests.providers.sandbox.voipms.foreign import Foreign

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
NOT_IN_THE_WSDL = {"getSequences", "setSequences", "delSequences", "getInvoice"}
SIGNED = f"""<item><key>api_username</key><value xsi:type="xsd:string">{NORDPHONE.api_username}</value></item>
<item><key xsi:type="xsd:string">api_password</key><value xsi:type="xsd:string">{NORDPHONE.api_password}</value></item>"""
DID = '<item><key xsi:type="xsd:string">did</key><value xsi:type="xsd:string">5145550100</value></item>'


@pytest.fixture
def foreign(sandbox: Running) -> Foreign:
    return Foreign(sandbox)


def _envelope(body: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="{ENVELOPE}" xmlns:ns1="urn://voip.ms" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns2="http://xml.apache.org/xml-soap">
<SOAP-ENV:Body>{body}</SOAP-ENV:Body></SOAP-ENV:Envelope>""".encode()


def _post(sandbox: Running, content: bytes) -> etree._Element:
    asked = Request(f"{sandbox.base}/voipms/api/v1/server.php", data=content, headers={"Content-Type": "text/xml"})
    with urlopen(asked, timeout=60) as answer:
        return etree.fromstring(answer.read())


def _refused(sandbox: Running, content: bytes) -> str:
    with pytest.raises(HTTPError) as refused:
        _post(sandbox, content)
    assert refused.value.code == 500
    return etree.fromstring(refused.value.read()).findtext(".//faultstring") or ""


def test_the_wsdl_has_an_operation_for_every_method_save_four(foreign: Foreign) -> None:
    assert foreign.operations == set(load("voipms").methods) - NOT_IN_THE_WSDL
    assert len(foreign.operations) == 222


def test_its_input_has_the_credentials_and_the_parameters(foreign: Foreign) -> None:
    assert foreign.elements("setDIDPOP") == ["api_username", "api_password", "did", "pop"]
    assert "zip" in foreign.elements("e911Validate")
    assert "zip_code" not in foreign.elements("e911Validate")


def test_an_answer_is_what_rest_answers(sandbox: Running, foreign: Foreign) -> None:
    for method in ("getBalance", "getServersInfo", "getVoicemails", "getDIDsInfo", "getIP", "getSubAccounts"):
        assert foreign.call(method) == sandbox.call(method), method
    assert foreign.call("getBalance", advanced=1) == sandbox.call("getBalance", advanced="1")


@pytest.mark.parametrize("category", sorted({method.category for method in load("voipms").methods.values()}))
def test_each_family_of_methods_answers_as_rest_does(sandbox: Running, foreign: Foreign, category: str) -> None:
    """Reads answer the same; every call is carried out with a known status."""
    sandbox.change(per_minute=10_000)
    methods = [method for method in load("voipms").methods.values() if method.in_wsdl and method.category == category]
    for method in methods:
        spelt = {"zip_code": "zip"} if category == "e911" else {}
        asked = {each.name: each.example or next(iter(each.values), "1") for each in method.params if each.required}
        answer = foreign.call(method.name, **{spelt.get(name, name): value for name, value in asked.items()})
        assert answer["status"] in {"success", *load("voipms").codes}, method.name
        if not method.writes:
            assert answer == sandbox.call(method.name, **asked), method.name


def test_a_client_texts_provisions_and_listens_over_soap(sandbox: Running, foreign: Foreign) -> None:
    """What is done over the one wire is seen over the other."""
    foreign.call("setSMS", did="6045550100", enable=1)
    sms = foreign.call("sendSMS", did="6045550100", dst="5145550142", message="Ça va")["sms"]
    assert str(sandbox.call("getSMS", sms=str(sms))["sms"][0]["id"]) == str(sms)
    address = {
        "did": "5145550100", "full_name": "Élise Gagnon", "street_number": "120", "street_name": "Rue Saint-Viateur Ouest",
        "city": "Montréal", "state": "QC", "country": "CA", "zip": "H2T 2L1", "language": "FR", "email": "a@example.com",
    }  # fmt: skip
    assert foreign.call("e911Provision", **address) == {"status": "success"}
    assert sandbox.call("e911Info", did="5145550100")["info"]["zip_code"] == "H2T 2L1"
    near = foreign.call("e911Provision", **{**address, "did": "6475550100", "street_name": "Rue St-Viateur O"})
    assert near["alternates"][0]["street_name"] == "RUE SAINT-VIATEUR OUEST"
    asked = {"mailbox": "200", "folder": "INBOX", "message_num": 0}
    file = foreign.call("getVoicemailMessageFile", **asked, format="wav")["message"]
    assert base64.b64decode(file["data"]).startswith(b"RIFF")


def test_a_write_changes_the_same_world(sandbox: Running, foreign: Foreign) -> None:
    assert foreign.call("setDIDRouting", did="5145550100", routing="grp:4768") == {"status": "success"}
    assert sandbox.did("5145550100")["routing"] == "grp:4768"
    assert foreign.call("setForwarding", phone_number="5145550101", description="Numéro « été »")["status"] == "success"
    assert sandbox.call("getForwardings")["forwardings"][-1]["description"] == "Numéro « été »"


def test_the_rules_and_codes_are_the_same(sandbox: Running, foreign: Foreign) -> None:
    assert foreign.call("getBalance", api_password="wrong")["status"] == "invalid_credentials"
    assert foreign.call("setDIDPOP", did="5145550100")["status"] == "missing_serverpop"
    assert foreign.call("getDIDsInfo", HARBOURLINE, did="5145550100")["status"] == "invalid_did"
    sandbox.change(allow_ips=[])
    assert foreign.call("getBalance")["status"] == "ip_not_enabled"
    assert foreign.call("getIP")["ip"] == "127.0.0.1"
    sandbox.change(per_minute=0)
    assert foreign.call("getIP")["status"] == "api_limit_exceeded"


def test_a_typed_boolean_is_the_services_flag(sandbox: Running, foreign: Foreign) -> None:
    order = {"did": "5145550199", "routing": "grp:4768", "pop": 60, "dialtime": 60, "cnam": 0, "billing_type": 1}
    assert foreign.call("orderDID", **order, test=True) == {"status": "success"}
    assert sandbox.status("getDIDsInfo", did="5145550199") == "invalid_did"
    assert foreign.call("orderDID", **order, test=False) == {"status": "success"}
    assert sandbox.status("getDIDsInfo", did="5145550199") == "success"


def test_calls_are_in_the_same_log_without_secrets(sandbox: Running, foreign: Foreign) -> None:
    foreign.call("setDIDRouting", did="5145550100", routing="grp:4768")
    (seen,) = sandbox.seen("setDIDRouting")
    assert (seen["account"], seen["wrote"], seen["status"]) == (NORDPHONE.api_username, True, "success")
    assert seen["parameters"] == {"did": "5145550100", "routing": "grp:4768"}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "http", "code": "503"}, Fault),
        ({"kind": "cut"}, TransportError),
        ({"kind": "malformed"}, TransportError),
        ({"kind": "lost_answer"}, requests.exceptions.ConnectionError),
    ],
)
def test_faults_strike_here_too(
    sandbox: Running, foreign: Foreign, fault: dict[str, str], expected: type[Exception]
) -> None:
    sandbox.fault(**fault, method="setDIDRouting", count=1)
    with pytest.raises(expected):
        foreign.call("setDIDRouting", did="5145550100", routing="grp:4768")
    assert (sandbox.did("5145550100")["routing"] == "grp:4768") == (fault["kind"] != "http")


def test_a_status_fault_is_a_map_with_the_status(sandbox: Running, foreign: Foreign) -> None:
    sandbox.fault("status", code="method_maintenance", method="getBalance", count=1)
    assert foreign.call("getBalance")["status"] == "method_maintenance"
    assert foreign.call("getBalance")["status"] == "success"


@pytest.mark.parametrize(
    "part",
    [
        f'<params xsi:type="ns2:Map">{SIGNED}{DID}</params>',
        f'<param0 xsi:type="ns2:Map">{SIGNED}{DID}</param0>',
        f'<params xsi:type="ns2:Map"><item><key>params</key><value xsi:type="ns2:Map">{SIGNED}{DID}</value></item></params>',
        f"<params><api_username>{NORDPHONE.api_username}</api_username>"
        f"<api_password>{NORDPHONE.api_password}</api_password><did>5145550100</did><client xsi:nil='true'/></params>",
        f'<params href="#one"/></ns1:getDIDsInfo><multiRef id="one"><api_username>{NORDPHONE.api_username}</api_username>'
        f"<api_password>{NORDPHONE.api_password}</api_password><did>5145550100</did></multiRef><ns1:getDIDsInfo>",
    ],
    ids=["map", "map of another name", "nested map", "struct", "struct that stands apart"],
)
def test_the_parameters_come_as_a_struct_or_a_map_of_any_name(sandbox: Running, part: str) -> None:
    answer = _post(sandbox, _envelope(f"<ns1:getDIDsInfo>{part}</ns1:getDIDsInfo>"))
    returned = answer.find(f"{{{ENVELOPE}}}Body/{{urn:VoIPmsService}}getDIDsInfoResponse/return")
    assert returned is not None
    assert [item.findtext("key") for item in returned] == ["status", "dids"]
    assert "5145550100" in [value.text for value in returned.iter("value")]


def test_what_is_no_call_is_a_soap_fault(sandbox: Running) -> None:
    assert _refused(sandbox, b"api_username=x&method=getBalance") == "Bad Request"
    assert _refused(sandbox, b"<a/>") == "Bad Request"
    assert _refused(sandbox, _envelope("")) == "Bad Request"
    bomb = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]>'
    assert (
        _refused(sandbox, bomb + _envelope("<ns1:getIP><params>&d;</params></ns1:getIP>").split(b"?>", 1)[1])
        == "Bad Request"
    )
    assert _refused(sandbox, _envelope("<ns1:getbalance/>")) == "Procedure 'getbalance' not present"
