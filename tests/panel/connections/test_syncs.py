"""Sync plans: handed out fairly, held by a lease, due again after success, failure and death."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from panel.connections import syncs
from panel.connections.gateway import info
from panel.connections.models import Connection, Resource, SyncPlan
from panel.connections.tasks import dispatch_due_syncs
from panel.jobs.models import Job
from panel.tenancy.crossing import due_sync_plans
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from providers.errors import BadCredentials, Unavailable
from tests.factories import make_connection


def planned(organization: Organization, *names: str) -> list[Connection]:
    accounts = [make_connection(organization, name) for name in names]
    with scope(organization=organization):
        for account in accounts:
            syncs.make_plans(account, info("voipms"))
    return accounts


def plan_of(account: Connection, resource: str = Resource.DIDS) -> SyncPlan:
    with scope(organization=account.organization_id):
        return SyncPlan.objects.get(connection=account, resource=resource)


def test_organizations_take_turns(nordphone: Organization, harbourline: Organization) -> None:
    planned(nordphone, "One", "Two", "Three")
    planned(harbourline, "Small")
    turns = [organization_id for organization_id, _ in due_sync_plans(timezone.now(), 4)]
    assert turns.count(harbourline.pk) == 2, "the large organization does not starve the small one"


def test_due_plans_become_jobs_once(nordphone: Organization) -> None:
    planned(nordphone, "One")
    dispatch_due_syncs()
    dispatch_due_syncs()
    with scope(organization=nordphone):
        assert Job.objects.count() == 5
        assert not SyncPlan.objects.filter(next_due_at__lte=timezone.now()).exists()


def test_a_paused_account_and_a_plan_that_is_off_are_left_alone(nordphone: Organization) -> None:
    (account,) = planned(nordphone, "One")
    with scope(organization=nordphone):
        SyncPlan.objects.exclude(resource=Resource.DIDS).update(enabled=False)
        Connection.objects.filter(pk=account.pk).update(state="paused")
    dispatch_due_syncs()
    with scope(organization=nordphone):
        assert not Job.objects.exists()


def test_success_keeps_the_cursor_and_is_due_an_interval_later(nordphone: Organization) -> None:
    (account,) = planned(nordphone, "One")
    with syncs.sync_lease(account, Resource.DIDS) as lease:
        assert plan_of(account).lease_until is not None
        lease.cursor = {"until": "2026-11-21"}
    plan = plan_of(account)
    assert (plan.cursor, plan.lease_until, plan.failures) == ({"until": "2026-11-21"}, None, 0)
    assert plan.last_success_at is not None
    wait = plan.next_due_at - timezone.now()
    assert timedelta(seconds=0.9 * plan.interval) < wait < timedelta(seconds=1.1 * plan.interval)


@pytest.mark.parametrize(
    ("problem", "least"),
    [
        (Unavailable("down", provider="voipms"), timedelta(seconds=890)),
        (BadCredentials("wrong", provider="voipms"), timedelta(seconds=890)),
    ],
)
def test_a_failure_keeps_the_old_cursor_and_waits(
    nordphone: Organization, problem: Exception, least: timedelta
) -> None:
    (account,) = planned(nordphone, "One")

    def fail() -> None:
        with syncs.sync_lease(account, Resource.DIDS) as lease:
            lease.cursor = {"until": "too far"}
            raise problem

    with pytest.raises(type(problem)):
        fail()
    plan = plan_of(account)
    assert (plan.cursor, plan.failures, plan.lease_until) == ({}, 1, None)
    assert plan.next_due_at - timezone.now() > least


def test_a_dead_workers_lease_runs_out(nordphone: Organization) -> None:
    (account,) = planned(nordphone, "One")
    with scope(organization=nordphone):
        SyncPlan.objects.filter(connection=account).update(lease_until=timezone.now() + timedelta(minutes=5))
    assert due_sync_plans(timezone.now(), 10) == []
    assert len(due_sync_plans(timezone.now() + timedelta(minutes=6), 10)) == 5
