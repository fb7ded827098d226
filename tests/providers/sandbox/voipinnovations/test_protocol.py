"""The contract, the envelopes of both versions of SOAP, what is read and how it is written, and who may sign in."""

from __future__ import annotations

from decimal import Decimal
from urllib.request import Request, urlopen

import pytest
from lxml import etree

from providers.sandbox.seed import VoipinnovationsAccount
from providers.wire.catalog import load
from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voipinnovations.foreign import (
    HARBOURLINE,
    NAMESPACE,
    NORDPHONE,
    PATH,
    PATIENCE,
    SOAP11,
    SOAP12,
    XSD,
    Contract,
    Foreign,
    envelope,
    rows,
    signed,
)

WSDL = "http://schemas.xmlsoap.org/wsdl/"
WSDL_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
CATALOG = load("voipinnovations")
MEDIA = {SOAP11: "text/xml; charset=utf-8", SOAP12: "application/soap+xml; charset=utf-8"}


# ── The contract ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("query", ["?WSDL", "?wsdl", "?Wsdl", "?wsdl="])
def test_the_wsdl_is_served_whatever_the_capitals(sandbox: Running, query: str) -> None:
    with urlopen(f"{sandbox.base}{PATH}{query}", timeout=PATIENCE) as answer:
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        document = etree.fromstring(answer.read())
    assert document.get("targetNamespace") == NAMESPACE
    addresses = [each.get("location") for each in document.iter("{*}address")]
    assert addresses == [sandbox.base + PATH] * 2


def test_the_ports_and_actions_are_those_of_the_real_service(contract: Contract) -> None:
    (service,) = contract.document.iter(f"{{{WSDL}}}service")
    assert service.get("name") == "APIService"
    assert [port.get("name") for port in service] == ["APIServiceSoap", "APIServiceSoap12"]
    actions = [each.get("soapAction") for each in contract.document.iter(f"{{{WSDL_SOAP}}}operation")]
    assert actions == [NAMESPACE + name for name in CATALOG.methods]


def test_only_numbers_and_flags_must_be_given_and_credentials_come_first(contract: Contract) -> None:
    for name, method in CATALOG.methods.items():
        (wrapper,) = contract.document.iterfind(f".//{{{XSD}}}schema/{{{XSD}}}element[@name='{name}']")
        fields = list(wrapper.iter(f"{{{XSD}}}element"))[1:]
        assert [field.get("name") for field in fields] == ["login", "secret", *(each.name for each in method.params)]
        for field in fields:
            mandatory = field.get("type") in {"xs:int", "xs:boolean", "xs:decimal"}
            assert field.get("minOccurs") == ("1" if mandatory else "0"), (name, field.get("name"))


def test_a_browser_sees_the_operations(sandbox: Running) -> None:
    with urlopen(sandbox.base + PATH, timeout=PATIENCE) as answer:
        assert b"<li>auditDIDs</li>" in answer.read()


# ── Both versions ─────────────────────────────────────────────────────────────────────


def test_both_versions_of_soap_tell_the_same(sandbox: Running, contract: Contract) -> None:
    first, second = (Foreign(sandbox, contract, port) for port in contract.ports)
    assert first.done("auditDIDs") == second.done("auditDIDs")
    assert second.numbers("assignDID", first.free()[0]) == ["100"]


@pytest.mark.parametrize("soap", MEDIA)
def test_an_answer_has_the_version_and_type_of_its_call(foreign: Foreign, soap: str) -> None:
    body = envelope("GetPrepaidBalance", signed(), soap=soap)
    status, media, content = foreign.post(body, Content_Type=MEDIA[soap])
    assert (status, media) == (200, MEDIA[soap])
    told = etree.fromstring(content)
    assert told.tag == f"{{{soap}}}Envelope"
    amount = told.find(f".//{{{NAMESPACE}}}GetPrepaidBalanceResult/{{{NAMESPACE}}}Amount")
    assert amount is not None
    assert Decimal(amount.text or "") == Decimal(NORDPHONE.balance)


def test_an_answer_is_written_as_net_does(foreign: Foreign) -> None:
    _, _, content = foreign.post(envelope("GetDIDGroups", signed()))
    text = content.decode()
    assert f'<GetDIDGroupsResponse xmlns="{NAMESPACE}"><GetDIDGroupsResult><responseCode>100</responseCode>' in text
    assert "<DIDs /><DIDLocators /><DIDCounts /><DIDGroups><DIDGroup><Name>Front desks</Name><ID>5001</ID>" in text
    assert "<ConferenceLine><Enabled>false</Enabled></ConferenceLine>" in text


