from __future__ import annotations

from collections.abc import Iterator

import pytest

from providers.voipinnovations.client import Client
from providers.voipinnovations.provider import VoipinnovationsAccount
from providers.wire.redact import Secret
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Request, Script, patience, scripted_server
from tests.providers.voipinnovations.soap_answers import asked, reply

LOGIN = "nordphone-api"
SECRET = 'k3y+of/"café" & <more>'


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted_server() as script:
        script.read = asked
        answers(script)
        yield script


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def client(script: Script, kept: Kept, request: pytest.FixtureRequest) -> Iterator[Client]:
    client = Client(
        LOGIN,
        Secret(SECRET),
        url=script.url,
        exchanges=kept,
        timeout=patience(request),
        max_answer_bytes=1024 * 1024,
    )
    yield client
    client.close()


@pytest.fixture
def account(client: Client) -> VoipinnovationsAccount:
    return VoipinnovationsAccount(client)


def answers(script: Script, **said: Reply | list[Reply]) -> None:
    """Each method gets what is given for it, the last of a list repeating; the others an empty success."""
    queues = {name: list(found) if isinstance(found, list) else [found] for name, found in said.items()}

    def answer(request: Request) -> Reply:
        queue = queues.get(request.method, [reply(request.method)])
        return queue.pop(0) if len(queue) > 1 else queue[0]

    script.answer = answer


def always(script: Script, said: Reply) -> None:
    """One answer to everything."""
    script.answer = None
    script.say(said)


def sent(script: Script, *methods: str) -> list[dict[str, str]]:
    """The plain parameters of each request to these methods, without credentials, in the order that they came."""
    return [
        {name: value for name, value in request.fields.items() if name not in ("login", "secret", "method", "xml")}
        for request in script.requests
        if request.method in methods
    ]


def called(script: Script) -> list[str]:
    return [request.method for request in script.requests]
