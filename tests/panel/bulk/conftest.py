"""An account with numbers and destinations, and the means to run a batch's jobs here and now."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine

from panel.bulk import following
from panel.bulk.models import Batch, BatchRow
from panel.bulk.tasks import dispatch_holidays, follow_calendars
from panel.connections.models import Connection, Resource
from panel.dids.models import Did
from panel.jobs import services as jobs
from panel.jobs.models import Job
from panel.operations import services as operations
from panel.operations.tasks import perform, reconcile
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did
from tests.panel.dids.conftest import make_object, synced
from tests.sandbox import Sandbox
from tests.synced import connected, run_sync

NONE = {"kind": "none", "target": "", "raw": "none:"}


@pytest.fixture
def account(nordphone: Organization) -> Connection:
    account = make_connection(nordphone, sealed=b"x")
    make_object(account, "ring_group", "4768", "Réception")
    make_object(account, "ring_group", "4769", "Agents")
    synced(account)
    return account


@pytest.fixture
def numbers(nordphone: Organization, account: Connection) -> list[Did]:
    failovers = {"busy": NONE, "unreachable": NONE, "no_answer": NONE}
    return [
        make_did(
            nordphone,
            account,
            f"+1514555010{line}",
            route_kind="ring_group",
            route_target="4768",
            route_raw="grp:4768",
            failovers=failovers,
            sms_available=True,
            sms_enabled=False,
        )
        for line in range(4)
    ]


def the_batch(organization: Organization) -> Batch:
    with scope(organization=organization):
        return Batch.objects.select_related("job").latest("created_at")


def rows_of(batch: Batch) -> list[BatchRow]:
    with scope(organization=batch.organization_id):
        return list(BatchRow.objects.filter(batch=batch).select_related("operation").order_by("position"))


def run_job(batch: Batch) -> Any:
    """One run of the batch's job, as a worker would run it; the job after it."""
    from panel.celery import app
    from panel.jobs.models import Job

    app.loader.import_default_modules()
    assert batch.job is not None
    app.tasks[batch.job.kind](organization_id=str(batch.organization_id), job_id=str(batch.job.pk))
    with scope(organization=batch.organization_id):
        return Job.objects.get(pk=batch.job.pk)


def reload(batch: Batch) -> Batch:
    with scope(organization=batch.organization_id):
        return Batch.objects.select_related("job").get(pk=batch.pk)


def followed(browser: Any, answer: Any) -> str:
    """The page that a redirect leads to."""
    assert answer.status_code == 302, answer.status_code
    return str(browser.get(answer["Location"]).content.decode())


def states(batch: Batch) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows_of(batch):
        found[row.state] = found.get(row.state, 0) + 1
    return found


def to_the_end(batch: Batch, work: Callable[..., int]) -> Any:
    """Turns of the job, with the operations carried out in between; the job at its end."""
    for _turn in range(40):
        job = run_job(reload(batch))
        if not job.in_flight:
            return job
        work()
    raise AssertionError("It never ends.")


# At the sandbox


@pytest.fixture
def own(nordphone: Organization, sandbox: Sandbox) -> Connection:
    """The account with what the sandbox has."""
    account = connected(nordphone)
    for resource in (Resource.ROUTING, Resource.DEVICES, Resource.DIDS):
        assert run_sync(account, resource).state == "succeeded"
    return account


@pytest.fixture
def chosen(own: Connection, nordphone: Organization) -> list[Did]:
    """Twelve numbers that go to a SIP account."""
    with scope(organization=nordphone):
        return list(Did.objects.filter(route_kind="account").order_by("number")[:12])


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Carries out the operations on the queue, at most so many; how many it did."""
    messages: deque[tuple[str, dict[str, Any]]] = deque()

    def enqueue(task: str, *, organization_id: Any, **arguments: Any) -> None:
        messages.append((task, {"organization_id": str(organization_id), **arguments}))

    monkeypatch.setattr(operations, "enqueue", enqueue)
    monkeypatch.setattr(jobs, "enqueue", lambda *_, **__: None)
    tasks = {"operations.perform": perform, "operations.reconcile": reconcile}

    def run(most: int = 1000) -> int:
        done = 0
        while messages and done < most:
            name, arguments = messages.popleft()
            tasks[name](**arguments)
            done += 1
        return done

    return run


Clock = Callable[[str], list[str]]


@pytest.fixture
def at(nordphone: Organization, work: Any) -> Clock:
    """`at("2026-12-25T09:00+00:00")`: beat comes round then, all jobs run to their end; the titles of what was begun."""

    def come_round(moment: str) -> list[str]:
        with time_machine.travel(datetime.fromisoformat(moment)):
            dispatch_holidays()
            with scope(organization=nordphone):
                waiting = list(Job.objects.filter(kind=following.JOB, state="queued"))
                before = set(Batch.objects.values_list("pk", flat=True))
            for job in waiting:
                follow_calendars(organization_id=str(nordphone.pk), job_id=str(job.pk))
            with scope(organization=nordphone):
                begun = list(Batch.objects.exclude(pk__in=before).select_related("job"))
            for batch in begun:
                to_the_end(batch, work)
        return [batch.title for batch in begun]

    return come_round
