"""Journeys in a real browser, against the whole running house: web, worker, beat, Postgres, Redis, sandbox."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from panel.local.home import ROOT, free_port
from panel.local.servers import SERVER_NAMES

PATIENCE = 180.0
expect.set_options(timeout=60_000)

# Shorter waits than a real installation has, so that a journey with failures ends in seconds.
QUICK = {
    "SYNC_DISPATCH_SECONDS": "1",
    "OPERATION_SWEEP_SECONDS": "1",
    "OPERATION_RETRY_SECONDS": "1",
    "OPERATION_LEASE_SECONDS": "25",
    "OPERATION_SETTLE_SECONDS": "3",
    "CELERY_VISIBILITY_TIMEOUT": "30",
    "LOGIN_RATE": "600/m/ip",
}


@dataclass(frozen=True)
class House:
    """The running demo, and the way behind it to the sandbox."""

    web: str
    data: Path
    facts: dict[str, Any]

    def login(self, role: str, organization: str) -> dict[str, str]:
        return next(
            each
            for each in self.facts["logins"]
            if each["role"] == role and (each["organization"] or "").lower() == organization
        )

    def control(self, method: str, path: str, **kwargs: Any) -> Any:
        """The sandbox's own JSON API."""
        base = f"{self.facts['providers']['voipms']['rest_url'].split('/voipms/')[0]}/control/api"
        answer = httpx.request(method, base + path, timeout=60, **kwargs).raise_for_status()
        return answer.json() if answer.content else None

    def really_has(self, account: str, number: str) -> dict[str, Any]:
        return dict(self.control("GET", f"/objects/voipms/{account}/dids/{number}"))

    def writes(self, account: str, number: str, *, since: int) -> list[dict[str, Any]]:
        """The writes to one number that the sandbox received after the exchange `since`."""
        seen = self.control("GET", f"/exchanges?account={account}&since={since}")
        return [
            each for each in seen if each["method"].startswith("setDID") and each["parameters"].get("did") == number
        ]

    def last_exchange(self) -> int:
        seen = self.control("GET", "/exchanges")
        return int(seen[-1]["number"]) if seen else 0

    def kill(self, child: str) -> None:
        """kill -9 of one part of the house, with all of its processes."""
        record = json.loads((self.data / "run" / f"{child}.json").read_text())
        os.killpg(int(record["pid"]), signal.SIGKILL)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data, port = tmp_path_factory.mktemp("house"), free_port()
    env = {name: value for name, value in os.environ.items() if name not in SERVER_NAMES}
    env |= {"PATCHBAY_DATA": str(data), "PORT": str(port), **QUICK}
    with (data / "demo.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "panel.local", "demo"],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        facts = wait_for_facts(data, process)
        yield House(facts["web"], data, facts)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def wait_for_facts(data: Path, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, (data / "demo.log").read_text()
        if (data / "demo.json").exists():
            return dict(json.loads((data / "demo.json").read_text()))
        time.sleep(0.2)
    raise AssertionError((data / "demo.log").read_text())


@pytest.fixture
def sign_in(house: House, page: Page) -> Callable[[str, str], Page]:
    """`sign_in("owner", "harbourline")`: through the form, as a person does."""

    def enter(role: str, organization: str) -> Page:
        login = house.login(role, organization)
        page.goto(f"{house.web}/accounts/login/")
        page.get_by_label("E-mail address").fill(login["email"])
        page.get_by_label("Password", exact=True).fill(login["password"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/o/**")
        return page

    return enter


def until(condition: Callable[[], bool], what: str, *, seconds: float = 90.0) -> None:
    """Wait for something that no page shows."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"It never came: {what}"
        time.sleep(0.2)
