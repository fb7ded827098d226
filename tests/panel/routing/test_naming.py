"""Routes in words, and followed through the objects."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from panel.connections.models import Connection
from panel.routing.flow import flow_from
from panel.routing.models import Kind
from panel.routing.naming import Spot, names_of
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.routing import RouteKind
from tests.factories import make_connection
from tests.panel.dids.conftest import make_device, make_object, synced


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


def text(account: Connection, kind: str, target: str = "", raw: str = "") -> str:
    spot = Spot(account.pk, kind, target, raw)
    with scope(organization=account.organization_id):
        return names_of([spot]).of(spot).text


def test_every_kind_of_route_has_a_word() -> None:
    assert {kind.value for kind in RouteKind} == set(Kind.values)


def test_an_object_goes_by_its_name(account: Connection) -> None:
    make_object(account, "ring_group", "4768", "Agents")
    make_device(account, "118204_front", "Front desk")
    assert text(account, "ring_group", "4768") == "Ring group Agents"
    assert text(account, "account", "118204_front") == "SIP account 118204_front · Front desk"


def test_a_target_is_missing_only_after_a_complete_listing(account: Connection) -> None:
    assert text(account, "ring_group", "4768") == "Ring group 4768"
    synced(account)
    assert text(account, "ring_group", "4768") == "Ring group 4768 (not found)"


def test_an_object_that_is_gone_is_named_and_said_to_be_gone(account: Connection) -> None:
    make_object(account, "ring_group", "4768", "Agents", gone_at=timezone.now())
    assert text(account, "ring_group", "4768") == "Ring group Agents (no longer there)"


@pytest.mark.parametrize(
    ("kind", "target", "raw", "words"),
    [
        ("system", "hangup", "sys:hangup", "Hang up"),
        ("system", "brandnew", "sys:brandnew", "brandnew"),
        ("none", "", "none:", "Nowhere"),
        ("unknown", "zz:1", "zz:1", "Unknown route “zz:1”"),
    ],
)
def test_routes_without_an_object_have_words_of_their_own(
    account: Connection, kind: str, target: str, raw: str, words: str
) -> None:
    assert text(account, kind, target, raw) == words


def test_a_number_or_address_as_target_is_never_missing(account: Connection) -> None:
    synced(account)
    assert (
        text(account, "forward", "+15145550142")
        == "Forwarding +1\N{NO-BREAK SPACE}514\N{NO-BREAK SPACE}555\N{NO-BREAK SPACE}0142"
    )
    assert text(account, "sip_uri", "desk@example.com") == "SIP URI desk@example.com"


def test_logins_that_ring_together_are_all_named(account: Connection) -> None:
    """By login, or by their id where the provider lists them among its routing objects."""
    make_device(account, "118204_front", "Front desk")
    make_object(account, "account", "60410", "Réception")
    synced(account)
    assert text(account, "account", "60410,118204_front") == "SIP account Réception, 118204_front · Front desk"
    assert text(account, "account", "60410,60499").endswith("60499")


def test_many_routes_are_named_in_three_queries(account: Connection, django_assert_num_queries: Any) -> None:
    for number in range(20):
        make_object(account, "ring_group", str(number), f"Group {number}")
    spots = [Spot(account.pk, "ring_group", str(number)) for number in range(40)]
    spots += [Spot(account.pk, "account", f"118204_{number}") for number in range(10)]
    with scope(organization=account.organization_id), django_assert_num_queries(3):
        names = names_of(spots)
        assert [names.of(spot).text for spot in spots][3] == "Ring group Group 3"


def test_names_of_another_account_do_not_mix(account: Connection, nordphone: Organization) -> None:
    second = make_connection(nordphone, "Second account")
    make_object(second, "ring_group", "4768", "Elsewhere")
    assert text(account, "ring_group", "4768") == "Ring group 4768"


def test_the_flow_follows_the_objects_and_stops_at_a_loop(account: Connection) -> None:
    make_object(
        account,
        "time_condition",
        "1",
        "Hours",
        links=[
            {"label": "match", "kind": "ivr", "target": "2"},
            {"label": "no_match", "kind": "system", "target": "hangup"},
        ],
    )
    make_object(account, "ivr", "2", "Menu", links=[{"label": "1", "kind": "time_condition", "target": "1"}])
    with scope(organization=account.organization_id):
        (start,) = flow_from([("Calls go to", Spot(account.pk, "time_condition", "1"))])
    menu, closed = start.steps
    assert (menu.when, menu.to.text) == ("When it matches", "IVR Menu")
    assert (closed.when, closed.to.text) == ("Otherwise", "Hang up")
    (back,) = menu.steps
    assert (back.when, back.again, back.steps) == ("Key 1", True, [])
