from __future__ import annotations

import pytest

from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voipinnovations.foreign import Foreign


@pytest.fixture
def foreign(sandbox: Running) -> Foreign:
    return Foreign(sandbox)
