from __future__ import annotations

import pytest

from providers.sandbox.seed import CALLR_ACCOUNTS
from tests.providers.sandbox.callr.calling import Callr
from tests.providers.sandbox.running import Running


@pytest.fixture
def callr(sandbox: Running) -> Callr:
    """The first account, with its password."""
    return Callr.basic(sandbox, CALLR_ACCOUNTS[0].login, CALLR_ACCOUNTS[0].password)
