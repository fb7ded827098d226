"""The sync of numbers over the wire: task → gateway → adapter → HTTP → sandbox, with its faults."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from panel.calls import ingest
from panel.calls.models import CallRecord
from panel.connections.models import Connection, Lamp, Resource, SyncPlan
from panel.dids.models import Did, DidState, DidTally
from panel.dids.totals import last_counted
from panel.jobs.models import JobState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.values.phone import PhoneNumber
from tests.panel.calls.records import WINDOW, record
from tests.sandbox import Sandbox
from tests.synced import connected, run_sync

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(sandbox: Sandbox, nordphone: Organization) -> Connection:
    return connected(nordphone)


def numbers(account: Connection) -> dict[str, Any]:
    with scope(organization=account.organization_id):
        return {did.number: did for did in Did.objects.filter(connection=account)}


def plan_of(account: Connection) -> SyncPlan:
    with scope(organization=account.organization_id):
        return SyncPlan.objects.select_related("connection").get(connection=account, resource=Resource.DIDS)


def test_all_numbers_arrive_and_a_second_run_changes_nothing(account: Connection, sandbox: Sandbox) -> None:
    there = {f"+1{each['did']}" for each in sandbox.all("dids")}
    first = run_sync(account, Resource.DIDS)
    assert (first.state, first.counts["new"]) == (JobState.SUCCEEDED, len(there))
    assert set(numbers(account)) == there
    assert plan_of(account).last_success_at is not None
    second = run_sync(account, Resource.DIDS)
    assert (second.state, second.counts["unchanged"]) == (JobState.SUCCEEDED, len(there))
    assert not any(second.counts[name] for name in ("new", "changed", "gone", "skipped"))


def test_what_came_or_went_between_two_listings_is_counted_by_the_next_one(account: Connection) -> None:
    """A number that was bought here is in its row already, so the listing that has it finds nothing new."""
    count = run_sync(account, Resource.DIDS).counts["new"]
    with scope(organization=account.organization_id):
        tally = DidTally.objects.get(state=DidState.ACTIVE)
        DidTally.objects.filter(pk=tally.pk).update(numbers=count - 1)  # as counted before it was bought
    assert run_sync(account, Resource.DIDS).counts["unchanged"] == count
    with scope(organization=account.organization_id):
        assert last_counted().numbers == count


@pytest.mark.parametrize("fault", ["down", "html", "cut", "types", "unknown_code"])
def test_a_provider_that_fails_never_makes_numbers_look_lost(account: Connection, sandbox: Sandbox, fault: str) -> None:
    run_sync(account, Resource.DIDS)
    sandbox.break_with(fault, method="getDIDsInfo")
    job = run_sync(account, Resource.DIDS)
    assert job.state in {JobState.WAITING, JobState.FAILED}
    assert job.message
    assert {did.state for did in numbers(account).values()} == {DidState.ACTIVE}
    assert plan_of(account).failures == 1


def test_wrong_credentials_fail_in_plain_words_and_turn_the_account_red(account: Connection, sandbox: Sandbox) -> None:
    run_sync(account, Resource.DIDS)
    sandbox.change_account(password="Changed-elsewhere-1")
    job = run_sync(account, Resource.DIDS)
    assert (job.state, job.error_kind) == (JobState.FAILED, "bad_credentials")
    assert plan_of(account).connection.lamp == Lamp.BAD
    assert {did.state for did in numbers(account).values()} == {DidState.ACTIVE}


def test_an_answer_without_any_number_asks_a_person_who_may_approve(account: Connection, sandbox: Sandbox) -> None:
    count = run_sync(account, Resource.DIDS).counts["new"]
    asked_at = timezone.now()
    sandbox.break_with("status", method="getDIDsInfo", code="no_did", count=2)
    job = run_sync(account, Resource.DIDS)
    assert job.state == JobState.NEEDS_PERSON
    assert f"{count} of {count}" in job.text
    assert {did.state for did in numbers(account).values()} == {DidState.ACTIVE}
    approved = run_sync(account, Resource.DIDS, approved=job.arguments["asks"])
    assert (approved.state, approved.counts["gone"]) == (JobState.SUCCEEDED, count)
    lost = numbers(account).values()
    assert {did.state for did in lost} == {DidState.LOST}
    assert all(did.last_seen_at < asked_at for did in lost), "the listing that asked did not have them any more"
    back = run_sync(account, Resource.DIDS)
    assert back.counts["changed"] == count
    assert {did.state for did in numbers(account).values()} == {DidState.ACTIVE}


def test_calls_that_came_before_their_number_find_it(account: Connection, sandbox: Sandbox) -> None:
    own = PhoneNumber(f"+1{sandbox.all('dids')[0]['did']}")
    ingest.ensure_partitions(WINDOW)
    with scope(organization=account.organization_id):
        ingest.merge(account.pk, WINDOW, [ingest.row_from(record(callee_number=own), WINDOW)])
    run_sync(account, Resource.DIDS)
    with scope(organization=account.organization_id):
        assert CallRecord.objects.get().did_number == own.e164
