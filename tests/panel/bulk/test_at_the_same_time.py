"""Two people, or one with two clicks, at the same batch: the second deed waits for the first and finds what that left."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import connection, connections

from panel.accounts.models import User
from panel.bulk import services
from panel.bulk.models import Batch, BatchRow, BatchState, FilePart, RowState, Source
from panel.bulk.services import BulkProblem
from panel.dids.models import Did
from panel.jobs.models import Job
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope
from tests.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

Deed = Callable[[Batch], object]


def make_batch(organization: Organization, did: Did, state: BatchState, source: Source = Source.LIST) -> Batch:
    with scope(organization=organization):
        batch = Batch.objects.create(
            organization=organization,
            title="Moved",
            source=source,
            state=state,
            selection={"ids": [str(did.pk)]},
            changes={"remarks": "Moved"},
            columns={"encoding": "utf-8", "separator": ",", "headings": True, "fields": ["number", "remarks"]},
        )
        if source is Source.CSV:
            FilePart.objects.create(
                organization=organization, batch=batch, position=0, content=f"number,note\n{did.number},Moved".encode()
            )
            return batch
        step = {"what": "remarks", "before": "", "after": "Moved"}
        BatchRow.objects.create(
            organization=organization,
            batch=batch,
            position=1,
            label=did.number,
            did=did,
            connection_id=did.connection_id,
            state=RowState.READY,
            steps=[step],
        )
    return batch


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def both(batch: Batch, first: Deed, second: Deed) -> str:
    """Both read the batch, the first is done, and the second begins before that is committed. What the second is told."""
    told: list[str] = []
    seen, begun, commit = Event(), Event(), Event()

    def run_first() -> None:
        with scope(organization=batch.organization_id):
            mine = Batch.objects.get(pk=batch.pk)
            assert seen.wait(20)
            first(mine)
            begun.set()
            assert commit.wait(20)
        connections.close_all()

    def run_second() -> None:
        try:
            with scope(organization=batch.organization_id):
                mine = Batch.objects.select_related("job").get(pk=batch.pk)
                seen.set()
                assert begun.wait(20)
                second(mine)
            told.append("")
        except BulkProblem as problem:
            told.append(str(problem))
        connections.close_all()

    threads = [Thread(target=run_first), Thread(target=run_second)]
    for thread in threads:
        thread.start()
    assert begun.wait(20)
    wait_until(lambda: waits_for_a_lock() or not threads[1].is_alive(), "the second deed", seconds=20)
    commit.set()
    for thread in threads:
        thread.join(20)
    assert len(told) == 1
    return told[0]


def test_resumed_twice_it_is_worked_on_once(nordphone: Organization, sam: User, numbers: list[Did]) -> None:
    batch = make_batch(nordphone, numbers[0], BatchState.STOPPED)
    assert both(batch, *[lambda mine: services.resume(batch=mine, by=sam)] * 2) == ""
    with scope(organization=nordphone):
        assert Job.objects.filter(kind=services.APPLY_JOB).count() == 1


def test_what_is_being_applied_is_not_planned_again(nordphone: Organization, sam: User, numbers: list[Did]) -> None:
    batch = make_batch(nordphone, numbers[0], BatchState.PLANNED)
    told = both(
        batch, lambda mine: services.apply(batch=mine, by=sam), lambda mine: services.plan_again(batch=mine, by=sam)
    )
    assert "not possible any more: applying" in told
    with scope(organization=nordphone):
        assert Batch.objects.get().state == BatchState.APPLYING
        assert BatchRow.objects.count() == 1


def test_columns_that_are_confirmed_twice_make_one_dry_run(
    nordphone: Organization, sam: User, numbers: list[Did]
) -> None:
    batch = make_batch(nordphone, numbers[0], BatchState.CHOOSING, Source.CSV)

    def confirm(mine: Batch) -> None:
        services.choose_columns(batch=mine, fields=["number", "remarks"], headings=True, by=sam)

    assert "not possible any more: ready to apply" in both(batch, confirm, confirm)
    with scope(organization=nordphone):
        assert BatchRow.objects.count() == 1
