"""The way back from a change: a link in the history to the form with what was there before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import pytest
from lxml import html

from panel.connections.models import Connection
from panel.dids.models import Did
from panel.dids.route_operation import settings_of
from panel.dids.services import change_route, change_settings
from panel.operations.models import Operation, OperationState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.routing import Route, RouteKind
from tests.panel.dids.at_sandbox import *  # noqa: F403
from tests.panel.dids.at_sandbox import again
from tests.panel.dids.conftest import make_object
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

AGENTS = Route(kind=RouteKind.RING_GROUP, target="4769")
ON_CALL = Route(kind=RouteKind.FORWARD, target="16006")
Work = Callable[[], None]


def rerouted(did: Did, by: Any, **wanted: Route) -> Operation:
    with scope(organization=did.organization_id):
        row = again(did)
        seen = settings_of(row)
        return change_route(did=row, wanted={**seen, **wanted}, seen=seen, by=by, idempotency_key=str(uuid4()))


def undo_links(browser: Any, did: Did) -> list[str]:
    page: Any = html.document_fromstring(browser.get(f"/numbers/{did.pk}/").content.decode())
    return [str(link) for link in page.xpath("//a[starts-with(normalize-space(), 'Undo')]/@href")]


def form_at(browser: Any, link: str, page: str) -> dict[str, str]:
    """What the form on the page behind a link would send as it stands there."""
    answer = browser.get(link.removeprefix("/o/nordphone"))
    assert answer.status_code == 200
    forms = cast(Any, html.document_fromstring(answer.content.decode())).forms
    return dict(next(each for each in forms if str(each.get("action")).endswith(f"/{page}/")).form_values())


def test_a_route_and_its_failover_go_back_by_the_form(
    browse: Any, sam: Any, nordphone: Organization, account: Connection, did: Did, work: Work, sandbox: Sandbox
) -> None:
    browser, there = browse(sam, nordphone), did.number.removeprefix("+1")
    before = sandbox.has("dids", there)
    for route in settings_of(did).values():
        make_object(account, route.kind.value, route.target, "As before")
    rerouted(did, sam, route=AGENTS, no_answer=ON_CALL)
    assert undo_links(browser, did) == []  # it is under way
    work()
    assert sandbox.has("dids", there)["routing"] == "grp:4769"
    (link,) = undo_links(browser, did)
    answer = browser.get(link.removeprefix("/o/nordphone"))
    assert "Saving changes 2 settings at VoIP.ms." in answer.content.decode()
    answer = browser.post(f"/numbers/{did.pk}/route/", form_at(browser, link, "route"))
    assert answer.status_code == 302, answer.content.decode()
    work()
    assert sandbox.has("dids", there) == before
    assert len(undo_links(browser, did)) == 1  # of the newest change; the one before is no longer what stands


def test_settings_go_back_by_the_form(
    browse: Any, sam: Any, nordphone: Organization, did: Did, work: Work, sandbox: Sandbox
) -> None:
    browser, there = browse(sam, nordphone), did.number.removeprefix("+1")
    before = sandbox.has("dids", there)
    with scope(organization=nordphone):
        change_settings(did=did, wanted={"note": "Side door", "recording": True}, by=None, idempotency_key="k")
    work()
    (link,) = undo_links(browser, did)
    answer = browser.post(f"/numbers/{did.pk}/settings/", form_at(browser, link, "settings"))
    assert answer.status_code == 302, answer.content.decode()
    work()
    assert sandbox.has("dids", there) == before


def test_what_changed_since_or_failed_or_is_not_known_has_no_way_back(
    browse: Any, sam: Any, nordphone: Organization, did: Did, work: Work
) -> None:
    browser = browse(sam, nordphone)
    operation = rerouted(did, sam, route=AGENTS)
    work()
    assert len(undo_links(browser, did)) == 1
    with scope(organization=nordphone):
        rows, numbers = Operation.objects.filter(pk=operation.pk), Did.objects.filter(pk=did.pk)
        for changes in (
            {"state": OperationState.FAILED},
            {"differs": True},
            {"before": {**operation.before, "route": {"kind": "unknown", "target": ""}}},
        ):
            rows.update(**changes)
            assert undo_links(browser, did) == [], changes
            rows.update(state=OperationState.SUCCEEDED, differs=False, before=operation.before)
        assert len(undo_links(browser, did)) == 1
        numbers.update(route_target="4768", route_raw="grp:4768")
        assert undo_links(browser, did) == []


def test_who_may_only_look_is_offered_no_way_back(
    browse: Any, sam: Any, victor: Any, nordphone: Organization, did: Did, work: Work
) -> None:
    rerouted(did, sam, route=AGENTS)
    work()
    assert undo_links(browse(victor, nordphone), did) == []


def test_a_destination_that_is_gone_by_then_is_said_beside_its_field(
    browse: Any, sam: Any, nordphone: Organization, did: Did
) -> None:
    answer = browse(sam, nordphone).get(f"/numbers/{did.pk}/route/?route=ring_group:1")
    assert answer.status_code == 200
    assert "“ring_group:1” is not a destination of this account." in answer.content.decode()
