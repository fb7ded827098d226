"""One message pays for one attempt, and whoever lost the race changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from panel.operations import lifecycle, services
from panel.operations.models import Operation, OperationState
from panel.operations.registry import matches
from panel.tenancy.scope import scope
from tests.panel.operations.conftest import AGENTS, again, change, steps

Ask = Callable[..., Operation]


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "enqueue", lambda *_, **__: None)


def claim(operation: Operation, attempt: int = 0) -> Operation | None:
    with scope(organization=operation.organization_id):
        return lifecycle.claim_attempt(operation.pk, attempt)


def test_a_claim_takes_the_operation_with_a_lease(ask: Ask) -> None:
    claimed = claim(ask())
    assert claimed is not None
    row = again(claimed)
    assert (row.state, row.attempts) == (OperationState.SENDING, 1)
    assert row.lease_until is not None
    assert row.sent_at is not None
    assert steps(row) == ["queued", "sending"]


def test_a_message_delivered_twice_is_carried_out_once(ask: Ask) -> None:
    operation = ask()
    assert claim(operation) is not None
    assert claim(operation) is None


def test_an_old_message_does_not_pay_for_a_later_attempt(ask: Ask) -> None:
    operation = change(ask(), attempts=1)
    assert claim(operation, attempt=0) is None
    assert claim(operation, attempt=1) is not None


def look(operation: Operation, check: int = 0) -> Operation | None:
    with scope(organization=operation.organization_id):
        return lifecycle.claim_check(operation.pk, check)


def test_a_look_takes_the_operation_with_a_lease(ask: Ask) -> None:
    """Else nobody would look again should its worker die."""
    assert look(change(ask("lost"), state="unknown")) is not None
    with scope(organization=ask("lost").organization_id):
        row = Operation.objects.get()
    assert (row.state, row.checks, row.next_at) == (OperationState.UNKNOWN, 1, None)
    assert row.lease_until is not None


def test_an_old_message_does_not_pay_for_a_later_look(ask: Ask) -> None:
    operation = change(ask(), state="unknown", checks=1)
    assert look(operation, check=0) is None
    assert look(operation, check=1) is not None


@pytest.mark.parametrize("state", ["queued", "sending", "succeeded", "failed", "abandoned"])
def test_only_an_unknown_one_is_looked_up(ask: Ask, state: str) -> None:
    assert look(change(ask(), state=state)) is None


@pytest.mark.parametrize("state", ["sending", "unknown", "succeeded", "failed", "abandoned"])
def test_only_a_queued_one_is_sent(ask: Ask, state: str) -> None:
    assert claim(change(ask(), state=state)) is None


@pytest.mark.parametrize("meanwhile", [{"state": OperationState.UNKNOWN}, {"attempts": 2}, {"checks": 1}])
def test_a_worker_that_comes_late_changes_nothing(ask: Ask, meanwhile: dict[str, Any]) -> None:
    operation = ask()
    late = claim(operation)
    assert late is not None
    left = change(operation, **meanwhile)  # its lease ran out, and others went on
    with scope(organization=operation.organization_id):
        assert not lifecycle.succeed(late, {"route": AGENTS, "failovers": {}}, provider="VoIP.ms")
    assert (again(operation).state, steps(operation)) == (left.state, ["queued", "sending"])


def test_an_end_has_its_time_and_nothing_is_due_any_more(ask: Ask) -> None:
    operation = claim(ask())
    assert operation is not None
    with scope(organization=operation.organization_id):
        assert lifecycle.succeed(operation, None, provider="VoIP.ms")
    row = again(operation)
    assert row.finished_at is not None
    assert (row.lease_until, row.next_at) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_same_moment_one_gets_it(ask: Ask) -> None:
    operation = ask()
    start, winners = threading.Barrier(2), []

    def race() -> None:
        try:
            start.wait(timeout=60)
            winners.append(claim(operation) is not None)
        finally:
            connection.close()

    workers = [threading.Thread(target=race) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sorted(winners) == [False, True]
    assert again(operation).attempts == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_the_same_moment_one_operation_comes(ask: Ask) -> None:
    start, made = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(timeout=60)
            made.append(ask("pressed twice").pk)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(timeout=60)
    assert len(made) == 2
    assert len(set(made)) == 1


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": {"x": 1}}, {"a": {"x": 1, "y": 2}}, True),
        ({"a": {"x": 1}}, {"a": {"x": 2}}, False),
        ({"a": 1}, {}, False),
        ({}, {"a": 1}, True),
    ],
)
def test_only_what_is_named_has_to_match(expected: Any, found: Any, same: bool) -> None:
    assert matches(expected, found) is same
