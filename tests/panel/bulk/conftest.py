"""An account with numbers and destinations, and the means to run a batch's jobs here and now."""

from __future__ import annotations

from typing import Any

import pytest

from panel.bulk.models import Batch, BatchRow
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.factories import make_connection, make_did
from tests.panel.dids.conftest import make_object, synced

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
