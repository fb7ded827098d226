"""The account of the simulated service, opened over real HTTP."""

from __future__ import annotations

import httpx

from providers.voipms.client import Client
from providers.voipms.provider import VoipmsAccount
from providers.wire.redact import Secret
from tests.sandbox import ACCOUNT, Sandbox


def opened(sandbox: Sandbox) -> VoipmsAccount:
    client = Client(ACCOUNT.api_username, Secret(ACCOUNT.api_password), url=sandbox.rest_url, timeout=httpx.Timeout(5))
    return VoipmsAccount(client)
