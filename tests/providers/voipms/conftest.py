from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.voipms.client import Client
from providers.voipms.provider import VoipmsAccount
from providers.wire.redact import Secret
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Request, Script, json_reply, patience, scripted_server
from tests.providers.voipms.soap_server import soap_fields, soap_reply

RECORDED = Path(__file__).parent / "recorded"
USERNAME = "api@example.com"
PASSWORD = 'k3y+of/"café" &more'


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted_server() as script:
        script.say_json({"status": "success"})
        yield script


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture(params=["rest", "soap"])
def transport(request: pytest.FixtureRequest) -> str:
    """Both sides of the service: what holds for one holds for the other. Replies are written as JSON and dressed for SOAP."""
    return str(request.param)


@pytest.fixture
def client(script: Script, kept: Kept, transport: str, request: pytest.FixtureRequest) -> Iterator[Client]:
    if transport == "soap":
        script.read, script.dress = soap_fields, soap_reply
    client = Client(
        USERNAME,
        Secret(PASSWORD),
        url=script.url,
        transport=transport,
        exchanges=kept,
        timeout=patience(request),
        max_answer_bytes=1024 * 1024,
    )
    yield client
    client.close()


@pytest.fixture
def account(client: Client) -> VoipmsAccount:
    return VoipmsAccount(client)


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """An answer in the form that the service gives it, from recorded/."""

    def read(name: str) -> Any:
        return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))

    return read


def answers(script: Script, **documents: Any) -> None:
    """Each method succeeds with what is given for it; a list of documents is told one after the other, the last repeating."""
    queues = {name: list(found) if isinstance(found, list) else [found] for name, found in documents.items()}

    def answer(request: Request) -> Reply:
        queue = queues.get(request.method, [{}])
        document = queue.pop(0) if len(queue) > 1 else queue[0]
        return json_reply({"status": "success", **document})

    script.answer = answer


def sent(script: Script, method: str) -> list[dict[str, str]]:
    """The parameters of each call of a method, without credentials."""
    return [
        {
            name: value
            for name, value in request.fields.items()
            if name not in ("api_username", "api_password", "method")
        }
        for request in script.requests
        if request.method == method
    ]
