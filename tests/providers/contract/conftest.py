"""Every provider against its service in the sandbox, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from providers import registry
from providers.ports import Opener, Provider
from providers.sandbox.seed import VOIPMS_ACCOUNTS
from tests.sandbox import Sandbox, running

# What opens an account at each provider's service in the sandbox: credentials, and the endpoints there.
CREDENTIALS = {
    "voipms": {"api_username": VOIPMS_ACCOUNTS[0].api_username, "api_password": VOIPMS_ACCOUNTS[0].api_password},
}


def endpoints(slug: str, sandbox: Sandbox) -> dict[str, str]:
    return {"voipms": {"rest_url": sandbox.rest_url}}[slug]


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox")) as found:
        yield found


@pytest.fixture(params=sorted(registry.PROVIDERS))
def opener(request: pytest.FixtureRequest) -> Opener:
    return registry.get(request.param)


@pytest.fixture
def provider(opener: Opener, sandbox: Sandbox) -> Iterator[Provider]:
    slug = opener.info.slug
    with opener.open(CREDENTIALS[slug], endpoints=endpoints(slug, sandbox)) as opened:
        yield opened
