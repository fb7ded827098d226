"""A change that failed lets its number go, unless the playbook may have left something there that is to be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from panel.bulk import applying
from panel.bulk.models import Playbook, PlaybookEntry, PlaybookRoute
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.route_operation import settings_of
from panel.dids.services import change_route
from panel.dids.sync import apply_one
from panel.operations.models import OperationEvent
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers import registry
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind
from tests.factories import make_did
from tests.panel.bulk.conftest import rows_of, states, the_batch, to_the_end
from tests.providers.contract.facts import CREDENTIALS
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

Press = Callable[[str], dict[str, int]]


@pytest.fixture
def lead(browse: Any, sam: Any, nordphone: Organization, work: Any) -> Callable[[Did, dict[str, str]], Press]:
    """A playbook of one number; pressed, it runs to its end and its rows' states are told."""

    def made(did: Did, routes: dict[str, str]) -> Press:
        browser = browse(sam, nordphone)
        browser.post("/bulk/playbooks/new/", {"name": "Flood", "numbers": did.number})
        with scope(organization=nordphone):
            playbook = Playbook.objects.get()
            PlaybookRoute.objects.create(
                organization=nordphone, playbook=playbook, connection=did.connection, settings=routes
            )

        def press(deed: str) -> dict[str, int]:
            browser.post(f"/bulk/playbooks/{playbook.pk}/{deed}/")
            to_the_end(the_batch(nordphone), work)
            return states(the_batch(nordphone))

        return press

    return made


def test_put_in_force_again_in_vain_it_still_knows_what_it_found_the_first_time(
    nordphone: Organization, own: Connection, chosen: list[Did], lead: Any, sam: Any, sandbox: Sandbox, work: Any
) -> None:
    did = chosen[0]
    before = sandbox.has("dids", did.number[2:])["routing"]
    press = lead(did, {"route": "ring_group:4769"})
    assert press("apply") == {"done": 1}
    with scope(organization=nordphone):  # a person leads it elsewhere meanwhile
        did = Did.objects.select_related("connection").get(pk=did.pk)
        elsewhere = {"route": Route(kind=RouteKind.RING_GROUP, target="4768")}
        change_route(did=did, wanted=elsewhere, seen=settings_of(did), by=sam, idempotency_key="elsewhere")
    work()
    assert sandbox.has("dids", did.number[2:])["routing"] == "grp:4768"
    sandbox.break_with("status", method="setDIDRouting", code="invalid_routing_header", count=1)
    assert press("apply") == {"failed": 1}
    assert press("revert") == {"done": 1}
    assert sandbox.has("dids", did.number[2:])["routing"] == before


def test_taken_back_in_vain_it_is_in_force_and_can_be_taken_back_again(
    own: Connection, chosen: list[Did], lead: Any, sandbox: Sandbox
) -> None:
    did = chosen[0]
    before = sandbox.has("dids", did.number[2:])["routing"]
    press = lead(did, {"route": "ring_group:4769"})
    assert press("apply") == {"done": 1}
    sandbox.break_with("status", method="setDIDRouting", code="invalid_routing_header", count=1)
    assert press("revert") == {"failed": 1}
    assert press("revert") == {"done": 1}
    assert sandbox.has("dids", did.number[2:])["routing"] == before


def test_of_two_calls_the_first_is_taken_back_where_the_second_failed(
    nordphone: Organization, connect: Callable[[str], Connection], everywhere: Sandbox, lead: Any
) -> None:
    slug, first = "voipinnovations", Route(kind=RouteKind.FORWARD, target="+15125550188")
    with registry.get(slug).open(CREDENTIALS[slug], endpoints=settings.PROVIDER_ENDPOINTS[slug]) as provider:
        assert provider.dids
        assert provider.routing
        listed = next(each for each in provider.dids.list_owned() if each.route.kind is RouteKind.ENDPOINT_GROUP)
        provider.routing.set_route(listed.number, listed.route, Failovers(unreachable=first))
        value = provider.dids.get(PhoneNumber(listed.number.e164))
        did = make_did(nordphone, connect(slug), value.number.e164)
        with scope(organization=nordphone):
            did = apply_one(did.connection, value)
        press = lead(did, {"route": "forward:+15125550199", "unreachable": "forward:+15125550177"})
        everywhere.break_with("status", provider=slug, method="SetDIDForward", code="933", count=1)
        assert press("apply") == {"failed": 1}
        (row,) = rows_of(the_batch(nordphone))
        assert row.reason == applying.DIFFERS
        with scope(organization=nordphone):
            assert (
                OperationEvent.objects.filter(operation=row.operation_id, note__contains="refused the rest").count()
                == 1
            )
            assert PlaybookEntry.objects.get().before is not None
        half = provider.dids.get(value.number)
        assert (half.route, half.failovers.unreachable) != (value.route, value.failovers.unreachable)
        assert press("revert") == {"done": 1}
        after = provider.dids.get(value.number)
    assert (after.route, after.failovers) == (value.route, value.failovers)
