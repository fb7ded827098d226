"""An account with a number, and a provider that does what a test says, in the place of the network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.utils import timezone

from panel.connections.models import Connection
from panel.dids.models import Did
from panel.operations.models import Operation
from panel.operations.services import request_operation
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values import dids as values
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind
from tests.factories import make_connection, make_did

VOICEMAIL = {"kind": "voicemail", "target": "101"}
AGENTS = {"kind": "ring_group", "target": "4768"}
QUEUE = {"kind": "queue", "target": "9"}


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return make_connection(nordphone)


@pytest.fixture
def did(nordphone: Organization, account: Connection) -> Did:
    return make_did(nordphone, account, "+15145550142", route_kind="voicemail", route_target="101", route_raw="vm:101")


@pytest.fixture
def ask(did: Did, account: Connection, nordphone: Organization, alice: Any) -> Callable[..., Operation]:
    """Asks for the number's calls to go to the ring group."""

    def asked(key: str = "once", **fields: Any) -> Operation:
        with scope(organization=nordphone):
            return request_operation(
                **{
                    "connection": account,
                    "kind": "dids.set_route",
                    "subject_type": "did",
                    "subject_id": did.pk,
                    "subject_label": "+1 514 555 0142",
                    "parameters": {"number": did.number, "route": AGENTS, "failovers": {}},
                    "before": {"route": VOICEMAIL, "failovers": {}},
                    "wanted": {"route": AGENTS, "failovers": {}},
                    "by": alice,
                    "idempotency_key": key,
                    **fields,
                }
            )

    return asked


class ScriptedProvider:
    """An opened account. `on_write` and `on_read` are raised when set; a write takes effect unless `deaf`."""

    def __init__(self, number: str) -> None:
        self.number = PhoneNumber(number)
        self.route = Route(kind=RouteKind.VOICEMAIL, target="101", raw="vm:101")
        self.on_open: Exception | None = None
        self.on_write: Exception | None = None
        self.on_read: Exception | None = None
        self.deaf = False
        self.writes: list[Route] = []
        self.in_transaction: list[bool] = []
        self.dids = self
        self.client = self
        self.taken = 0
        self.routing = self

    def set_route(self, number: PhoneNumber, route: Route, failovers: Failovers) -> None:
        self.in_transaction.append(len(database.savepoint_ids) > 0)
        self.writes.append(route)
        if not self.deaf:
            self.route = route
        if self.on_write:
            raise self.on_write

    def get(self, number: PhoneNumber, *, only: Collection[str] | None = None) -> values.Did:
        if self.on_read:
            raise self.on_read
        return values.Did(number=number, route=self.route)


@pytest.fixture
def provider(did: Did, monkeypatch: pytest.MonkeyPatch) -> ScriptedProvider:
    scripted = ScriptedProvider(did.number)

    @contextmanager
    def open_provider(_account: Connection) -> Iterator[ScriptedProvider]:
        if scripted.on_open:
            raise scripted.on_open
        yield scripted

    monkeypatch.setattr("panel.connections.gateway.open_provider", open_provider)
    return scripted


def again(operation: Operation) -> Operation:
    """The row as it is in the database now."""
    with scope(organization=operation.organization_id):
        return Operation.objects.get(pk=operation.pk)


def change(operation: Operation, **fields: Any) -> Operation:
    """Put the row into a state that only time or accident would bring about."""
    with scope(organization=operation.organization_id):
        Operation.objects.filter(pk=operation.pk).update(**fields)
    return again(operation)


def steps(operation: Operation) -> list[str]:
    with scope(organization=operation.organization_id):
        return list(operation.events.order_by("id").values_list("state", flat=True))


def past(seconds: float) -> Any:
    return timezone.now() - timedelta(seconds=seconds)
