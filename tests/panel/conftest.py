"""A sandbox for the tests of whole ways: one process for all of them, born anew for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.conf import settings

from panel.connections.models import Connection
from panel.connections.pacing import AccountPacer
from panel.tenancy.models import Organization
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.sandbox import Sandbox, running
from tests.synced import account_at


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Where VoIP.ms is reached from this process. It needs no distance between calls."""
    running_sandbox.reset()
    monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, "voipms", {"rest_url": running_sandbox.rest_url})
    monkeypatch.setattr(AccountPacer, "wait", lambda _: None)
    return running_sandbox


@pytest.fixture
def everywhere(running_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The sandbox, where every provider is reached from this process."""
    running_sandbox.fresh()
    for slug in CREDENTIALS:
        monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, slug, endpoints(slug, running_sandbox.url))
    monkeypatch.setattr(AccountPacer, "wait", lambda _: None)
    return running_sandbox


@pytest.fixture
def connect(nordphone: Organization, everywhere: Sandbox) -> Callable[[str], Connection]:
    """An active account of Nordphone's at a provider of the sandbox."""

    return partial(account_at, nordphone)
