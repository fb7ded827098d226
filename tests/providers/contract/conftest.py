"""Every provider against its service in the sandbox, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from providers import registry
from providers.ports import Opener, Provider
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.sandbox import Sandbox, running


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox")) as found:
        yield found.without_limit()


@pytest.fixture(params=list(registry.PROVIDERS))
def opener(request: pytest.FixtureRequest) -> Opener:
    return registry.get(request.param)


@pytest.fixture
def provider(opener: Opener, sandbox: Sandbox) -> Iterator[Provider]:
    slug = opener.info.slug
    with opener.open(CREDENTIALS[slug], endpoints=endpoints(slug, sandbox.url)) as opened:
        yield opened
