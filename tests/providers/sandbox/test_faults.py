"""Each fault on demand, as it looks from the other end of the wire, and what it leaves behind."""

from __future__ import annotations

import http.client
import json
import time
from datetime import date, timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.providers.sandbox.running import HARBOURLINE, NORDPHONE, Running

NUMBER = "5145550100"
WRITE = ("setDIDRouting", {"did": NUMBER, "routing": "vm:310"})
NO_ANSWER = (http.client.RemoteDisconnected, ConnectionResetError)


def _body(sandbox: Running, method: str, **parameters: str) -> bytes:
    with urlopen(sandbox.url(method, **parameters), timeout=60) as answer:
        content: bytes = answer.read()
        return content


def _write(sandbox: Running) -> bytes:
    return _body(sandbox, WRITE[0], **WRITE[1])


def _written(sandbox: Running) -> bool:
    return bool(sandbox.did(NUMBER)["routing"] == "vm:310")


def _gone(sandbox: Running) -> bool:
    """Whether the connection ends without an answer."""
    try:
        _write(sandbox)
    except URLError as problem:
        return isinstance(problem.reason, NO_ANSWER)
    except NO_ANSWER:
        return True
    return False


@pytest.mark.parametrize("code", ["api_limit_exceeded", "method_maintenance"])
def test_status(sandbox: Running, code: str) -> None:
    sandbox.fault("status", code=code)
    assert json.loads(_write(sandbox))["status"] == code
    assert not _written(sandbox)


def test_expired_credentials(sandbox: Running) -> None:
    sandbox.fault("expired_credentials", account=NORDPHONE.api_username)
    assert json.loads(_write(sandbox))["status"] == "invalid_credentials"
    assert sandbox.status("getBalance", HARBOURLINE) == "success"


@pytest.mark.parametrize(("code", "expected"), [("429", 429), ("500", 500), ("", 503)])
def test_http(sandbox: Running, code: str, expected: int) -> None:
    sandbox.fault("http", code=code)
    with pytest.raises(HTTPError) as failed:
        _write(sandbox)
    assert failed.value.code == expected
    assert not _written(sandbox)


def test_html(sandbox: Running) -> None:
    sandbox.fault("html")
    assert _write(sandbox).startswith(b"<html>")
    assert not _written(sandbox)


def test_no_effect(sandbox: Running) -> None:
    sandbox.fault("no_effect")
    assert json.loads(_write(sandbox)) == {"status": "success"}
    assert not _written(sandbox)


def test_down(sandbox: Running) -> None:
    sandbox.fault("down")
    assert _gone(sandbox)
    assert not _written(sandbox)


def test_hang(sandbox: Running) -> None:
    sandbox.fault("hang", seconds=0.5)
    start = time.monotonic()
    assert _gone(sandbox)
    assert time.monotonic() - start >= 0.5
    assert not _written(sandbox)


def test_lost_answer(sandbox: Running) -> None:
    sandbox.fault("lost_answer", method="setDID*")
    assert _gone(sandbox)
    assert _written(sandbox)
    (seen,) = sandbox.seen(WRITE[0])
    assert (seen["status"], seen["fault"], seen["wrote"]) == ("success", "lost_answer", True)


def test_late_answer(sandbox: Running) -> None:
    sandbox.fault("late_answer", seconds=30, method="setDID*")
    with pytest.raises((TimeoutError, URLError)), urlopen(sandbox.url(WRITE[0], **WRITE[1]), timeout=1):
        pass
    assert _written(sandbox)


def test_empty(sandbox: Running) -> None:
    sandbox.fault("empty")
    assert _write(sandbox) == b""
    assert _written(sandbox)


def test_cut(sandbox: Running) -> None:
    sandbox.fault("cut")
    with pytest.raises(json.JSONDecodeError):
        json.loads(_body(sandbox, "getDIDsInfo"))


def test_malformed(sandbox: Running) -> None:
    sandbox.fault("malformed")
    with pytest.raises(json.JSONDecodeError):
        json.loads(_write(sandbox))
    assert _written(sandbox)


