"""Each fault on demand, as XML and, where it differs, as JSON."""

from __future__ import annotations

import http.client
import json
import time
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pytest

from tests.providers.sandbox.voicemeup.calling import HARBOURLINE, NORDPHONE, Voicemeup, read

NUMBER = "5145550120"
NO_ANSWER = (http.client.RemoteDisconnected, ConnectionResetError)


def _write(vmu: Voicemeup) -> bytes:
    return vmu.body("update_did", phone_number=NUMBER, comments="written")


def _written(vmu: Voicemeup) -> bool:
    return bool(vmu.held("dids", "318200")["comments"] == "written")


def _gone(vmu: Voicemeup) -> bool:
    try:
        _write(vmu)
    except URLError as problem:
        return isinstance(problem.reason, NO_ANSWER)
    except NO_ANSWER:
        return True
    return False


def test_status(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("status", provider="voicemeup", code="internal_error-database_error")
    assert vmu.refused("update_did", phone_number=NUMBER, comments="written") == ["internal_error-database_error"]
    assert not _written(vmu)


def test_expired_credentials(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("expired_credentials", account=NORDPHONE.client_account_id)
    assert vmu.refused("get_plans") == ["authentication_failed"]
    Voicemeup(vmu.sandbox, HARBOURLINE).done("get_plans")


@pytest.mark.parametrize(("code", "expected"), [("429", 429), ("", 503)])
def test_http(vmu: Voicemeup, code: str, expected: int) -> None:
    vmu.sandbox.fault("http", code=code)
    with pytest.raises(HTTPError) as failed:
        _write(vmu)
    assert failed.value.code == expected
    assert not _written(vmu)


def test_html(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("html")
    with urlopen(vmu.query("get_plans")) as answer:
        assert answer.read().startswith(b"<html>")


def test_no_effect(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("no_effect")
    assert read(_write(vmu)).status == "success"
    assert not _written(vmu)


def test_down(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("down")
    assert _gone(vmu)
    assert not _written(vmu)


def test_hang(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("hang", seconds=0.4)
    assert _gone(vmu)
    assert not _written(vmu)


def test_lost_answer(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("lost_answer", method="update_*")
    assert _gone(vmu)
    assert _written(vmu)
    (seen,) = vmu.sandbox.seen("update_did")
    assert (seen["status"], seen["fault"], seen["wrote"]) == ("success", "lost_answer", True)


def test_late_answer(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("late_answer", seconds=0.4)
    start = time.monotonic()
    assert read(_write(vmu)).status == "success"
    assert time.monotonic() - start >= 0.4


def test_latency(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("latency", seconds=0.4)
    start = time.monotonic()
    assert read(_write(vmu)).status == "success"
    assert time.monotonic() - start >= 0.4


def test_empty(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("empty")
    assert _write(vmu) == b""
    assert _written(vmu)


@pytest.mark.parametrize("kind", ["cut", "malformed"])
def test_broken_xml(vmu: Voicemeup, kind: str) -> None:
    vmu.sandbox.fault(kind)
    with pytest.raises(ElementTree.ParseError):
        read(_write(vmu))
    assert _written(vmu)


def test_types(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("types")
    told = read(vmu.body("get_dids"))
    assert told.root.findtext("response_details/response_status/value") == "success"
    assert told.root.findtext("dids/did_details/phone_number/value") == NUMBER


def test_bad_rows(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("bad_rows")
    records = list(read(vmu.body("get_dids")).root.iter("did_details"))
    assert len(records) == NORDPHONE.numbers
    assert {child.text for child in records[0]} == {None}
    assert records[3].text == "row"
    assert all(record.findtext("phone_number") for record in records[1:3])


def test_unknown_code(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("unknown_code")
    assert vmu.refused("get_plans") == ["something_new"]


@pytest.mark.parametrize("kind", ["cut", "malformed"])
def test_broken_json(vmu: Voicemeup, kind: str) -> None:
    vmu.sandbox.fault(kind)
    with pytest.raises(json.JSONDecodeError):
        vmu.sibling("get_plans")


def test_a_status_at_the_sibling(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("status", code="socket_error", account=NORDPHONE.client_account_id, method="queue_sms")
    details = vmu.sibling("queue_sms")["response_details"]
    assert (details["response_status"], details["response_messages"]["message"]["code"]) == ("error", "socket_error")


def test_a_fault_strikes_an_alias_by_its_own_name(vmu: Voicemeup) -> None:
    vmu.sandbox.fault("status", code="socket_error", method="get_dids")
    assert vmu.refused("get_client_dids") == ["socket_error"]


def test_a_post_to_the_engine_does_nothing(vmu: Voicemeup) -> None:
    with pytest.raises(HTTPError):
        urlopen(Request(vmu.query("update_did", phone_number=NUMBER, comments="written"), data=b""))
    assert not _written(vmu)
