"""The world outlives its process, however that ends."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.providers.sandbox.running import NORDPHONE, ROOT, Running


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "world").start()
    running.stand_still()
    yield running
    running.stop(signal.SIGKILL)


def _state(running: Running) -> dict[str, Any]:
    collections = ("dids", "forwardings", "subaccounts", "ledger")
    return {
        "accounts": running.control("accounts"),
        "faults": running.control("faults"),
        "seen": running.seen(),
        **{name: running.control(f"objects/voipms/{NORDPHONE.api_username}/{name}") for name in collections},
    }


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_world_outlives_its_process(own: Running, how: signal.Signals) -> None:
    own.call("setDIDRouting", did="5145550100", routing="vm:310")
    own.call("setForwarding", phone_number="5145550101", description="Été")
    own.call("cancelDID", did="4385550100")
    own.fault("down", method="getQueues")
    own.change(per_minute=500)
    before = _state(own)
    own.stop(how)
    own.start()
    assert _state(own) == before
    assert own.did("5145550100")["routing"] == "vm:310"


def test_the_clock_and_the_calls_go_on_after_a_restart(own: Running) -> None:
    own.step(10 * 86400)
    before = own.control("clock")["now"]  # it stands still
    path = f"calls/voipms/{NORDPHONE.api_username}"
    calls = own.control(path)
    own.stop(signal.SIGKILL)
    own.start()
    assert own.control("clock")["now"] == before
    assert own.control(path)[: len(calls)] == calls


def test_numbers_of_the_log_go_on_after_a_restart(own: Running) -> None:
    own.call("getIP")
    number = own.seen()[-1]["number"]
    own.stop(signal.SIGKILL)
    own.start()
    own.call("getIP")
    assert [seen["number"] for seen in own.seen(since=number)] == [number + 1]


def test_a_kill_amid_writes_spoils_nothing(own: Running) -> None:
    """Whatever was answered is there after it; the effect and its line in the log agree."""
    for line in range(100, 130):
        own.call("setForwarding", phone_number=f"5145550{line}")
    own.stop(signal.SIGKILL)
    own.start()
    there = {row["phone_number"] for row in own.call("getForwardings")["forwardings"]}
    assert {f"5145550{line}" for line in range(100, 130)} <= there
    assert len([seen for seen in own.seen("setForwarding") if seen["wrote"]]) == 30


def test_one_process_at_a_time_may_use_a_folder(own: Running) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "providers.sandbox", "--port", "0", "--data", str(own.data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode != 0
    assert second.stderr.strip() == f"Another sandbox is using {own.data}."
    assert own.status("getIP") == "success"


def test_a_hanging_call_does_not_hold_up_the_end(own: Running) -> None:
    own.fault("hang", seconds=3600)
    with pytest.raises(TimeoutError):
        _ask_briefly(own)
    own.stop(signal.SIGTERM)


def _ask_briefly(own: Running) -> None:
    with urlopen(own.url("getIP"), timeout=0.5):
        pass


def test_two_worlds_of_one_seed_are_alike(own: Running, tmp_path: Path) -> None:
    other = Running(tmp_path / "other").start()
    try:
        asked = {"timezone": "-5", "answered": "1", "date_from": _days_ago(own, 5), "date_to": _days_ago(own, 2)}
        assert own.call("getCDR", **asked) == other.call("getCDR", **asked)
        assert own.call("getRingGroups") == other.call("getRingGroups")
    finally:
        other.stop(signal.SIGKILL)


def _days_ago(running: Running, days: int) -> str:
    now = datetime.fromisoformat(running.control("clock")["now"])
    return (now - timedelta(days=days)).date().isoformat()


def test_a_world_of_another_format_is_born_again(own: Running) -> None:
    own.call("setDIDRouting", did="5145550100", routing="vm:310")
    own.stop()
    database = sqlite3.connect(own.data / "world.sqlite3")
    database.execute("PRAGMA user_version=1")
    database.close()
    own.start()
    assert own.did("5145550100")["routing"] != "vm:310"
    assert own.status("getBalance") == "success"