# ── Faults ────────────────────────────────────────────────────────────────────────────

BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>&b;</s:Body></s:Envelope>'
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"login=nordphone-api",
        b"<Envelope/>",
        envelope("auditDIDs", signed())[:-10],
        BOMB,
        f'<s:Envelope xmlns:s="{SOAP11}"/>'.encode(),
        f'<s:Envelope xmlns:s="{SOAP11}"><s:Body/></s:Envelope>'.encode(),
        envelope("AuditDIDs", signed()),  # capitals matter
        envelope("deleteEverything", signed()),
        envelope("auditDIDs", signed()).replace(NAMESPACE.encode(), b"http://example.com/"),
        envelope("CreateDIDGroup", f"{signed()}<name>{'x' * 5_000_000}</name>"),
    ],
    ids=[
        "nothing",
        "form",
        "envelope",
        "cut",
        "entities",
        "no body",
        "empty",
        "capitals",
        "unknown",
        "foreign",
        "huge",
    ],
)
def test_what_is_no_call_is_a_fault(foreign: Foreign, body: bytes) -> None:
    status, media, content = foreign.post(body)
    assert (status, media) == (500, MEDIA[SOAP11])
    fault = etree.fromstring(content).find(f"{{{SOAP11}}}Body/{{{SOAP11}}}Fault")
    assert fault is not None
    assert fault.findtext("faultcode") == "soap:Client"
    assert fault.findtext("faultstring")


def test_a_fault_of_version_12_is_spelt_its_way(foreign: Foreign) -> None:
    status, media, content = foreign.post(envelope("nothing", "", soap=SOAP12), Content_Type=MEDIA[SOAP12])
    assert (status, media) == (500, MEDIA[SOAP12])
    fault = etree.fromstring(content).find(f"{{{SOAP12}}}Body/{{{SOAP12}}}Fault")
    assert fault is not None
    assert [child.tag for child in fault] == [f"{{{SOAP12}}}{name}" for name in ("Code", "Reason", "Detail")]
    assert fault.findtext(f"{{{SOAP12}}}Code/{{{SOAP12}}}Value") == "soap:Sender"


# ── Reading ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("action", [f'"{NAMESPACE}auditDIDs"', f"{NAMESPACE}auditDIDs", '""', ""])
def test_the_action_matters_not_beside_the_element(foreign: Foreign, action: str) -> None:
    _, _, content = foreign.post(envelope("GetPrepaidBalance", signed()), SOAPAction=action)
    assert b"<GetPrepaidBalanceResult>" in content


def test_the_action_helps_out(foreign: Foreign) -> None:
    empty = f'<s:Envelope xmlns:s="{SOAP11}"><s:Body/></s:Envelope>'.encode()
    _, _, content = foreign.post(empty, SOAPAction=f'"{NAMESPACE}GetPrepaidBalance"')
    assert b"<responseCode>902</responseCode>" in content


def test_parameters_come_in_any_order_and_unknown_ones_are_passed_over(foreign: Foreign) -> None:
    asked = f"<comment>later</comment><tn>{foreign.mine(failover=True)}</tn>{signed()}"
    _, _, content = foreign.post(envelope("GetDIDFailover", asked))
    assert b"<failover>" in content
    assert b"<responseCode>100</responseCode>" in content


@pytest.mark.parametrize("epg", ["", "<epg/>", "<epg>0</epg>"])
def test_an_absent_group_counts_as_none(foreign: Foreign, epg: str) -> None:
    tn = foreign.mine()
    params = f"<didParams><DIDParam><tn>{tn}</tn>{epg}</DIDParam></didParams>"
    _, _, content = foreign.post(envelope("releaseDID", params + signed()))
    assert b"<statusCode>100</statusCode>" in content


@pytest.mark.parametrize("name", ['<name xsi:nil="true"/>', "<name/>", ""])
def test_nil_empty_and_absent_are_the_same(foreign: Foreign, name: str) -> None:
    _, _, content = foreign.post(envelope("CreateDIDGroup", signed() + name))
    assert b"<Name>Group 5004</Name>" in content