def test_types(sandbox: Running) -> None:
    sandbox.fault("types")
    assert isinstance(json.loads(_write(sandbox)), list)


def test_bad_rows(sandbox: Running) -> None:
    sandbox.fault("bad_rows")
    rows = json.loads(_body(sandbox, "getDIDsInfo"))["dids"]
    assert len(rows) == NORDPHONE.numbers
    assert set(rows[0].values()) == {None}
    assert rows[3] == "row"
    assert all(row["did"] for row in rows[1:3])


def test_unknown_code(sandbox: Running) -> None:
    sandbox.fault("unknown_code")
    assert json.loads(_write(sandbox))["status"] == "something_new"


def test_latency(sandbox: Running) -> None:
    sandbox.fault("latency", seconds=0.4)
    start = time.monotonic()
    assert json.loads(_write(sandbox))["status"] == "success"
    assert time.monotonic() - start >= 0.4


def test_latency_holds_up_no_one_else(sandbox: Running) -> None:
    sandbox.fault("latency", seconds=90, account=NORDPHONE.api_username, count=1)  # longer than anybody waits here
    with pytest.raises((TimeoutError, URLError)), urlopen(sandbox.url("getIP"), timeout=0.3):
        pass
    assert sandbox.status("getIP", HARBOURLINE) == "success"


def test_clock_skew(sandbox: Running) -> None:
    day = sandbox.control("clock")["now"][:10]
    asked = {"date_from": _days_before(day, 10), "date_to": day, "timezone": "-5", "answered": "1"}
    right = sandbox.call("getCDR", **asked)["cdr"][-1]
    sandbox.fault("clock_skew", seconds=-3600)
    wrong = sandbox.call("getCDR", **asked)["cdr"][-1]
    assert wrong["uniqueid"] == right["uniqueid"]
    assert wrong["date"] < right["date"]
    assert wrong["date"][14:] == right["date"][14:]


def _days_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


# ── Which calls a fault strikes ───────────────────────────────────────────────────────


def test_a_counted_fault_is_used_up(sandbox: Running) -> None:
    sandbox.fault("status", code="api_limit_exceeded", count=2)
    assert [sandbox.status("getIP") for _ in range(3)] == ["api_limit_exceeded"] * 2 + ["success"]
    assert sandbox.control("faults") == []


def test_a_fault_without_a_count_stays_until_it_is_removed(sandbox: Running) -> None:
    fault = sandbox.control("faults", {"kind": "html", "method": "getIP"})
    assert fault["count"] is None
    for _ in range(2):
        assert _body(sandbox, "getIP").startswith(b"<html>")
    sandbox.control(f"faults/{fault['id']}", verb="DELETE")
    assert sandbox.status("getIP") == "success"


def test_a_fault_may_let_calls_pass_first(sandbox: Running) -> None:
    sandbox.fault("status", code="method_maintenance", method="getIP", after=1, count=1)
    assert [sandbox.status("getIP") for _ in range(3)] == ["success", "method_maintenance", "success"]


def test_a_fault_strikes_its_account_and_method_alone(sandbox: Running) -> None:
    sandbox.fault("status", code="x", account=NORDPHONE.api_username, method="getDIDs*")
    assert sandbox.status("getDIDsInfo") == "x"
    assert sandbox.status("getIP") == "success"
    assert sandbox.status("getDIDsInfo", HARBOURLINE) == "success"


def test_all_faults_are_cleared_at_once(sandbox: Running) -> None:
    sandbox.fault("html")
    sandbox.fault("down", method="getIP")
    sandbox.control("faults", verb="DELETE")
    assert sandbox.status("getIP") == "success"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "earthquake"},
        {"kind": "status"},
        {"kind": "http", "code": "200"},
        {"kind": "html", "count": 0},
        {"kind": "html", "count": "many"},
        {"kind": "html", "metod": "getIP"},
        {"kind": "hang", "seconds": -1},
        [],
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(sandbox: Running, fields: Any) -> None:
    with pytest.raises(HTTPError) as refused:
        sandbox.control("faults", fields)
    assert refused.value.code == 400
    assert json.load(refused.value)["error"]
    assert sandbox.control("faults") == []
