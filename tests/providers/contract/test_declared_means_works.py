"""What a provider declares works, and what it does not declare is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from providers import registry
from providers.capabilities import Capability
from providers.errors import BadCredentials, Unsupported
from providers.ports import Opener, Provider
from tests.providers.contract.facts import CREDENTIALS, endpoints
from tests.providers.contract.gaps import ASK, ask
from tests.providers.contract.proofs import PROOFS
from tests.sandbox import Sandbox

PORTS = sorted({capability.port for capability in Capability})
OFFERED = [(slug, offer.capability) for slug in registry.PROVIDERS for offer in registry.get(slug).info.offers]
GAPS = [
    (slug, capability)
    for slug in registry.PROVIDERS
    for capability in Capability
    if (slug, capability) not in OFFERED and any(capability.port == each.port for its, each in OFFERED if its == slug)
]


@pytest.fixture
def account(slug: str, sandbox: Sandbox) -> Iterator[Provider]:
    with registry.get(slug).open(CREDENTIALS[slug], endpoints=endpoints(slug, sandbox.url)) as opened:
        yield opened


def test_every_capability_has_its_proof() -> None:
    assert set(PROOFS) == set(Capability) == set(ASK)


def test_nothing_is_declared_twice() -> None:
    assert len(OFFERED) == len(set(OFFERED))


@pytest.mark.parametrize("slug", registry.PROVIDERS)
def test_a_listing_asks_nothing_before_it_is_read(slug: str, account: Provider, sandbox: Sandbox) -> None:
    """What is read before a listing's beginning would count as newer than changes that were made in between."""
    assert account.dids
    before = len(sandbox.seen())
    listing = account.dids.list_owned()
    assert len(sandbox.seen()) == before
    assert next(iter(listing))
    assert len(sandbox.seen()) > before


@pytest.mark.parametrize("slug", registry.PROVIDERS)
def test_changes_are_counted_and_reads_are_not(account: Provider) -> None:
    """So that nobody says that nothing was changed, or asks again, after a part of a change was taken."""
    assert account.dids
    list(account.dids.list_owned())
    assert account.client.taken == 0
    PROOFS[Capability.ROUTING_SET_ROUTE](account)
    assert account.client.taken > 0


@pytest.mark.parametrize(("slug", "capability"), OFFERED)
def test_a_declared_capability_works(account: Provider, capability: Capability) -> None:
    PROOFS[capability](account)


@pytest.mark.parametrize(("slug", "capability"), GAPS)
def test_an_undeclared_one_is_refused(account: Provider, capability: Capability, sandbox: Sandbox) -> None:
    before = len(sandbox.seen())
    with pytest.raises(Unsupported):
        ask(capability, getattr(account, capability.port))
    assert not [each for each in sandbox.seen()[before:] if each["wrote"]]


def test_a_port_is_there_just_when_something_of_it_is_declared(provider: Provider) -> None:
    declared = {offer.capability.port for offer in provider.info.offers}
    assert {port for port in PORTS if getattr(provider, port) is not None} == declared


def test_the_check_tells_its_steps(provider: Provider) -> None:
    steps = list(provider.check())
    assert steps[0].state == "ok"
    assert all(step.text % dict(step.values) for step in steps)


def test_any_method_can_be_called_by_its_name(provider: Provider) -> None:
    assert provider.client.catalog.methods


def test_wrong_credentials_are_named(opener: Opener, sandbox: Sandbox) -> None:
    slug = opener.info.slug
    secrets = {field.name for field in opener.info.credential_fields if field.secret}
    wrong = {name: value[:-4] + "dead" if name in secrets else value for name, value in CREDENTIALS[slug].items()}
    with (
        opener.open(wrong, endpoints=endpoints(slug, sandbox.url)) as provider,
        pytest.raises(BadCredentials) as caught,
    ):
        list(provider.check())
    assert not any(wrong[name] in str(caught.value) for name in secrets & set(wrong))


def test_every_provider_takes_part() -> None:
    assert set(CREDENTIALS) >= set(registry.PROVIDERS)