def test_text_comes_back_as_it_went(foreign: Foreign) -> None:
    name = 'Réception <Nord> & "Sud" 電話 ]]>'
    (made,) = rows(foreign.done("CreateDIDGroup", name=name), "DIDGroups")
    assert made["Name"] == name
    assert name in [group["Name"] for group in rows(foreign.done("GetDIDGroups"), "DIDGroups")]


# ── Who may ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("login", "secret"),
    [
        (NORDPHONE.login, "wrong"),
        (NORDPHONE.login, HARBOURLINE.secret),
        (NORDPHONE.login, ""),
        ("nobody", NORDPHONE.secret),
        ("", ""),
    ],
)
def test_a_wrong_login_is_told_in_the_envelope(foreign: Foreign, login: str, secret: str) -> None:
    stranger = VoipinnovationsAccount(login=login, secret=secret, company="", numbers=0, first_line=0, balance="0")
    for method in ("auditDIDs", "audit911", "GetPrepaidBalance", "GetSMSCampaigns"):
        answer = foreign.call(method, stranger)
        assert answer["responseCode"] == 902
        assert not any(answer[name] for name in ("DIDs", "DID911s", "Campaigns", "Amount") if name in answer)


def test_addresses_that_are_not_listed_are_kept_out(foreign: Foreign) -> None:
    foreign.change(allow_ips=["203.0.113.0/24", "198.51.100.7"])
    assert foreign.code("GetPrepaidBalance") == 902
    assert foreign.code("GetPrepaidBalance", HARBOURLINE) == 100
    foreign.change(allow_ips=["203.0.113.0/24", "127.0.0.0/8"])
    assert foreign.code("GetPrepaidBalance") == 100


def test_accounts_see_only_their_own(foreign: Foreign) -> None:
    ours, theirs = (
        {row["tn"] for row in rows(foreign.done("auditDIDs", account), "DIDs")} for account in (NORDPHONE, HARBOURLINE)
    )
    assert len(ours) >= NORDPHONE.numbers
    assert len(theirs) == HARBOURLINE.numbers
    assert not ours & theirs


def test_no_secret_reaches_the_log(foreign: Foreign) -> None:
    tn = foreign.mine(sms_capable=True)
    foreign.done("SetConferenceLine", tn=tn, pin="90210")
    foreign.done(
        "ConfigSMSDestination", tn=tn, destinationType="POST", destination="https://example.com/", authToken="Hush-1234"
    )
    told = str(foreign.sandbox.seen())
    assert "•••" in told
    assert all(secret not in told for secret in ("90210", "Hush-1234", NORDPHONE.secret))


# ── Big answers ───────────────────────────────────────────────────────────────────────


def test_a_big_audit_comes_in_pieces_and_whole(foreign: Foreign) -> None:
    foreign.change(bulk=30_000)
    request = Request(foreign.sandbox.base + PATH, envelope("auditDIDs", signed()), {"Content-Type": MEDIA[SOAP11]})
    with urlopen(request, timeout=60) as answer:
        assert answer.headers["transfer-encoding"] == "chunked"
        tns = [element.text for _, element in etree.iterparse(answer, tag=f"{{{NAMESPACE}}}tn")]
    assert len(tns) == len(set(tns)) == 30_000 + len(foreign.has("dids"))


def test_a_number_of_the_bulk_is_like_any_other(foreign: Foreign) -> None:
    foreign.change(bulk=500)
    tn = rows(foreign.done("auditDIDs"), "DIDs")[-1]["tn"]
    assert foreign.numbers("configDID", tn, epg=1203) == ["100"]
    assert foreign.did(tn)["endpointId"] == 1203
    assert foreign.numbers("releaseDID", tn, epg=0) == ["100"]
    assert foreign.numbers("releaseDID", tn, epg=0) != ["100"]
    assert tn not in {row["tn"] for row in rows(foreign.done("auditDIDs"), "DIDs")}


def test_a_short_answer_comes_whole(foreign: Foreign) -> None:
    request = Request(foreign.sandbox.base + PATH, envelope("auditDIDs", signed()), {"Content-Type": MEDIA[SOAP11]})
    with urlopen(request, timeout=PATIENCE) as answer:
        assert int(answer.headers["content-length"]) == len(answer.read())
