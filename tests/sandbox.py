"""The sandbox as a process of its own, and its controls: the other side of the wire for tests of whole ways."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from panel.local.home import free_port
from providers.sandbox.seed import VOIPMS_ACCOUNTS

ACCOUNT = VOIPMS_ACCOUNTS[0]


class Sandbox:
    """A running sandbox. `rest_url` is what an adapter is pointed at; the rest looks at it from behind, or breaks things."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.rest_url = f"{url}/voipms/api/v1/rest.php"
        self._http = httpx.Client(base_url=f"{url}/control/api", timeout=60)
        self._born = False  # newly born by this object, and changed by nothing but calls since

    def reset(self) -> None:
        self._http.post("/reset").raise_for_status()
        self.mend()

    def fresh(self) -> None:
        """As after `reset`, which takes a quarter of a second: it is left out where nobody called a service since the last.

        For tests that reach the world through the services and faults only.
        """
        self.mend()
        if not self._born or self.seen():
            self.reset()
            self._born = True

    def break_with(self, kind: str, **fault: Any) -> None:
        self._http.post("/faults", json={"kind": kind, **fault}).raise_for_status()

    def mend(self) -> None:
        self._http.delete("/faults").raise_for_status()

    def faults(self) -> list[dict[str, Any]]:
        """Those that still wait."""
        return list(self._http.get("/faults").raise_for_status().json())

    def change_account(self, **settings: Any) -> None:
        self._born = False
        self._http.patch(f"/accounts/voipms/{ACCOUNT.api_username}", json=settings).raise_for_status()

    def without_limit(self) -> Sandbox:
        """Until the next `reset` VoIP.ms counts no calls: a fast machine makes more in a minute than a customer may."""
        self.change_account(per_minute=1_000_000)
        return self

    def has(self, collection: str, key: str) -> dict[str, Any]:
        """What the provider really has."""
        answer = self._http.get(f"/objects/voipms/{ACCOUNT.api_username}/{collection}/{key}").raise_for_status()
        return dict(answer.json())

    def all(self, collection: str) -> list[dict[str, Any]]:
        answer = self._http.get(f"/objects/voipms/{ACCOUNT.api_username}/{collection}").raise_for_status()
        return list(answer.json())

    def held_by(self, provider: str, login: str, collection: str) -> list[dict[str, Any]]:
        """What an account at any of the providers really has."""
        answer = self._http.get(f"/objects/{provider}/{login}/{collection}").raise_for_status()
        return list(answer.json())

    def account_at(self, provider: str, login: str, **settings: Any) -> dict[str, Any]:
        """An account as it stands, its balance too; `settings` are changed first."""
        path = f"/accounts/{provider}/{login}"
        self._born = self._born and not settings
        answer = self._http.patch(path, json=settings) if settings else self._http.get(path)
        return dict(answer.raise_for_status().json())

    def seen(self) -> list[dict[str, Any]]:
        """The calls that it received, oldest first."""
        return list(self._http.get("/exchanges").raise_for_status().json())

    def calls(self, *, since: datetime, until: datetime) -> list[dict[str, Any]]:
        """Every call of the generator that started in between and has ended."""
        span = {"since": since.isoformat(), "until": until.isoformat()}
        return list(self._http.get(f"/calls/voipms/{ACCOUNT.api_username}", params=span).raise_for_status().json())

    def writes(self, *, since: int = 0) -> list[dict[str, Any]]:
        return [each for each in self.seen() if each["number"] > since and each["method"].startswith("set")]


@contextmanager
def running(data: Path) -> Iterator[Sandbox]:
    """A sandbox on a free port with its world in `data`, until the end of the block."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "providers.sandbox", "--port", str(port), "--data", str(data)],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield _answering(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answering(url: str, process: subprocess.Popen[bytes]) -> Sandbox:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{url}/control/api/faults", timeout=1).raise_for_status()
            return Sandbox(url)
        except httpx.HTTPError:
            time.sleep(0.05)
    raise RuntimeError("The sandbox did not start.")
