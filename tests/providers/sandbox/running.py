"""A sandbox in a process of its own, spoken to over HTTP by a plain client that knows nothing of our adapters."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

from providers.sandbox.seed import VOIPMS_ACCOUNTS, VoipmsAccount

ROOT = Path(__file__).resolve().parents[3]
NORDPHONE, HARBOURLINE = VOIPMS_ACCOUNTS
PATIENCE = 40


@dataclass
class Running:
    """`base` is empty while the process is down."""

    data: Path
    base: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    # ── The process ───────────────────────────────────────────────────────────────────

    def start(self) -> Running:
        """Comes back when it listens."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "providers.sandbox", "--port", "0", "--data", str(self.data)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("Sandbox: http://127.0.0.1:"), line
        self.base = line.removeprefix("Sandbox: ").removesuffix("/control/\n")
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.communicate(timeout=PATIENCE)
            self._process, self.base = None, ""

    # ── VoIP.ms, as any client would ──────────────────────────────────────────────────

    @property
    def rest_url(self) -> str:
        return f"{self.base}/voipms/api/v1/rest.php"

    def url(self, method: str, account: VoipmsAccount = NORDPHONE, /, **parameters: object) -> str:
        asked = {
            "api_username": account.api_username,
            "api_password": account.api_password,
            "method": method,
            **parameters,
        }
        return f"{self.rest_url}?{urlencode({name: value for name, value in asked.items() if value is not None})}"

    def call(self, method: str, account: VoipmsAccount = NORDPHONE, /, **parameters: object) -> dict[str, Any]:
        """GET with a query string. None leaves a parameter out, the credentials too."""
        with urlopen(self.url(method, account, **parameters), timeout=PATIENCE) as answer:
            assert answer.headers["content-type"] == "application/json"
            body: dict[str, Any] = json.load(answer)
            return body

    def status(self, method: str, account: VoipmsAccount = NORDPHONE, /, **parameters: object) -> str:
        return str(self.call(method, account, **parameters)["status"])

    def post(self, content_type: str, body: bytes) -> Request:
        return Request(self.rest_url, data=body, headers={"Content-Type": content_type})

    def post_multipart(self, **fields: str) -> dict[str, Any]:
        boundary = uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        body = "".join([*parts, f"--{boundary}--\r\n"]).encode()
        with urlopen(self.post(f"multipart/form-data; boundary={boundary}", body), timeout=PATIENCE) as answer:
            told: dict[str, Any] = json.load(answer)
            return told

    # ── The controls ──────────────────────────────────────────────────────────────────

    def control(self, path: str, body: object = None, *, verb: str = "") -> Any:
        """GET without a body, POST with one."""
        request = Request(
            f"{self.base}/control/api/{quote(path, safe='/?=&@%:')}",
            data=None if body is None else json.dumps(body).encode(),
            method=verb or ("GET" if body is None else "POST"),
        )
        with urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def fault(self, kind: str, **fields: object) -> None:
        self.control("faults", {"kind": kind, **fields})

    def change(self, account: VoipmsAccount = NORDPHONE, **settings: object) -> dict[str, Any]:
        changed: dict[str, Any] = self.control(f"accounts/voipms/{account.api_username}", settings, verb="PATCH")
        return changed

    def did(self, number: str, account: VoipmsAccount = NORDPHONE) -> dict[str, Any]:
        """What the provider really has."""
        row: dict[str, Any] = self.control(f"objects/voipms/{account.api_username}/dids/{number}")
        return row

    def seen(self, method: str = "", since: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control(f"exchanges?method={method}&since={since}")
        return found

    def stand_still(self) -> None:
        """No call ends behind a test's back."""
        self.control("clock", {"speed": 0})

    def step(self, seconds: float) -> None:
        self.control("clock", {"step_seconds": seconds})
