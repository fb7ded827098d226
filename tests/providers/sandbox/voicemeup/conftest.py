from __future__ import annotations

import pytest

from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voicemeup.calling import Voicemeup


@pytest.fixture
def vmu(sandbox: Running) -> Voicemeup:
    """The first account."""
    return Voicemeup(sandbox)
