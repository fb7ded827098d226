"""The account of the simulated service, opened over real HTTP, by either protocol."""

from __future__ import annotations

import httpx

from providers.voipms.client import Client
from providers.voipms.provider import VoipmsAccount
from providers.wire.redact import Secret
from tests.sandbox import ACCOUNT, Sandbox

PATHS = {"rest": "/voipms/api/v1/rest.php", "soap": "/voipms/api/v1/server.php"}


def opened(sandbox: Sandbox, transport: str = "rest") -> VoipmsAccount:
    client = Client(
        ACCOUNT.api_username,
        Secret(ACCOUNT.api_password),
        url=f"{sandbox.url}{PATHS[transport]}",
        transport=transport,
        timeout=httpx.Timeout(40),
    )
    return VoipmsAccount(client)
