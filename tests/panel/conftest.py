"""A sandbox for the tests of whole ways: one process for all of them, born anew for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from panel.connections import pacing
from tests.sandbox import Sandbox, running


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Where VoIP.ms is reached from this process. It needs no distance between calls."""
    running_sandbox.reset()
    monkeypatch.setitem(settings.PROVIDER_ENDPOINTS, "voipms", {"rest_url": running_sandbox.rest_url})
    monkeypatch.setattr(pacing, "SPACING_SECONDS", 0)
    return running_sandbox
