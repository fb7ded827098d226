from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.voicemeup.client import Client
from providers.voicemeup.provider import VoicemeupAccount
from providers.wire.redact import Secret
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Request, Script, patience, scripted_server
from tests.providers.voicemeup.xml_answers import reply

RECORDED = Path(__file__).parent / "recorded"
ACCOUNT = "10000000"
TOKEN = "0123456789abcdef0123456789abcdef"
USER = "sms@example.com"


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted_server() as script:
        script.say(reply())
        yield script


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def client(script: Script, kept: Kept, request: pytest.FixtureRequest) -> Iterator[Client]:
    client = Client(
        ACCOUNT,
        Secret(TOKEN),
        username=USER,
        url=script.url,
        v11_url=f"{script.url}/v1.1/json/",
        exchanges=kept,
        timeout=patience(request),
        max_answer_bytes=1024 * 1024,
    )
    yield client
    client.close()


@pytest.fixture
def account(client: Client) -> VoicemeupAccount:
    return VoicemeupAccount(client)


def recorded(name: str) -> Reply:
    """An answer in the form that the service gives it, from recorded/."""
    return Reply(body=(RECORDED / f"{name}.xml").read_bytes(), content_type="text/xml; charset=UTF-8")


def answers(script: Script, **said: Reply | list[Reply]) -> None:
    """Each request type gets what is given for it, the last of a list repeating; the others an empty success."""
    queues = {name: list(found) if isinstance(found, list) else [found] for name, found in said.items()}

    def answer(request: Request) -> Reply:
        queue = queues.get(request.fields.get("request_type", ""), [reply()])
        return queue.pop(0) if len(queue) > 1 else queue[0]

    script.answer = answer


def sent(script: Script, request_type: str) -> list[dict[str, str]]:
    """The parameters of each request of a type, without credentials."""
    return [
        {
            name: value
            for name, value in request.fields.items()
            if name not in ("client_account_id", "auth_token", "request_type")
        }
        for request in script.requests
        if request.fields.get("request_type") == request_type
    ]
