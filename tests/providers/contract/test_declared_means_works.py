"""What a provider declares works, and what it does not declare is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from providers import registry
from providers.capabilities import Capability
from providers.errors import BadCredentials, NotFound
from providers.ports import Opener, Provider
from providers.values.calls import Window
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind
from tests.providers.contract.conftest import CREDENTIALS, endpoints
from tests.sandbox import Sandbox

PORTS = ("dids", "routing", "devices", "billing", "calls")


def dids_list(provider: Provider) -> None:
    assert provider.dids
    listed = list(provider.dids.list_owned())
    assert listed
    assert len({did.number for did in listed}) == len(listed)
    assert provider.dids.get(listed[0].number) == listed[0]
    with pytest.raises(NotFound):
        provider.dids.get(PhoneNumber("+12015550199"))


def routing_list(provider: Provider) -> None:
    assert provider.routing
    found = {kind: list(provider.routing.list_objects(kind)) for kind in provider.routing.kinds}
    assert any(found.values())
    for kind, objects in found.items():
        assert all(each.kind is kind for each in objects)
        assert len({each.remote_id for each in objects}) == len(objects)


def set_route(provider: Provider) -> None:
    assert provider.dids
    assert provider.routing
    did = next(iter(provider.dids.list_owned()))
    group = next(iter(provider.routing.list_objects(RouteKind.RING_GROUP))).route
    provider.routing.set_route(did.number, group, Failovers())
    after = provider.dids.get(did.number)
    assert after.route == group
    assert _without_routes(after) == _without_routes(did)


def set_failovers(provider: Provider) -> None:
    assert provider.dids
    assert provider.routing
    did = next(iter(provider.dids.list_owned()))
    box = next(iter(provider.routing.list_objects(RouteKind.VOICEMAIL))).route
    nowhere = Route(kind=RouteKind.NONE)
    provider.routing.set_route(did.number, did.route, Failovers(no_answer=box, busy=nowhere))
    after = provider.dids.get(did.number)
    assert (after.failovers.no_answer, after.failovers.busy) == (box, nowhere)
    assert after.failovers.unreachable == did.failovers.unreachable, "None leaves a failover as it is"
    assert _without_routes(after) == _without_routes(did)


def devices_list(provider: Provider) -> None:
    assert provider.devices
    assert list(provider.devices.list_devices())


def devices_registration(provider: Provider) -> None:
    assert provider.devices
    states = {provider.devices.registration(device.login).registered for device in provider.devices.list_devices()}
    assert states <= {True, False, None}
    assert True in states


def devices_pops(provider: Provider) -> None:
    assert provider.devices
    assert all(pop.hostname for pop in provider.devices.list_pops())


def billing_balance(provider: Provider) -> None:
    assert provider.billing
    assert provider.billing.balance().available.currency == provider.info.currency


def calls_list(provider: Provider) -> None:
    assert provider.calls
    now = datetime.now(UTC)
    span = Window(start=now - timedelta(days=5), end=now)
    windows = list(provider.calls.windows(span))
    assert windows[0].start == span.start
    assert windows[-1].end == span.end
    assert all(before.end == after.start for before, after in pairwise(windows))
    records = [record for window in windows for record in provider.calls.records(window)]
    assert records
    assert len({record.remote_id for record in records}) == len(records)
    assert all(span.start <= record.started_at < span.end for record in records)
    assert all(record.started_at.utcoffset() == timedelta(0) for record in records)


WORKS: dict[Capability, Callable[[Provider], None]] = {
    Capability.DIDS_LIST: dids_list,
    Capability.ROUTING_LIST: routing_list,
    Capability.ROUTING_SET_ROUTE: set_route,
    Capability.ROUTING_SET_FAILOVERS: set_failovers,
    Capability.DEVICES_LIST: devices_list,
    Capability.DEVICES_REGISTRATION: devices_registration,
    Capability.DEVICES_POPS: devices_pops,
    Capability.BILLING_BALANCE: billing_balance,
    Capability.CALLS_LIST: calls_list,
}


def _without_routes(did: Any) -> dict[str, Any]:
    kept = {name: getattr(did, name) for name in did.__dataclass_fields__}
    for name in ("route", "failovers", "raw"):
        kept.pop(name)
    return kept


def test_every_capability_has_its_proof() -> None:
    assert set(WORKS) == set(Capability)


@pytest.mark.parametrize("capability", list(Capability))
def test_a_declared_capability_works(provider: Provider, capability: Capability) -> None:
    if provider.info.offers_capability(capability):
        WORKS[capability](provider)


def test_a_port_is_there_just_when_something_of_it_is_declared(provider: Provider) -> None:
    declared = {offer.capability.port for offer in provider.info.offers}
    assert {port for port in PORTS if getattr(provider, port) is not None} == declared


def test_the_check_tells_its_steps(provider: Provider) -> None:
    steps = list(provider.check())
    assert steps[0].state == "ok"
    assert all(step.text % dict(step.values) for step in steps)


def test_wrong_credentials_are_named(opener: Opener, sandbox: Sandbox) -> None:
    slug = opener.info.slug
    secrets = {field.name for field in opener.info.credential_fields if field.secret}
    wrong = {name: "not-the-one" if name in secrets else value for name, value in CREDENTIALS[slug].items()}
    with opener.open(wrong, endpoints=endpoints(slug, sandbox)) as provider, pytest.raises(BadCredentials) as caught:
        list(provider.check())
    assert "not-the-one" not in str(caught.value)


def test_every_provider_takes_part() -> None:
    assert set(CREDENTIALS) == set(registry.PROVIDERS)
