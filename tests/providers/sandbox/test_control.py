"""The controls: settings, the log of calls, what the provider really has, the clock, and the page."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.providers.sandbox.running import HARBOURLINE, NORDPHONE, Running


def test_it_says_that_it_is_well(sandbox: Running) -> None:
    with urlopen(f"{sandbox.base}/healthz", timeout=60) as answer:
        assert json.load(answer) == {"ok": True}


def test_accounts_are_told_without_their_passwords(sandbox: Running) -> None:
    accounts = sandbox.control("accounts")
    assert [account["login"] for account in accounts] == [NORDPHONE.api_username, HARBOURLINE.api_username]
    assert NORDPHONE.api_password not in json.dumps(accounts)


def test_a_password_can_be_changed(sandbox: Running) -> None:
    sandbox.change(password="another")
    assert sandbox.status("getIP") == "invalid_credentials"
    assert sandbox.status("getIP", api_password="another") == "success"


def test_a_balance_can_be_set(sandbox: Running) -> None:
    sandbox.step(86400)
    assert sandbox.change(balance="5.25")["balance"] == "5.25"
    assert sandbox.call("getBalance")["balance"]["current_balance"] == "5.250000"


@pytest.mark.parametrize(
    "settings",
    [
        {"balance": "much"},
        {"allow_ips": "all"},
        {"per_minute": -1},
        {"colour": "red"},
        {"time_recipe": "moon"},
        {"password": 1},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(sandbox: Running, settings: dict[str, Any]) -> None:
    before = sandbox.control("accounts")
    with pytest.raises(HTTPError) as refused:
        sandbox.change(**settings)
    assert refused.value.code == 400
    assert sandbox.control("accounts") == before


@pytest.mark.parametrize(
    "path",
    [
        "objects/voipms/nobody@example.com/dids",
        f"objects/voipms/{NORDPHONE.api_username}/dids/5145550199",
        f"objects/voipms/{NORDPHONE.api_username}/account",
        "calls/voipms/nobody@example.com",
    ],
)
def test_what_is_not_there_is_404(sandbox: Running, path: str) -> None:
    with pytest.raises(HTTPError) as missing:
        sandbox.control(path)
    assert missing.value.code == 404


def test_the_log_tells_what_arrived(sandbox: Running) -> None:
    sandbox.call("getIP")
    mark = sandbox.seen()[-1]["number"]
    sandbox.call("setDIDRouting", did="5145550100", routing="vm:310")
    sandbox.call("setDIDRouting", did="5145550100", routing="moon:1")
    wrote, refused = sandbox.seen("setDIDRouting", since=mark)
    assert wrote["parameters"] == {"did": "5145550100", "routing": "vm:310"}
    assert (wrote["account"], wrote["status"], wrote["wrote"]) == (NORDPHONE.api_username, "success", True)
    assert (refused["status"], refused["wrote"]) == ("invalid_routing_header", False)
    assert sandbox.control(f"exchanges?account={HARBOURLINE.api_username}") == []


def test_the_log_keeps_no_secrets(sandbox: Running) -> None:
    sandbox.call("setDISA", name="N", pin="778899", digit_timeout="5", api_password=NORDPHONE.api_password)
    text = json.dumps(sandbox.seen())
    assert "778899" not in text
    assert NORDPHONE.api_password not in text


def test_numbers_may_be_asked_for_as_e164(sandbox: Running) -> None:
    assert sandbox.did("+15145550100") == sandbox.did("5145550100")


def test_the_clock_goes_forward_only(sandbox: Running) -> None:
    before = datetime.fromisoformat(sandbox.control("clock")["now"])
    after = datetime.fromisoformat(sandbox.control("clock", {"step_seconds": 3600})["now"])
    assert after == before + timedelta(hours=1)
    for wrong in ({"step_seconds": -1}, {"speed": -1}, {"step_seconds": 10**12}):
        with pytest.raises(HTTPError) as refused:
            sandbox.control("clock", wrong)
        assert refused.value.code == 400


def test_the_clock_can_run_faster(sandbox: Running) -> None:
    assert sandbox.control("clock", {"speed": 86400})["speed"] == 86400
    first = sandbox.control("clock")["offset_seconds"]
    sandbox.call("getDIDsInfo")
    assert sandbox.control("clock")["offset_seconds"] > first + 60


def test_back_to_birth(sandbox: Running) -> None:
    def state() -> list[object]:
        did = sandbox.did("5145550100")
        del did["order_date"]  # so long before the birth, to the second
        return [did, sandbox.control("accounts")]

    before = state()
    sandbox.call("setDIDRouting", did="5145550100", routing="vm:310")
    sandbox.change(api_enabled=False)
    sandbox.fault("down")
    sandbox.control("reset", {})
    assert state() == before
    assert (sandbox.seen(), sandbox.control("faults")) == ([], [])


# ── The page ──────────────────────────────────────────────────────────────────────────


def _page(sandbox: Running) -> str:
    with urlopen(f"{sandbox.base}/control/", timeout=60) as answer:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        text: str = answer.read().decode()
        return text


def _submit(sandbox: Running, action: str, **fields: str) -> str:
    """The page that follows."""
    request = Request(f"{sandbox.base}/control/{action}", data=urlencode(fields).encode())
    with urlopen(request, timeout=60) as answer:
        text: str = answer.read().decode()
        return text


def test_the_page_shows_what_arrived_without_doing_what_it_says(sandbox: Running) -> None:
    sandbox.call("getDIDsInfo", did="<script>alert(1)</script>")
    text = _page(sandbox)
    assert NORDPHONE.api_username in text
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert NORDPHONE.api_password not in text


def test_the_forms_of_the_page_do_what_they_say(sandbox: Running) -> None:
    fields = {"kind": "status", "account": "*", "method": "", "count": "", "code": "method_maintenance", "seconds": "0"}
    assert "until removed" in _submit(sandbox, "add-fault", **fields)
    (fault,) = sandbox.control("faults")
    assert (fault["method"], fault["count"]) == ("*", None)
    assert "No fault waits." in _submit(sandbox, "remove-fault", id=fault["id"])
    _submit(sandbox, "switch-api", login=NORDPHONE.api_username, api="")
    assert sandbox.status("getIP") == "api_not_enabled"
    _submit(sandbox, "clock", hours="2", speed="1")
    assert sandbox.control("clock")["offset_seconds"] >= 7190
    _submit(sandbox, "make-calls", login=HARBOURLINE.api_username, count="3")
    _submit(sandbox, "reset")
    assert sandbox.status("getIP") == "success"


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("add-fault", {"kind": "status"}),
        ("add-fault", {"kind": "html", "count": "x"}),
        ("add-fault", {}),
        ("switch-api", {"login": "nobody"}),
        ("make-calls", {"login": NORDPHONE.api_username, "count": "0"}),
        ("clock", {"hours": "-3"}),
    ],
)
def test_a_form_that_makes_no_sense_gets_the_page_with_a_sentence(
    sandbox: Running, action: str, fields: dict[str, str]
) -> None:
    with pytest.raises(HTTPError) as refused:
        _submit(sandbox, action, **fields)
    assert refused.value.code == 400
    assert "role='alert'" in refused.value.read().decode()
