"""The list of calls: who may see what they cost, and how they are found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database

from panel.calls.models import CallRecord
from panel.connections.models import Connection
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection

Browse = Callable[..., Any]


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


def call(account: Connection, remote_id: str, **fields: Any) -> None:
    values: dict[str, Any] = {
        "started_at": datetime(2026, 11, 20, 15, tzinfo=UTC),
        "direction": "inbound",
        "disposition": "answered",
        "caller": "4385550191",
        "caller_number": "+14385550191",
        "callee": "5145550142",
        "callee_number": "+15145550142",
        "seconds": 222,
        "cost": Decimal("0.03400000"),
        "currency": "USD",
    }
    with scope(organization=account.organization_id):
        with database.cursor() as cursor:
            cursor.execute("SELECT patchbay_ensure_call_partition(%s)", [(values | fields)["started_at"].date()])
        CallRecord.objects.create(
            organization_id=account.organization_id, connection=account, remote_id=remote_id, **(values | fields)
        )


def shown(answer: Any) -> list[str]:
    return [row.object.remote_id for row in answer.context["table"].rows]


def test_newest_first_with_length_and_result(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection
) -> None:
    call(account, "old", started_at=datetime(2026, 10, 3, 15, tzinfo=UTC))
    call(account, "new", disposition="busy")
    answer = browse(victor, nordphone).get("/calls/")
    assert shown(answer) == ["new", "old"]
    assert "3:42" in answer.content.decode()
    assert "Busy" in answer.content.decode()


def test_costs_are_for_those_who_may_see_them(
    browse: Browse, alice: Any, victor: Any, nordphone: Organization, account: Connection
) -> None:
    call(account, "one")
    assert "0.0340" in browse(alice, nordphone).get("/calls/").content.decode()
    assert "0.0340" not in browse(victor, nordphone).get("/calls/").content.decode()


@pytest.mark.parametrize(("query", "found"), [
    ({"q": "438 555"}, ["in"]),
    ({"q": "+1 604"}, ["out"]),
    ({"q": "harper"}, ["in"]),
    ({"direction": "outbound"}, ["out"]),
    ({"result": "busy"}, ["out"]),
    ({"since": "2026-11-20"}, ["in"]),
    ({"until": "2026-11-19"}, ["out"]),
])  # fmt: skip
def test_calls_are_found(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection, query: dict[str, str], found: list[str]
) -> None:
    call(account, "in", caller_name="HARPER JOAN")
    call(
        account, "out", direction="outbound", disposition="busy", started_at=datetime(2026, 11, 19, 15, tzinfo=UTC),
        caller="5145550142", caller_number="+15145550142", callee="6045550111", callee_number="+16045550111",
    )  # fmt: skip
    assert shown(browse(victor, nordphone).get("/calls/", query)) == found


@pytest.mark.parametrize(
    "query",
    [
        "since=nonsense", "until=2026-13-40", "direction=sideways", "sort=raw", "after=x", "until=9999-12-31",
        "since=0001-01-01",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_said_and_nothing_breaks(
    browse: Browse, victor: Any, nordphone: Organization, account: Connection, query: str
) -> None:
    call(account, "one")
    answer = browse(victor, nordphone).get(f"/calls/?{query}")
    assert answer.status_code == 200
    assert shown(answer) == ["one"]
