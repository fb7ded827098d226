"""What a wish comes to at one number: the steps it takes, what is so already, and what cannot be done there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from panel.bulk import planning
from panel.bulk.models import RowState
from panel.bulk.planning import Plan, Planner
from panel.connections.models import Connection
from panel.dids.models import Did, DidState, Item, SettingPrice
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_client, make_connection, make_did
from tests.panel.bulk.conftest import NONE
from tests.panel.dids.conftest import make_object, synced

GROUP = {"kind": "ring_group", "target": "4768", "raw": "grp:4768"}
NUMBER = "+15145550142"
Planned = Callable[..., Plan]


@pytest.fixture
def did(nordphone: Organization, account: Connection) -> Did:
    return make_did(nordphone, account, NUMBER, failovers={"busy": GROUP, "no_answer": NONE}, remarks="Desk")


@pytest.fixture
def at(nordphone: Organization) -> Callable[..., Did]:
    """A number at an account of another provider, or in another state."""

    def made(account: dict[str, Any] | None = None, **fields: Any) -> Did:
        connection = make_connection(nordphone, "Second account", **(account or {}))
        return make_did(nordphone, connection, NUMBER, **fields)

    return made


@pytest.fixture
def plan(nordphone: Organization) -> Planned:
    def planned(did: Did, *tags: str, planner: Planner | None = None, **wish: Any) -> Plan:
        with scope(organization=nordphone):
            did = Did.objects.select_related("connection").get(pk=did.pk)
            return (planner or Planner()).plan(did, wish, tags)

    return planned


def whys(plan: Plan) -> dict[str, str]:
    return {gap["what"]: gap["why"] for gap in plan.gaps}


def after(plan: Plan) -> dict[str, Any]:
    return {name: value for step in plan.steps for name, value in step["after"].items()}


def test_of_tags_only_those_are_put_on_or_taken_off_that_change_something(did: Did, plan: Planned) -> None:
    found = plan(did, "desk", "old", add_tags=["desk", "new"], remove_tags=["old", "never"])
    assert found.steps == [{"what": "tags", "add": ["new"], "remove": ["old"]}]
    assert plan(did, "desk", add_tags=["desk"], remove_tags=["never"]).state == RowState.SAME


def test_what_is_ours_already_takes_no_step(nordphone: Organization, did: Did, plan: Planned) -> None:
    rosemont = make_client(nordphone, "Rosemont")
    assert plan(did, client="", remarks="Desk").state == RowState.SAME
    with scope(organization=nordphone):
        Did.objects.update(client=rosemont)
    assert plan(did, client=str(rosemont.pk)).state == RowState.SAME
    (step,) = plan(did, client="").steps
    assert step == {"what": "client", "before": "Rosemont", "after": "", "was": str(rosemont.pk), "client": ""}


def test_a_client_that_is_no_longer_there_is_told(did: Did, plan: Planned) -> None:
    found = plan(did, client=str(uuid4()))
    assert (found.steps, whys(found)) == ([], {"client": planning.NO_CLIENT})


def test_only_what_is_not_as_wanted_is_sent(did: Did, plan: Planned) -> None:
    (step,) = plan(did, route="account:118204_main", busy="none:", no_answer="none:").steps
    assert step["before"] == {"busy": GROUP}
    assert step["methods"] == ["setDIDInfo"]
    assert plan(did, route="account:118204_main", busy="ring_group:4768").state == RowState.SAME


def test_a_setting_that_cannot_be_is_left_out_of_what_is_sent(nordphone: Organization, did: Did, plan: Planned) -> None:
    with scope(organization=nordphone):
        Did.objects.update(sms_available=False, sms_enabled=False)
    found = plan(did, sms_enabled=True, note="Moved")
    assert (after(found), whys(found)) == ({"note": "Moved"}, {"sms_enabled": ""})
    assert plan(did, sms_enabled=True).state == RowState.REFUSED


def test_a_destination_is_one_of_its_own_accounts(nordphone: Organization, at: Any, did: Did, plan: Planned) -> None:
    elsewhere = at()
    make_object(elsewhere.connection, "ring_group", "9", "Theirs")
    synced(elsewhere.connection)
    planner = Planner()
    assert whys(plan(did, planner=planner, route="ring_group:9")) == {"route": planning.NO_DESTINATION}
    assert after(plan(elsewhere, planner=planner, route="ring_group:9"))["route"]["target"] == "9"
    assert whys(plan(elsewhere, planner=planner, route="ring_group:4769")) == {"route": planning.NO_DESTINATION}
    assert after(plan(elsewhere, planner=Planner(trusted=True), route="ring_group:4769"))["route"]["target"] == "4769"


@pytest.mark.parametrize("route", ["none:", "nonsense:1", "forward:5145550142"])
def test_what_leads_nowhere_is_no_route(did: Did, plan: Planned, route: str) -> None:
    assert whys(plan(did, route=route)) == {"route": planning.NO_DESTINATION}


def test_a_number_to_forward_to_needs_an_object_where_the_provider_keeps_them_so(
    at: Any, did: Did, plan: Planned
) -> None:
    assert whys(plan(did, route="forward:+15145550199")) == {"route": planning.NO_DESTINATION}
    elsewhere = at({"provider": "voicemeup"})
    assert after(plan(elsewhere, route="forward:+15145550199"))["route"]["target"] == "+15145550199"


def test_a_failover_is_one_that_the_number_has_and_the_provider_lets_us_set(at: Any, did: Did, plan: Planned) -> None:
    assert whys(plan(did, unreachable="ring_group:4768")) == {"unreachable": planning.NO_FAILOVER}
    elsewhere = at({"provider": "callr"}, failovers={"busy": GROUP})
    assert whys(plan(elsewhere, busy="none:")) == {"busy": planning.NO_FAILOVER}


@pytest.mark.parametrize(
    ("account", "fields", "why"),
    [
        ({}, {"state": DidState.PENDING}, planning.NOT_THERE_YET),
        ({}, {"state": DidState.RESERVED}, planning.NOT_THERE_YET),
        ({"state": "paused"}, {}, planning.PAUSED),
        ({"state": "draft"}, {}, planning.DRAFT),
    ],
)
def test_where_nothing_can_be_sent_ours_is_changed_all_the_same(
    at: Any, plan: Planned, account: dict[str, str], fields: dict[str, str], why: str
) -> None:
    found = plan(at(account, **fields), route="none:", note="Moved", remarks="Moved")
    assert [step["what"] for step in found.steps] == ["remarks"]
    assert whys(found) == {"route": why, "note": why}


def test_each_number_is_told_the_prices_of_its_own_account(
    nordphone: Organization, at: Any, did: Did, plan: Planned
) -> None:
    elsewhere = at()
    with scope(organization=nordphone):
        for account, monthly in ((did.connection, "0.50"), (elsewhere.connection, "0.75")):
            SettingPrice.objects.create(
                organization=nordphone, connection=account, item=Item.CNAM_LOOKUP, currency="CAD", monthly=monthly
            )
        Did.objects.update(cnam_lookup=False)
    planner = Planner()
    costs = [plan(each, planner=planner, cnam_lookup=True).steps[0]["costs"] for each in (did, elsewhere)]
    assert [cost["amounts"]["monthly"] for (cost,) in costs] == ["0.50000", "0.75000"]
