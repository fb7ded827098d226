"""The whole way of a route change: form's service → task → gateway → adapter → HTTP → sandbox, and back, with its faults.

Real transactions, a real process on the other side; the queue alone is replaced: each message is run as soon as it is sent.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from panel.connections.models import Connection, Lamp
from panel.dids.models import Did
from panel.dids.route_operation import settings_of
from panel.dids.services import change_route
from panel.operations.models import Operation, OperationState
from panel.operations.tasks import sweep
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.routing import Route, RouteKind
from tests.panel.dids.at_sandbox import *  # noqa: F403
from tests.panel.dids.at_sandbox import again
from tests.panel.operations.conftest import change, past, steps
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)

AGENTS = Route(kind=RouteKind.RING_GROUP, target="4769")
ON_CALL = Route(kind=RouteKind.FORWARD, target="16006")


@pytest.fixture
def ask(did: Did, nordphone: Organization, alice: Any) -> Callable[[], Operation]:
    def asked() -> Operation:
        with scope(organization=nordphone):
            seen = settings_of(did)
            wanted = {**seen, "route": AGENTS, "no_answer": ON_CALL}
            return change_route(did=did, wanted=wanted, seen=seen, by=alice, idempotency_key="asked")

    return asked


def at_provider(sandbox: Sandbox, did: Did) -> tuple[str, str]:
    row = sandbox.has("dids", did.number.removeprefix("+1"))
    return row["routing"], row["failover_noanswer"]


def moved_on(operation: Operation, work: Callable[[], None], seconds: float = 3600) -> Operation:
    """As if that time had passed: what is due is swept and carried out."""
    row = again(operation)
    moved = {
        name: value - timedelta(seconds=seconds)
        for name in ("next_at", "lease_until", "sent_at")
        if (value := getattr(row, name)) is not None
    }
    if moved:
        change(row, **moved)
    sweep()
    work()
    return again(operation)


def test_a_change_reaches_the_provider_and_is_proven(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did, nordphone: Organization
) -> None:
    operation = ask()
    work()
    done = again(operation)
    assert (done.state, done.differs, done.reconciled) == (OperationState.SUCCEEDED, False, False)
    assert at_provider(sandbox, did) == ("grp:4769", "fwd:16006")
    assert len(sandbox.writes()) == 1
    with scope(organization=nordphone):
        did.refresh_from_db()
    assert (did.route_kind, did.route_target) == ("ring_group", "4769")
    assert did.failovers["no_answer"]["target"] == "16006"


@pytest.mark.parametrize("fault", ["lost_answer", "cut", "malformed", "types", "unknown_code"])
def test_an_answer_lost_after_the_write_ends_reconciled_with_one_write(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did, fault: str
) -> None:
    sandbox.break_with(fault, method="setDID*", count=1)
    operation = ask()
    work()
    assert again(operation).state == OperationState.UNKNOWN
    done = moved_on(operation, work, seconds=5)
    assert (done.state, done.reconciled) == (OperationState.SUCCEEDED, True)
    assert at_provider(sandbox, did) == ("grp:4769", "fwd:16006")
    assert len(sandbox.writes()) == 1
    assert steps(done) == ["queued", "sending", "unknown", "succeeded"]


def test_a_write_that_got_lost_on_its_way_fails_and_is_not_repeated(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    before = at_provider(sandbox, did)
    sandbox.break_with("down", method="setDID*", count=1)
    operation = ask()
    work()
    assert again(operation).state == OperationState.UNKNOWN
    assert moved_on(operation, work).state == OperationState.UNKNOWN  # one look is not enough
    done = moved_on(operation, work)
    assert (done.state, done.reconciled) == (OperationState.FAILED, True)
    assert "safe to try again" in done.error_text
    assert at_provider(sandbox, did) == before
    assert len(sandbox.writes()) == 1


def test_a_provider_that_is_down_is_tried_several_times_then_it_fails_plainly(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    before = at_provider(sandbox, did)
    sandbox.break_with("down")
    operation = ask()
    work()
    row = again(operation)
    assert (row.state, row.attempts) == (OperationState.QUEUED, 1)
    for _ in range(6):
        row = moved_on(operation, work)
    assert (row.state, row.attempts) == (OperationState.FAILED, 5)
    assert "Nothing was changed; it is safe to try again." in row.error_text
    assert at_provider(sandbox, did) == before
    assert sandbox.writes() == []


def test_a_provider_that_comes_back_gets_the_change(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox, did: Did
) -> None:
    sandbox.break_with("http", code="503", count=1)
    operation = ask()
    work()
    assert again(operation).state == OperationState.QUEUED
    assert moved_on(operation, work).state == OperationState.SUCCEEDED
    assert len(sandbox.writes()) == 1


def test_wrong_credentials_fail_at_once_and_turn_the_account_red(
    ask: Callable[[], Operation],
    work: Callable[[], None],
    sandbox: Sandbox,
    account: Connection,
    nordphone: Organization,
) -> None:
    sandbox.change_account(password="changed-at-the-provider")
    operation = ask()
    work()
    done = again(operation)
    assert (done.state, done.error_kind) == (OperationState.FAILED, "bad_credentials")
    with scope(organization=nordphone):
        account.refresh_from_db()
    assert account.lamp == Lamp.BAD
    assert sandbox.writes() == [each for each in sandbox.writes() if each["status"] != "success"]


def test_a_success_without_effect_is_shown_as_different(
    ask: Callable[[], Operation], work: Callable[[], None], sandbox: Sandbox
) -> None:
    sandbox.break_with("no_effect", method="setDID*", count=1)
    operation = ask()
    work()
    done = again(operation)
    assert (done.state, done.differs) == (OperationState.SUCCEEDED, True)


def sending_in_a_process(operation: Operation) -> subprocess.Popen[bytes]:
    """A worker of its own that carries out the operation, on the tests' database."""
    code = (
        "import django, sys, uuid; django.setup(); from panel.operations import runner;"
        "runner.perform(uuid.UUID(sys.argv[1]), uuid.UUID(sys.argv[2]), attempt=0)"
    )
    database = connections["default"].settings_dict
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return subprocess.Popen(
        [sys.executable, "-c", code, str(operation.organization_id), str(operation.pk)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "panel.settings",
            "DATABASE_URL": url,
            "DATABASE_OWNER_URL": "",
            "VOIPMS_REST_URL": settings.PROVIDER_ENDPOINTS["voipms"]["rest_url"],
        },
    )


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "It did not come."
        time.sleep(0.05)


