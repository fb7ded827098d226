"""The envelope, the ways to sign in, and what fails at which layer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from providers.sandbox.seed import CALLR_ACCOUNTS
from tests.providers.sandbox.callr.calling import Callr
from tests.providers.sandbox.running import Running


def http_status(call: Callable[[], object]) -> int:
    with pytest.raises(HTTPError) as refused:
        call()
    return refused.value.code


@pytest.mark.parametrize("identity", [0, 7, 2**62, "a word"])
def test_the_id_comes_back_unchanged(callr: Callr, identity: object) -> None:
    asked = {"jsonrpc": "2.0", "id": identity, "method": "system.get_timestamp", "params": []}
    answered = callr.post(asked)
    assert set(answered) == {"jsonrpc", "id", "result"}
    assert answered["id"] == identity
    assert isinstance(answered["result"], int)


@pytest.mark.parametrize("path", ["/callr/", "/callr", "/callr/json-rpc/v1.1"])
def test_the_old_endpoint_and_a_forgotten_slash_answer_too(callr: Callr, path: str) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "system.get_timestamp", "params": []}
    assert "result" in callr.post(asked, path)


def test_the_empty_expect_header_of_the_sdks_is_no_hindrance(sandbox: Running, callr: Callr) -> None:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "system.get_timestamp", "params": []}'
    request = callr.request(body)
    request.add_header("Expect", "")
    request.add_header("User-Agent", "sdk=PHP; sdk-version=2.0; lang-version=8.2; platform=Linux")
    with urlopen(request, timeout=60) as answer:
        assert b'"result"' in answer.read()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"jsonrpc": "2.0", "id": 1, "method": "system.nothing", "params": []}, -32601),
        ({"jsonrpc": "2.0", "id": 1, "method": "did/store.search", "params": []}, -32601),
        ({"jsonrpc": "2.0", "id": 1, "method": "apps.get", "params": {"app": "ABCDEFGH"}}, -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "system.get_timestamp", "params": [1]}, -32602),
        ({"jsonrpc": "1.0", "id": 1, "method": "system.get_timestamp", "params": []}, -32600),
        ({"jsonrpc": "2.0", "method": "system.get_timestamp", "params": []}, -32600),
        ([{"jsonrpc": "2.0", "id": 1, "method": "system.get_timestamp", "params": []}], -32600),
        ("text", -32600),
    ],
)
def test_what_is_no_call_is_refused_inside_200(callr: Callr, body: object, code: int) -> None:
    answered = callr.post(body)
    assert answered["error"]["code"] == code
    assert "result" not in answered


def test_broken_json_is_a_parse_error(callr: Callr) -> None:
    with urlopen(callr.request(b'{"jsonrpc": '), timeout=60) as answer:
        assert b"-32700" in answer.read()


def test_get_is_no_way_to_call(sandbox: Running) -> None:
    assert http_status(lambda: urlopen(f"{sandbox.base}/callr/json-rpc/v1.1/", timeout=60)) == 405


@pytest.mark.parametrize(
    "authorization", ["", "Basic !!!", "Basic bm9ib2R5OndpdGg=", "Api-Key 00", "Session 00", "Bearer x"]
)
def test_bad_credentials_fail_at_http_level(sandbox: Running, authorization: str) -> None:
    assert http_status(lambda: Callr(sandbox, authorization).call("system.get_timestamp")) == 401


def test_a_session_lives_is_refreshed_and_ends(sandbox: Running, callr: Callr) -> None:
    session = callr.call("session.create")
    assert len(session["token"]) == 40
    inside = Callr(sandbox, f"Session {session['token']}")
    assert inside.call("session.all") == [session]
    sandbox.step(600)
    refreshed = inside.call("session.refresh", session["refresh_token"])
    assert refreshed["valid_until"] > session["valid_until"]
    assert inside.call("session.delete") is True
    assert http_status(lambda: inside.call("session.all")) == 401


def test_a_session_runs_out(sandbox: Running, callr: Callr) -> None:
    inside = Callr(sandbox, f"Session {callr.call('session.create')['token']}")
    sandbox.step(2 * 3600)
    assert http_status(lambda: inside.call("session.all")) == 401


def test_an_api_key_is_shown_once_used_and_deleted(sandbox: Running, callr: Callr) -> None:
    key = callr.call("api-key.create", "panel")
    assert len(key["token"]) == 100
    inside = Callr(sandbox, f"Api-Key {key['token']}")
    listed = inside.call("api-key.all")
    assert [each["name"] for each in listed] == ["Patchbay", "panel"]
    assert all("token" not in each for each in listed)
    assert listed[-1]["last_used_at"] is not None
    assert callr.call("api-key.delete", key["id"]) is True
    assert http_status(lambda: inside.call("api-key.all")) == 401


@pytest.mark.parametrize("spelling", ["user.login", "User.login", "USER.LOGIN"])
def test_a_master_acts_as_its_sub_account(callr: Callr, spelling: str) -> None:
    callr.login_as = f"{spelling} nordphone-clinique"
    assert callr.call("billing.get_prepaid_credit") == "2500.00"


def test_nobody_acts_as_a_stranger(callr: Callr) -> None:
    callr.login_as = f"user.login {CALLR_ACCOUNTS[1].login}"
    assert http_status(lambda: callr.call("system.get_timestamp")) == 403


def test_no_secret_reaches_the_log(sandbox: Running, callr: Callr) -> None:
    session = callr.call("session.create")
    callr.call("session.refresh", session["refresh_token"])
    callr.call("apps.create", "REALTIME10", "secretive", {"url": "https://example.com/", "password": "Hush-1234"})
    told = str(sandbox.seen())
    assert "•••" in told
    assert all(secret not in told for secret in (session["refresh_token"], "Hush-1234", CALLR_ACCOUNTS[0].password))
