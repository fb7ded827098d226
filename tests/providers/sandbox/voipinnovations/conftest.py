from __future__ import annotations

from functools import cache

import pytest

from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voipinnovations.foreign import Contract, Foreign


@cache
def contract_of(base: str) -> Contract:
    """Read once for each address, which changes when a test starts the sandbox again: the WSDL names it."""
    return Contract(base)


@pytest.fixture
def contract(process: Running) -> Contract:
    return contract_of(process.base)


@pytest.fixture
def foreign(sandbox: Running, contract: Contract) -> Foreign:
    return Foreign(sandbox, contract)


@pytest.fixture(scope="module")
def asked(process: Running) -> Foreign:
    """For modules of which no test changes anything: the world is born once for all of them."""
    process.control("reset", {})
    process.stand_still()
    return Foreign(process, contract_of(process.base))
