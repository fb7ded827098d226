from __future__ import annotations

import pytest

from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voipinnovations.foreign import Contract, Foreign


@pytest.fixture(scope="session")
def contract(process: Running) -> Contract:
    """Read once: nothing that a test does may change it."""
    return Contract(process.base)


@pytest.fixture
def foreign(sandbox: Running, contract: Contract) -> Foreign:
    return Foreign(sandbox, contract)


@pytest.fixture(scope="module")
def asked(process: Running, contract: Contract) -> Foreign:
    """For modules of which no test changes anything: the world is born once for all of them."""
    process.control("reset", {})
    process.stand_still()
    return Foreign(process, contract)
