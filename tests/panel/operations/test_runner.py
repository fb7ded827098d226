"""Carrying out, and finding out how it ended: each way that a provider can answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from panel.connections.models import Connection
from panel.dids.models import Did
from panel.operations import runner, services
from panel.operations.lifecycle import MOST_ATTEMPTS
from panel.operations.models import Operation, OperationState
from panel.operations.words import advice
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.errors import (
    BadCredentials,
    Invalid,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from providers.values.routing import Route, RouteKind
from tests.panel.operations.conftest import AGENTS, ScriptedProvider, again, change, past, steps

Ask = Callable[..., Operation]

DOWN = Unavailable("VoIP.ms cannot be reached.", provider="voipms")
LOST = OutcomeUnknown("The answer was lost.", provider="voipms")


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "enqueue", lambda *_, **__: None)


def perform(operation: Operation) -> Operation:
    row = again(operation)
    runner.perform(row.organization_id, row.pk, attempt=row.attempts)
    return again(row)


def look(operation: Operation) -> Operation:
    row = again(operation)
    runner.reconcile(row.organization_id, row.pk, check=row.checks)
    return again(row)


class TestPerform:
    def test_a_change_is_made_read_back_and_remembered(
        self, ask: Ask, provider: ScriptedProvider, did: Did, nordphone: Organization
    ) -> None:
        done = perform(ask())
        assert (done.state, done.differs, done.reconciled) == (OperationState.SUCCEEDED, False, False)
        assert done.observed == {"route": AGENTS, "failovers": {}}
        assert steps(done) == ["queued", "sending", "succeeded"]
        assert len(provider.writes) == 1
        with scope(organization=nordphone):
            did.refresh_from_db()
        assert (did.route_kind, did.route_target) == ("ring_group", "4768")

    def test_what_reads_back_different_is_shown_not_hidden(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.deaf = True
        done = perform(ask())
        assert (done.state, done.differs) == (OperationState.SUCCEEDED, True)
        assert done.observed is not None
        assert done.observed["route"] == {"kind": "voicemail", "target": "101"}

    def test_not_being_able_to_read_back_does_not_undo_it(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_read = DOWN
        done = perform(ask())
        assert (done.state, done.observed) == (OperationState.SUCCEEDED, None)

    def test_a_provider_that_is_down_is_tried_again_later(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write, provider.deaf = DOWN, True
        row = perform(ask())
        assert (row.state, row.attempts, row.lease_until) == (OperationState.QUEUED, 1, None)
        assert row.next_at is not None
        assert row.next_at > past(0)

    def test_after_the_last_attempt_it_fails_and_says_that_nothing_was_changed(
        self, ask: Ask, provider: ScriptedProvider
    ) -> None:
        provider.on_write, provider.deaf = DOWN, True
        row = ask()
        for _ in range(MOST_ATTEMPTS):
            row = perform(row)
        assert row.state == OperationState.FAILED
        assert "Nothing was changed; it is safe to try again." in row.error_text
        assert len(provider.writes) == MOST_ATTEMPTS

    def test_a_limit_waits_as_long_as_the_provider_asks(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write = RateLimited("Too many.", provider="voipms", retry_after=300)
        row = perform(ask())
        assert row.next_at is not None
        assert row.next_at > past(-290)

    @pytest.mark.parametrize(
        "problem",
        [
            LOST,
            UnexpectedAnswer("Unreadable.", provider="voipms"),
            RuntimeError("a bug of ours"),
        ],
    )
    def test_an_unclear_answer_leaves_an_unknown_outcome(
        self, ask: Ask, provider: ScriptedProvider, problem: Exception
    ) -> None:
        provider.on_write = problem
        row = perform(ask())
        assert (row.state, row.lease_until) == (OperationState.UNKNOWN, None)
        assert row.next_at is not None

    @pytest.mark.parametrize(
        "problem",
        [
            BadCredentials("Set the password again.", provider="voipms", code="invalid_credentials"),
            Invalid("No such route.", provider="voipms", code="invalid_routing", field="routing"),
            NotFound("Not there.", provider="voipms", code="no_did"),
        ],
    )
    def test_a_clear_refusal_fails_with_the_providers_reason(
        self, ask: Ask, provider: ScriptedProvider, problem: Any
    ) -> None:
        provider.on_write, provider.deaf = problem, True
        row = perform(ask())
        assert row.state == OperationState.FAILED
        assert (row.error_kind, row.error_code, row.error_text) == (
            problem.kind,
            problem.code,
            problem.public_message,
        )

    def test_a_refusal_after_an_attempt_that_made_a_part_does_not_say_that_nothing_was_changed(
        self, ask: Ask, provider: ScriptedProvider
    ) -> None:
        provider.on_write, provider.taken = DOWN, 1
        waiting = perform(ask())
        assert (waiting.state, waiting.in_part) == (OperationState.QUEUED, True)
        provider.on_open, provider.taken = BadCredentials("No.", provider="voipms"), 0
        failed = perform(waiting)
        assert failed.state == OperationState.FAILED
        with scope(organization=failed.organization_id):
            assert "Nothing was changed" not in advice(waiting)
            assert "Nothing was changed" not in advice(failed)
            assert [each for each in failed.events.all() if "Nothing was changed" in each.text] == []

    def test_a_problem_before_anything_was_sent_fails_safely(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_open = RuntimeError("no key to open the credentials with")
        row = perform(ask())
        assert row.state == OperationState.FAILED
        assert "before anything was sent" in row.error_text
        assert provider.writes == []

    def test_nothing_is_sent_over_a_paused_connection(
        self, ask: Ask, provider: ScriptedProvider, account: Connection, nordphone: Organization
    ) -> None:
        row = ask()
        with scope(organization=nordphone):
            Connection.objects.filter(pk=account.pk).update(state="paused")
        assert perform(row).state == OperationState.FAILED
        assert provider.writes == []

    def test_a_run_that_was_taken_over_keeps_nothing_of_what_it_read(
        self, ask: Ask, provider: ScriptedProvider, did: Did, nordphone: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        operation, send = ask(), provider.set_route

        def slowly(*wanted: Any) -> None:
            send(*wanted)
            change(operation, state=OperationState.UNKNOWN)

        monkeypatch.setattr(provider, "set_route", slowly)
        assert perform(operation).state == OperationState.UNKNOWN
        with scope(organization=nordphone):
            assert Did.objects.get(pk=did.pk).route_kind == "voicemail"

    def test_a_task_that_runs_twice_sends_once(self, ask: Ask, provider: ScriptedProvider) -> None:
        row = ask()
        runner.perform(row.organization_id, row.pk, attempt=0)
        runner.perform(row.organization_id, row.pk, attempt=0)
        assert len(provider.writes) == 1


class TestReconcile:
    def test_an_answer_lost_after_the_write_ends_well_and_sends_nothing_again(
        self, ask: Ask, provider: ScriptedProvider
    ) -> None:
        provider.on_write = LOST
        row = look(perform(ask()))
        assert (row.state, row.reconciled, row.differs) == (OperationState.SUCCEEDED, True, False)
        assert row.error_message == ""
        assert len(provider.writes) == 1

    def test_a_change_that_is_not_there_yet_is_looked_up_again(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write, provider.deaf = LOST, True
        row = look(perform(ask()))
        assert (row.state, row.checks) == (OperationState.UNKNOWN, 1)
        assert row.next_at is not None

    def test_a_change_that_never_came_fails_and_is_safe_to_try_again(
        self, ask: Ask, provider: ScriptedProvider
    ) -> None:
        provider.on_write, provider.deaf = LOST, True
        row = change(look(perform(ask())), sent_at=past(60))
        row = look(row)
        assert (row.state, row.reconciled) == (OperationState.FAILED, True)
        assert "did not happen" in row.error_text
        assert len(provider.writes) == 1

    def test_a_change_by_somebody_else_is_shown(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write, provider.deaf = LOST, True
        row = change(look(perform(ask())), sent_at=past(60))
        provider.route = Route(kind=RouteKind.QUEUE, target="9")
        row = look(row)
        assert (row.state, row.differs) == (OperationState.FAILED, True)
        assert row.observed is not None
        assert row.observed["route"] == {"kind": "queue", "target": "9"}

    @pytest.mark.parametrize("problem", [DOWN, BadCredentials("No.", provider="voipms"), ValueError("ours")])
    def test_a_provider_that_cannot_be_asked_leaves_it_unknown(
        self, ask: Ask, provider: ScriptedProvider, problem: Exception
    ) -> None:
        provider.on_write, provider.on_read = LOST, problem
        row = look(perform(ask()))
        assert (row.state, row.checks, row.lease_until) == (OperationState.UNKNOWN, 1, None)
        assert row.next_at is not None

    def test_after_a_day_it_asks_a_person(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write, provider.on_read = LOST, DOWN
        row = look(change(perform(ask()), sent_at=past(25 * 3600)))
        assert (row.state, row.next_at) == (OperationState.UNKNOWN, None)

    def test_the_pauses_between_looks_grow_up_to_half_an_hour(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write, provider.on_read = LOST, DOWN
        row = change(perform(ask()), checks=40)
        row = look(row)
        assert row.next_at is not None
        assert past(-1750) < row.next_at < past(-1850)

    def test_a_number_that_is_gone_ends_it(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write, provider.on_read = LOST, NotFound("Not there.", provider="voipms")
        assert look(perform(ask())).state == OperationState.FAILED

    def test_a_look_that_comes_late_keeps_nothing_of_what_it_read(
        self, ask: Ask, provider: ScriptedProvider, did: Did, nordphone: Organization, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        provider.on_write = LOST
        operation, read = perform(ask()), provider.get

        def slowly(number: Any, **only: Any) -> Any:
            change(operation, state=OperationState.ABANDONED)
            return read(number, **only)

        monkeypatch.setattr(provider, "get", slowly)
        assert look(operation).state == OperationState.ABANDONED
        with scope(organization=nordphone):
            assert Did.objects.get(pk=did.pk).route_kind == "voicemail"

    def test_a_look_delivered_twice_looks_once(self, ask: Ask, provider: ScriptedProvider) -> None:
        provider.on_write, provider.deaf = LOST, True
        row = perform(ask())
        runner.reconcile(row.organization_id, row.pk, check=0)
        runner.reconcile(row.organization_id, row.pk, check=0)
        assert again(row).checks == 1
