from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.providers.sandbox.running import Running


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("sandbox")).start()
    yield running
    running.stop()


@pytest.fixture
def sandbox(process: Running) -> Running:
    """As it was born, its time standing still."""
    process.control("reset", {})
    process.stand_still()
    return process
