"""Failed rows that are tried again are sent again, each with a key of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from panel.bulk import dry_run, services
from panel.bulk.models import Batch, BatchRow, BatchState, RowState
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.jobs import services as jobs
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.panel.bulk.conftest import followed, reload, rows_of, run_job, states, the_batch, to_the_end
from tests.sandbox import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_of_one_change_that_failed_is_sent_again(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    """Its step is the same as before: only the count of tries tells the second from the first."""
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/new/", {"ids": [str(chosen[0].pk)]})
    browser.post(answer["Location"], {f"route-{own.pk}": "ring_group:4769"})
    batch = the_batch(nordphone)
    sandbox.break_with("status", method="setDIDRouting", code="invalid_routing_header", count=1)
    browser.post(f"/bulk/{batch.pk}/apply/")
    to_the_end(batch, work)
    (failed,) = rows_of(batch)
    assert failed.state == RowState.FAILED
    browser.post(f"/bulk/{batch.pk}/retry/")
    browser.post(f"/bulk/{batch.pk}/apply/")
    assert to_the_end(batch, work).state == "succeeded"
    (done,) = rows_of(batch)
    assert states(batch) == {RowState.DONE: 1}
    assert done.operation_id != failed.operation_id
    assert sandbox.has("dids", done.label[2:])["routing"] == "grp:4769"


def test_rows_that_are_done_outlive_a_second_dry_run(
    browse: Any, sam: Any, nordphone: Organization, own: Connection, chosen: list[Did], sandbox: Sandbox, work: Any
) -> None:
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/new/", {"ids": [str(did.pk) for did in chosen[:3]]})
    browser.post(answer["Location"], {f"route-{own.pk}": "ring_group:4769"})
    batch = the_batch(nordphone)
    sandbox.break_with("status", method="setDIDRouting", code="invalid_routing_header", count=1)
    browser.post(f"/bulk/{batch.pk}/apply/")
    to_the_end(batch, work)
    browser.post(f"/bulk/{batch.pk}/retry/")
    assert "Dry run again" not in browser.get(f"/bulk/{batch.pk}/").content.decode()
    answer = browser.post(f"/bulk/{batch.pk}/again/")
    assert "what came of each row is kept" in followed(browser, answer)
    assert states(batch) == {RowState.DONE: 2, RowState.READY: 1}


def test_very_many_failed_rows_are_planned_by_a_job_and_no_row_is_lost(
    browse: Any, sam: Any, nordphone: Organization, numbers: list[Did], account: Connection, monkeypatch: Any
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    monkeypatch.setattr(dry_run, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "enqueue", lambda *_, **__: None)
    browser = browse(sam, nordphone)
    answer = browser.post("/bulk/new/", {"ids": [str(did.pk) for did in numbers]})
    browser.post(answer["Location"], {f"route-{account.pk}": "ring_group:4769"})
    run_job(the_batch(nordphone))
    batch = the_batch(nordphone)
    with scope(organization=nordphone):
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.ENDED, started_at=timezone.now())
        BatchRow.objects.filter(batch=batch).update(state=RowState.FAILED, reason="Not now.", tries=1)
        BatchRow.objects.filter(batch=batch, position=1).update(state=RowState.DONE, reason="")
        Did.objects.filter(pk=numbers[1].pk).update(gone_at=timezone.now())
    browser.post(f"/bulk/{batch.pk}/retry/")
    assert reload(batch).state == BatchState.PLANNING
    assert states(batch) == {RowState.DONE: 1, RowState.FAILED: 3}
    assert run_job(reload(batch)).state == "succeeded"
    assert reload(batch).state == BatchState.PLANNED
    assert [(row.state, row.tries) for row in rows_of(batch)] == [
        ("done", 1),
        ("refused", 2),
        ("ready", 2),
        ("ready", 2),
    ]
