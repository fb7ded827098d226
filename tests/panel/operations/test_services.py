"""Asking for a change, and what a person can do about one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel.audit.models import AuditEntry
from panel.dids.models import Did
from panel.operations import lifecycle, services
from panel.operations.models import Operation, OperationState
from panel.operations.services import AlreadyOpen, OperationProblem
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.operations.conftest import again, change, past, steps

Ask = Callable[..., Operation]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was put on the queue."""
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(services, "enqueue", lambda task, **arguments: messages.append({"task": task, **arguments}))
    return messages


def test_asking_writes_the_row_its_first_step_and_the_audit_trail(ask: Ask, did: Did, sent: Any) -> None:
    operation = ask()
    assert operation.state == OperationState.QUEUED
    assert steps(operation) == ["queued"]
    with scope(organization=operation.organization_id):
        entry = AuditEntry.objects.get(object_id=did.pk)
    assert (entry.verb, entry.details["operation"]) == ("operations.requested", str(operation.pk))
    assert [(each["task"], each["attempt"]) for each in sent] == [("operations.perform", 0)]


def test_it_is_sent_when_the_transaction_commits_and_not_before(
    ask: Ask, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from panel.celery import app

    gone_out: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **kwargs: gone_out.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        ask()
        assert gone_out == []
    assert gone_out == ["operations.perform"]


def test_the_same_key_gives_the_same_operation_and_sends_nothing_more(ask: Ask, sent: Any) -> None:
    first = ask("pressed")
    assert ask("pressed") == first
    assert len(sent) == 1


def test_the_same_key_gives_the_same_operation_also_after_its_end(ask: Ask, sent: Any) -> None:
    first = change(ask("pressed"), state=OperationState.SUCCEEDED)
    assert ask("pressed") == first


@pytest.mark.parametrize("state", ["queued", "sending", "unknown"])
def test_a_second_change_of_the_same_object_waits_for_the_first(ask: Ask, sent: Any, state: str) -> None:
    first = change(ask("one"), state=state)
    with pytest.raises(AlreadyOpen) as refused:
        ask("two")
    assert refused.value.operation == first


def test_a_failed_one_is_tried_again_as_a_new_operation(
    ask: Ask, sent: Any, alice: Any, nordphone: Organization
) -> None:
    failed = change(ask(), state=OperationState.FAILED)
    with scope(organization=nordphone):
        retried = services.retry(operation=failed, by=alice)
        assert services.retry(operation=failed, by=alice) == retried
    assert retried.retry_of == failed
    assert retried.wanted == failed.wanted
    assert retried.before["route"] == {"kind": "voicemail", "target": "101"}


def test_a_retry_takes_what_the_number_has_now_as_before(
    ask: Ask, sent: Any, alice: Any, did: Did, nordphone: Organization
) -> None:
    failed = change(ask(), state=OperationState.FAILED)
    with scope(organization=nordphone):
        Did.objects.filter(pk=did.pk).update(route_kind="queue", route_target="9")
        assert services.retry(operation=failed, by=alice).before["route"] == {"kind": "queue", "target": "9"}


def test_a_retry_is_refused_when_it_is_already_as_wanted(
    ask: Ask, sent: Any, alice: Any, did: Did, nordphone: Organization
) -> None:
    failed = change(ask(), state=OperationState.FAILED)
    with scope(organization=nordphone):
        Did.objects.filter(pk=did.pk).update(route_kind="ring_group", route_target="4768")
        with pytest.raises(OperationProblem, match="already as wanted"):
            services.retry(operation=failed, by=alice)


@pytest.mark.parametrize("state", ["queued", "sending", "unknown", "succeeded", "abandoned"])
def test_only_a_failed_one_can_be_tried_again(
    ask: Ask, sent: Any, alice: Any, nordphone: Organization, state: str
) -> None:
    operation = change(ask(), state=state)
    with scope(organization=nordphone), pytest.raises(OperationProblem):
        services.retry(operation=operation, by=alice)
    assert len(sent) == 1


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_a_failed_or_unknown_one_can_be_given_up(
    ask: Ask, sent: Any, alice: Any, nordphone: Organization, state: str
) -> None:
    operation = change(ask(), state=state)
    with scope(organization=nordphone):
        services.abandon(operation=operation, by=alice)
    assert again(operation).state == OperationState.ABANDONED


@pytest.mark.parametrize("state", ["queued", "sending", "succeeded", "abandoned"])
def test_nothing_else_can_be_given_up(ask: Ask, sent: Any, alice: Any, nordphone: Organization, state: str) -> None:
    operation = change(ask(), state=state)
    with scope(organization=nordphone), pytest.raises(OperationProblem):
        services.abandon(operation=operation, by=alice)


class TestSweep:
    def swept(self, operation: Operation) -> Operation:
        with scope(organization=operation.organization_id):
            services.sweep(Operation.objects.get(pk=operation.pk), provider="VoIP.ms")
        return again(operation)

    def test_a_worker_that_died_while_sending_leaves_an_unknown_outcome(self, ask: Ask, sent: Any) -> None:
        operation = change(ask(), state="sending", attempts=1, lease_until=past(1), next_at=None)
        assert self.swept(operation).state == OperationState.UNKNOWN

    def test_a_lease_that_runs_is_left_alone(self, ask: Ask, sent: Any) -> None:
        operation = change(ask(), state="sending", attempts=1, lease_until=past(-60), next_at=None)
        assert self.swept(operation).state == OperationState.SENDING

    def test_a_queued_one_whose_message_was_lost_is_sent_again(self, ask: Ask, sent: Any) -> None:
        operation = change(ask(), next_at=past(1))
        self.swept(operation)
        assert [each["task"] for each in sent] == ["operations.perform"] * 2
        self.swept(operation)
        assert len(sent) == 2

    def test_an_unknown_one_is_looked_up_when_its_time_has_come(self, ask: Ask, sent: Any) -> None:
        operation = change(ask(), state="unknown", attempts=1, checks=2, next_at=past(1))
        self.swept(operation)
        assert (sent[-1]["task"], sent[-1]["check"]) == ("operations.reconcile", 2)

    def test_a_look_whose_worker_died_is_planned_again(self, ask: Ask, sent: Any) -> None:
        operation = change(ask(), state="unknown", checks=1, lease_until=past(1), next_at=None)
        swept = self.swept(operation)
        assert swept.state == OperationState.UNKNOWN
        assert swept.lease_until is None
        assert swept.next_at is not None


def test_due_operations_of_all_organizations_are_found_and_swept(ask: Ask, sent: Any) -> None:
    from panel.operations.tasks import sweep

    operation = change(ask(), state="sending", attempts=1, lease_until=past(1), next_at=None)
    sweep()
    assert again(operation).state == OperationState.UNKNOWN


def test_an_unknown_outcome_is_looked_up_at_once_when_asked(
    ask: Ask, sent: Any, alice: Any, nordphone: Organization
) -> None:
    operation = change(ask(), state="unknown", next_at=past(-600))
    with scope(organization=nordphone):
        services.check_now(operation=operation, by=alice)
    assert sent[-1]["task"] == "operations.reconcile"
    assert lifecycle.next_look(again(operation)) is not None
