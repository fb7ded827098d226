"""Faults on demand, in the shape of JSON-RPC."""

from __future__ import annotations

import json
import time
from http.client import RemoteDisconnected
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.providers.sandbox.callr.calling import Callr, RpcError
from tests.providers.sandbox.running import Running

ASKED = {"jsonrpc": "2.0", "id": 5, "method": "apps.create", "params": ["REALTIME10", "made under a fault", None]}


def made(callr: Callr) -> int:
    return int(callr.call("apps.search", {"name": "made under a fault"}, None)["total"])


def raw(callr: Callr) -> bytes:
    with urlopen(callr.request(json.dumps(ASKED).encode()), timeout=60) as answer:
        content: bytes = answer.read()
        return content


@pytest.mark.parametrize(
    ("code", "number", "message"),
    [
        ("100", 100, "FORBIDDEN"),
        ("1000", 1000, "SMS_ROUTING_ERROR"),
        ("FORBIDDEN", 100, "FORBIDDEN"),
        ("PROPERTY_VALUE_ERROR [app]", 151, "PROPERTY_VALUE_ERROR [app]"),
    ],
)
def test_a_status_is_an_error_by_number_or_by_message(
    sandbox: Running, callr: Callr, code: str, number: int, message: str
) -> None:
    sandbox.fault("status", provider="callr", method="apps.*", code=code, count=1)
    with pytest.raises(RpcError) as refused:
        callr.call("apps.create", "REALTIME10", "made under a fault", None)
    assert (refused.value.code, refused.value.message) == (number, message)
    assert made(callr) == 0


@pytest.mark.parametrize(
    ("kind", "code", "status"), [("expired_credentials", "", 401), ("http", "429", 429), ("http", "", 503)]
)
def test_what_fails_at_http_level(sandbox: Running, callr: Callr, kind: str, code: str, status: int) -> None:
    sandbox.fault(kind, provider="callr", code=code, count=1)
    with pytest.raises(HTTPError) as refused:
        raw(callr)
    assert refused.value.code == status
    assert made(callr) == 0


def test_no_effect_answers_success(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("no_effect", provider="callr", count=1)
    assert callr.post(ASKED) == {"jsonrpc": "2.0", "id": 5, "result": True}
    assert made(callr) == 0


def test_an_html_page_of_the_edge(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("html", provider="callr", count=1)
    assert raw(callr).startswith(b"<html>")


@pytest.mark.parametrize(("kind", "done"), [("down", 0), ("lost_answer", 1)])
def test_a_closed_connection_with_and_without_an_effect(sandbox: Running, callr: Callr, kind: str, done: int) -> None:
    sandbox.fault(kind, provider="callr", method="apps.create", count=1)
    with pytest.raises(RemoteDisconnected):
        raw(callr)
    assert made(callr) == done


@pytest.mark.parametrize("kind", ["empty", "cut", "malformed"])
def test_it_happens_though_the_answer_is_spoilt(sandbox: Running, callr: Callr, kind: str) -> None:
    sandbox.fault(kind, provider="callr", method="apps.create", count=1)
    with pytest.raises(json.JSONDecodeError):
        json.loads(raw(callr))
    assert made(callr) == 1


@pytest.mark.parametrize("kind", ["latency", "late_answer"])
def test_an_answer_comes_late(sandbox: Running, callr: Callr, kind: str) -> None:
    sandbox.fault(kind, provider="callr", method="apps.create", seconds=0.4, count=1)
    began = time.monotonic()
    assert b'"result"' in raw(callr)
    assert time.monotonic() - began >= 0.4
    assert made(callr) == 1


def test_a_hanging_call_does_nothing(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("hang", provider="callr", method="apps.create", seconds=0.3, count=1)
    with pytest.raises(RemoteDisconnected):
        raw(callr)
    assert made(callr) == 0


def test_types_change_inside_the_envelope(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("types", provider="callr", count=2)
    assert isinstance(callr.call("apps.create", "REALTIME10", "made under a fault", None), list)
    assert isinstance(callr.call("apps.get_list", False), dict)
    assert made(callr) == 1


def test_rows_are_spoilt_in_arrays_and_in_pages(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("bad_rows", provider="callr", count=2)
    listed, page = callr.call("apps.get_dids", False), callr.call("did.search", None, None)
    for rows in (listed, page["hits"]):
        assert set(rows[0].values()) == {None}
        assert rows[3] == "row"
        assert rows[1]["hash"]


def test_an_unknown_code_comes_in_an_error(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("unknown_code", provider="callr", count=1)
    assert callr.refusal("apps.get_list", False) == "SOMETHING_NEW"


def test_a_skewed_clock_tells_other_times(sandbox: Running, callr: Callr) -> None:
    before = callr.call("system.get_timestamp")
    sandbox.fault("clock_skew", provider="callr", seconds=-3600, count=1)
    assert callr.call("system.get_timestamp") == before - 3600


def test_faults_strike_the_account_they_are_meant_for(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("down", provider="callr", account="harbourline")
    assert callr.call("system.get_timestamp")


def test_the_log_tells_the_call_and_its_fault(sandbox: Running, callr: Callr) -> None:
    sandbox.fault("lost_answer", provider="callr", method="apps.create", count=1)
    with pytest.raises(RemoteDisconnected):
        raw(callr)
    seen = sandbox.seen("apps.create")[-1]
    assert (seen["provider"], seen["account"], seen["status"], seen["fault"], seen["wrote"]) == (
        "callr",
        "nordphone",
        "success",
        "lost_answer",
        True,
    )
    assert seen["parameters"] == {"package": "REALTIME10", "name": "made under a fault", "params": "null"}
