"""A worker is killed in the middle of importing calls: each call is there once in the end, none is missing.

Real worker processes, real transactions, a real provider's service on the other side (the sandbox).
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import Sum

from panel.calls.models import CallHour, CallRecord
from panel.calls.sync import Cursor
from panel.connections import syncs
from panel.connections.models import Connection, Resource, SyncPlan
from panel.jobs.models import Job, JobState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.sandbox import Sandbox
from tests.synced import connected
from tests.workers import Worker, beat, environment, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

DAYS = timedelta(days=31)


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    return connected(nordphone)


def start_import(account: Connection) -> Job:
    with scope(organization=account.organization_id):
        plan = SyncPlan.objects.select_related("connection").get(connection=account, resource=Resource.CALLS)
        return syncs.start_sync(plan)


def imported_until(account: Connection) -> datetime | None:
    with scope(organization=account.organization_id):
        return Cursor.read(SyncPlan.objects.get(connection=account, resource=Resource.CALLS).cursor).until


def again(job: Job) -> Job:
    with scope(organization=job.organization_id):
        return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize("struck", ["the whole worker", "the child at work"])
def test_a_killed_import_loses_nothing_and_repeats_nothing(
    struck: str, account: Connection, sandbox: Sandbox, tmp_path: Path
) -> None:
    cache.clear()  # no messages of other tests
    env = environment(VOIPMS_REST_URL=sandbox.rest_url)
    began = datetime.now(UTC)
    job = start_import(account)
    with beat(env, tmp_path):
        worker = Worker(env, tmp_path / "worker.log")
        try:
            wait_until(
                lambda: (imported_until(account) or began - DAYS) > began - DAYS + timedelta(days=8), "eight days"
            )
            if struck == "the whole worker":
                worker.kill()
                worker = Worker(env, tmp_path / "worker.log")
            else:
                worker.kill_child()
            assert again(job).state == JobState.RUNNING  # it did not get to its end
            wait_until(lambda: not again(job).in_flight, "the end of the import", seconds=120)
        finally:
            worker.kill()

    done = again(job)
    assert (done.state, done.attempts) == (JobState.SUCCEEDED, 2)
    # Calls last a quarter of an hour at most: these had ended before the import began.
    ended = sandbox.calls(since=began - DAYS + timedelta(minutes=5), until=began - timedelta(minutes=20))
    assert_each_call_once(account, ended)


def assert_each_call_once(account: Connection, told: list[dict[str, Any]]) -> None:
    """All that the sandbox told of are there with their start, nothing is twice, and the hourly sums agree."""
    with scope(organization=account.organization_id):
        stored = dict(CallRecord.objects.values_list("remote_id", "started_at"))
        times = Counter(CallRecord.objects.values_list("remote_id", flat=True))
        counted = CallHour.objects.aggregate(calls=Sum("calls"))["calls"]
    assert max(times.values()) == 1
    assert len(told) > 3000
    assert {each["uniqueid"]: datetime.fromisoformat(each["started_at"]) for each in told}.items() <= stored.items()
    assert counted == len(stored)
