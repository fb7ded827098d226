"""Faults on demand, in the shape of SOAP."""

from __future__ import annotations

import time
from http.client import RemoteDisconnected

import pytest
from lxml import etree

from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voipinnovations.foreign import HARBOURLINE, NAMESPACE, Foreign, envelope, rows, signed

NAME = "made under a fault"
ASKED = envelope("CreateDIDGroup", f"{signed()}<name>{NAME}</name>")


def made(foreign: Foreign) -> int:
    return sum(group["Name"] == NAME for group in foreign.has("groups"))


def strike(foreign: Foreign, kind: str, **fields: object) -> None:
    foreign.sandbox.fault(kind, provider="voipinnovations", **{"method": "CreateDIDGroup", "count": 1, **fields})


@pytest.mark.parametrize(("code", "told"), [("900", 900), ("903", 903), ("907", 907), ("Out of order", 900)])
def test_a_status_is_a_code_of_the_envelope_or_a_text_of_a_refusal(foreign: Foreign, code: str, told: int) -> None:
    strike(foreign, "status", code=code)
    answer = foreign.call("CreateDIDGroup", name=NAME)
    assert answer["responseCode"] == told
    assert code in answer["responseMessage"]
    assert made(foreign) == 0


def test_expired_credentials(foreign: Foreign) -> None:
    strike(foreign, "expired_credentials")
    assert foreign.code("CreateDIDGroup", name=NAME) == 902
    assert made(foreign) == 0


@pytest.mark.parametrize(("code", "status"), [("", 503), ("429", 429), ("500", 500)])
def test_an_error_of_the_edge_is_a_page(foreign: Foreign, code: str, status: int) -> None:
    strike(foreign, "http", code=code)
    answered, media, content = foreign.post(ASKED)
    assert answered == status
    assert media.startswith("text/html")
    assert content.startswith(b"<html>")
    assert made(foreign) == 0


def test_a_page_where_soap_is_due(foreign: Foreign) -> None:
    strike(foreign, "html")
    status, media, content = foreign.post(ASKED)
    assert (status, media.split(";")[0]) == (200, "text/html")
    assert content.startswith(b"<html>")
    assert made(foreign) == 0


def test_no_effect_answers_success(foreign: Foreign) -> None:
    strike(foreign, "no_effect")
    assert rows(foreign.done("CreateDIDGroup", name=NAME), "DIDGroups") == []
    assert made(foreign) == 0


@pytest.mark.parametrize(("kind", "done"), [("down", 0), ("lost_answer", 1)])
def test_the_connection_closes_without_a_byte(foreign: Foreign, kind: str, done: int) -> None:
    strike(foreign, kind)
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        foreign.post(ASKED)
    assert made(foreign) == done


def test_a_hanging_call_does_nothing(foreign: Foreign) -> None:
    strike(foreign, "hang", seconds=0.3)
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        foreign.post(ASKED)
    assert made(foreign) == 0


def test_nothing_comes_back_of_a_call_that_was_carried_out(foreign: Foreign) -> None:
    strike(foreign, "empty")
    assert foreign.post(ASKED)[2] == b""
    assert made(foreign) == 1


@pytest.mark.parametrize("kind", ["cut", "malformed"])
def test_broken_xml_comes_back_of_a_call_that_was_carried_out(foreign: Foreign, kind: str) -> None:
    strike(foreign, kind)
    status, media, content = foreign.post(ASKED)
    assert (status, media) == (200, "text/xml; charset=utf-8")
    assert content.startswith(b"<?xml")
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(content)
    assert made(foreign) == 1


@pytest.mark.parametrize("kind", ["cut", "malformed", "types", "bad_rows", "late_answer", "unknown_code"])
def test_big_answers_are_spoilt_too(foreign: Foreign, kind: str) -> None:
    foreign.change(bulk=3_000)
    strike(foreign, kind, method="auditDIDs")
    whole = foreign.post(envelope("auditDIDs", signed()))[2]
    assert whole != foreign.post(envelope("auditDIDs", signed()))[2] or kind == "late_answer"


@pytest.mark.parametrize("kind", ["latency", "late_answer"])
def test_an_answer_comes_late(foreign: Foreign, kind: str) -> None:
    strike(foreign, kind, seconds=0.4)
    began = time.monotonic()
    foreign.done("CreateDIDGroup", name=NAME)
    assert time.monotonic() - began >= 0.4
    assert made(foreign) == 1


def test_an_object_stands_where_its_fields_are_due(foreign: Foreign) -> None:
    strike(foreign, "types")
    told = etree.fromstring(foreign.post(ASKED)[2])
    (result,) = told.iter(f"{{{NAMESPACE}}}CreateDIDGroupResult")
    assert [etree.QName(child).localname for child in result] == ["DIDResponse"]
    assert foreign.contract.problems(told)
    assert made(foreign) == 1


def test_rows_are_spoilt(foreign: Foreign) -> None:
    strike(foreign, "bad_rows", method="auditDIDs")
    told = etree.fromstring(foreign.post(envelope("auditDIDs", signed()))[2])
    found = list(told.iter(f"{{{NAMESPACE}}}DID"))
    assert found[0].findtext(f"{{{NAMESPACE}}}tn") is None
    assert found[1].findtext(f"{{{NAMESPACE}}}tn")
    assert (found[3].text, len(found[3])) == ("row", 0)


def test_an_unknown_code_comes_of_a_call_that_was_carried_out(foreign: Foreign) -> None:
    strike(foreign, "unknown_code")
    assert foreign.code("CreateDIDGroup", name=NAME) == 999
    assert made(foreign) == 1


def test_a_skewed_clock_tells_other_times(foreign: Foreign) -> None:
    did = foreign.with_911()
    before = rows(foreign.done("query911", did=did), "DID911s")[0]["dateAdded"]
    strike(foreign, "clock_skew", method="query911", seconds=-3600)
    after = rows(foreign.done("query911", did=did), "DID911s")[0]["dateAdded"]
    assert (before - after).total_seconds() == 3600


def test_a_lost_purchase_is_found_by_looking_back(foreign: Foreign) -> None:
    tn = foreign.free()[0]
    strike(foreign, "lost_answer", method="assignDID")
    params = f"<didParams><DIDParam><tn>{tn}</tn><epg>1201</epg></DIDParam></didParams>"
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        foreign.post(envelope("assignDID", signed() + params))
    assert foreign.did(tn)["availability"] == "assigned"
    assert foreign.numbers("assignDID", tn) == ["104225"]


def test_faults_strike_the_account_they_are_meant_for(foreign: Foreign) -> None:
    foreign.sandbox.fault("down", provider="voipinnovations", account=HARBOURLINE.login)
    foreign.done("GetPrepaidBalance")


@pytest.mark.parametrize("provider", ["voipms", "callr"])
def test_faults_of_other_providers_pass_by(foreign: Foreign, provider: str) -> None:
    foreign.sandbox.fault("down", provider=provider)
    foreign.done("GetPrepaidBalance")


def test_the_log_tells_the_call_and_its_fault(sandbox: Running, foreign: Foreign) -> None:
    strike(foreign, "lost_answer")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        foreign.post(ASKED)
    seen = sandbox.seen("CreateDIDGroup")[-1]
    assert (seen["provider"], seen["account"], seen["status"], seen["fault"], seen["wrote"]) == (
        "voipinnovations",
        "nordphone-api",
        "100",
        "lost_answer",
        True,
    )
    assert seen["parameters"] == {"name": NAME}