@pytest.mark.parametrize(("fault", "happens"), [("latency", True), ("hang", False)])
def test_a_worker_killed_while_sending_ends_in_the_truth(
    ask: Callable[[], Operation],
    work: Callable[[], None],
    queue: deque[Any],
    sandbox: Sandbox,
    did: Did,
    fault: str,
    happens: bool,
) -> None:
    before = at_provider(sandbox, did)
    sandbox.break_with(fault, method="setDID*", count=1, seconds=3)
    operation = ask()
    queue.clear()
    worker = sending_in_a_process(operation)
    wait_until(lambda: not sandbox.faults())  # it struck: the write is there, its answer is not back
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=60)

    row = again(operation)
    assert row.state == OperationState.SENDING
    assert row.lease_until is not None
    assert row.lease_until > timezone.now()
    wait_until(lambda: len(sandbox.writes()) == 1)
    change(row, lease_until=past(1))
    sweep()
    work()
    assert again(operation).state == OperationState.UNKNOWN
    moved_on(operation, work)
    done = moved_on(operation, work)
    assert done.state == (OperationState.SUCCEEDED if happens else OperationState.FAILED)
    assert done.reconciled
    assert at_provider(sandbox, did) == (("grp:4769", "fwd:16006") if happens else before)
    assert len(sandbox.writes()) == 1
