"""The contract suite opens VoIP.ms by REST; here the same proofs hold by SOAP, in a world of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from providers.capabilities import Capability
from providers.ports import Provider
from providers.voipms.provider import INFO, PROVIDER
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.providers.contract.proofs import PROOFS
from tests.sandbox import Sandbox, running


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("contract")) as found:
        yield found.without_limit()


@pytest.fixture
def provider(service: Sandbox) -> Iterator[Provider]:
    credentials = {**CREDENTIALS["voipms"], "transport": "soap"}
    only = {"rest_url": "http://127.0.0.1:1/", "soap_url": endpoints("voipms", service.url)["soap_url"]}
    with PROVIDER.open(credentials, endpoints=only) as opened:
        yield opened


@pytest.mark.parametrize("capability", [offer.capability for offer in INFO.offers])
def test_a_declared_capability_works(provider: Provider, capability: Capability) -> None:
    PROOFS[capability](provider)
