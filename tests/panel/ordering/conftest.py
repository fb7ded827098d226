"""Accounts at the sandbox's four services, and the queue's messages run as soon as they are sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from panel.celery import app
from panel.connections import gateway
from panel.connections.models import Connection
from panel.connections.vault import seal
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.sandbox import Sandbox


@pytest.fixture
def everywhere(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    for slug in CREDENTIALS:
        monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, slug, endpoints(slug, sandbox.url))
    return sandbox


@pytest.fixture
def connect(nordphone: Organization, everywhere: Sandbox) -> Callable[[str], Connection]:
    """An active account of Nordphone's at a provider of the sandbox."""

    def connected(slug: str) -> Connection:
        info, given = gateway.info(slug), CREDENTIALS[slug]
        secret = {field.name for field in info.credential_fields if field.secret}
        public = {name: value for name, value in given.items() if name not in secret}
        row = make_connection(nordphone, f"{info.name} account", provider=slug, public_credentials=public)
        seal(row, {name: value for name, value in given.items() if name in secret})
        with scope(organization=nordphone):
            row.save(update_fields=["sealed", "key_id"])
        return row

    return connected


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run what is on the queue, as the worker would."""
    app.loader.import_default_modules()
    messages: deque[tuple[str, dict[str, Any]]] = deque()
    monkeypatch.setattr(app, "send_task", lambda name, kwargs, **_: messages.append((name, kwargs)))

    def run() -> None:
        while messages:
            name, arguments = messages.popleft()
            app.tasks[name](**arguments)

    return run
