"""The overview: accounts, calls per day in the organization's zone, and panels that ask for themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from panel.calls.models import CallHour
from panel.calls.queries import calls_per_day
from panel.connections.models import Connection, Lamp
from panel.dids.models import DidState
from panel.operations.models import Operation, OperationState
from panel.tenancy.ids import uuid7
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did

Browse = Callable[..., Any]


def hour(account: Connection, at: datetime, calls: int) -> None:
    with scope(organization=account.organization_id):
        CallHour.objects.create(
            organization_id=account.organization_id, connection=account, hour=at, direction="inbound",
            calls=calls, answered=calls, seconds=60 * calls, cost=Decimal("0.01"),
        )  # fmt: skip


def test_a_day_is_the_organizations_day(nordphone: Organization) -> None:
    account = make_connection(nordphone)
    hour(account, datetime(2026, 11, 20, 4, tzinfo=UTC), 2)  # 23:00 on the 19th in Toronto
    hour(account, datetime(2026, 11, 20, 6, tzinfo=UTC), 3)
    with scope(organization=nordphone):
        found = calls_per_day(until=datetime(2026, 11, 20, 20, tzinfo=UTC), days=3, zone=ZoneInfo("America/Toronto"))
    assert [day.day for day in found.days] == [18, 19, 20]
    assert found.by_provider == {"voipms": [0, 2, 3]}
    assert found.total == 5


def test_the_page_shows_accounts_their_trouble_and_the_calls(
    browse: Browse, victor: Any, nordphone: Organization
) -> None:
    account = make_connection(
        nordphone, lamp=Lamp.BAD, last_error_message="The password is not right.", balance=Decimal("12.50"),
        balance_currency="USD",
    )  # fmt: skip
    hour(account, timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1), 7)
    text = browse(victor, nordphone).get("/overview/").content.decode()
    assert "The password is not right." in text
    assert "12.50" in text
    assert "7 calls in 30 days" in text


def test_an_organization_without_accounts_is_told_what_to_do(
    browse: Browse, alice: Any, nordphone: Organization
) -> None:
    assert "Connect your first account" in browse(alice, nordphone).get("/overview/").content.decode()


@pytest.mark.parametrize("days", ["7", "90"])
def test_the_period_is_in_the_address(browse: Browse, victor: Any, nordphone: Organization, days: str) -> None:
    assert browse(victor, nordphone).get("/overview/", {"days": days}).context["range"] == int(days)


@pytest.mark.parametrize("days", ["", "0", "-7", "9999999999", "x", "7; DROP"])
def test_a_period_that_is_not_offered_is_the_usual_one(
    browse: Browse, victor: Any, nordphone: Organization, days: str
) -> None:
    assert browse(victor, nordphone).get("/overview/", {"days": days}).context["range"] == 30


@pytest.mark.parametrize("part", ["accounts", "jobs", "operations"])
def test_a_panel_asks_for_itself(browse: Browse, victor: Any, nordphone: Organization, part: str) -> None:
    text = browse(victor, nordphone).fragment(f"/overview/{part}/").content.decode()
    assert f'id="overview-{part}"' in text
    assert "<html" not in text


def test_an_operation_says_what_became_of_it(browse: Browse, victor: Any, nordphone: Organization) -> None:
    account = make_connection(nordphone)
    standings: dict[str, dict[str, Any]] = {
        "failed": {
            "state": OperationState.FAILED,
            "error_message": "%(provider)s: %(reason)s",
            "error_values": {"provider": "VoIP.ms", "reason": "no such route"},
        },
        "other": {"state": OperationState.SUCCEEDED, "differs": True, "finished_at": timezone.now()},
    }
    with scope(organization=nordphone):
        for key, fields in standings.items():
            Operation.objects.create(
                organization=nordphone, connection=account, kind="dids.set_route", subject_type="did",
                subject_id=uuid7(), subject_label="+15145550142", idempotency_key=key, **fields,
            )  # fmt: skip
    text = browse(victor, nordphone).get("/overview/operations/").content.decode()
    assert "VoIP.ms: no such route" in text
    assert "%(" not in text
    assert "Done, but differs" in text


def test_lost_numbers_and_those_without_a_911_address_are_told_with_a_way_to_them(
    browse: Browse, victor: Any, nordphone: Organization
) -> None:
    account, now = make_connection(nordphone), timezone.now()
    browser = browse(victor, nordphone)
    assert "pb-note" not in browser.get("/overview/todos/").content.decode()
    for ending, days in ((1, 3), (2, 5), (3, 90)):  # the last is old news
        gone = now - timedelta(days=days)
        make_did(
            nordphone, account, f"+1514555010{ending}", state=DidState.LOST, gone_at=gone,
            last_seen_at=gone, needs_e911_since=gone,
        )  # fmt: skip
    make_did(nordphone, account, "+15145550110", needs_e911_since=now)
    page = browser.get("/overview/").content.decode()
    assert "2 numbers are no longer listed by their provider." in page
    assert f"{timezone.localtime(now - timedelta(days=3), ZoneInfo('America/Toronto')):%b %Y}" in page
    assert "/o/nordphone/numbers/?state=lost" in page
    assert "1 number needs a 911 address." in page
    assert "/o/nordphone/numbers/?e911=needed" in page
