"""The queue of operations, for the tests of whole ways."""

from __future__ import annotations

import pytest

from panel.operations import services
from tests.panel.routing.pages import Queue


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    made = Queue()
    monkeypatch.setattr(services, "enqueue", made.enqueue)
    return made
