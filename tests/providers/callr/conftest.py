from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.callr.access import Basic
from providers.callr.client import Client
from providers.callr.provider import CallrAccount
from providers.wire.redact import Secret
from tests.providers.callr.service import Service, service
from tests.providers.kept import Kept
from tests.providers.scripted import patience

RECORDED = Path(__file__).parent / "recorded"
LOGIN = "nordphone"
PASSWORD = 'k3y+of/"café" &more'


@pytest.fixture
def wire() -> Iterator[Service]:
    with service() as found:
        yield found


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def client(wire: Service, kept: Kept, request: pytest.FixtureRequest) -> Iterator[Client]:
    client = Client(
        Basic(LOGIN, Secret(PASSWORD)),
        url=wire.url,
        exchanges=kept,
        timeout=patience(request),
        max_answer_bytes=1024 * 1024,
    )
    yield client
    client.close()


@pytest.fixture
def account(client: Client) -> CallrAccount:
    return CallrAccount(client)


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """A result in the form that the documents give it, from recorded/."""

    def read(name: str) -> Any:
        return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))

    return read
