"""Which playbook's run is waited for: one that is at work just now, on numbers of this one."""

from __future__ import annotations

import pytest

from panel.bulk import services
from panel.bulk.holding import at_work_on
from panel.bulk.models import Batch, BatchRow, BatchState, Playbook, PlaybookEntry, RowState
from panel.dids.models import Did
from panel.jobs.models import JobState
from panel.jobs.services import start_job
from panel.operations.models import Operation, OperationState
from panel.tenancy.models import Organization
from panel.tenancy.scope import scope

PLANNING, APPLYING = BatchState.PLANNING, BatchState.APPLYING
QUEUED, RUNNING, CANCELLED = JobState.QUEUED, JobState.RUNNING, JobState.CANCELLED
SENDING, UNKNOWN = OperationState.SENDING, OperationState.UNKNOWN


@pytest.fixture
def playbooks(nordphone: Organization, numbers: list[Did]) -> dict[str, Playbook]:
    """Flood has the first two numbers, Strike the second and the third, Apart the fourth."""
    found = {}
    with scope(organization=nordphone):
        for name, dids in {"Flood": numbers[:2], "Strike": numbers[1:3], "Apart": numbers[3:]}.items():
            found[name] = Playbook.objects.create(organization=nordphone, name=name)
            for did in dids:
                PlaybookEntry.objects.create(organization=nordphone, playbook=found[name], did=did)
    return found


@pytest.mark.parametrize(
    ("batch", "job", "row", "sent", "waited_for"),
    [
        (PLANNING, QUEUED, None, None, True),
        (APPLYING, RUNNING, RowState.READY, None, True),
        (APPLYING, RUNNING, RowState.SENT, SENDING, True),
        (APPLYING, RUNNING, RowState.SENT, UNKNOWN, False),  # that may take a person
        (APPLYING, RUNNING, RowState.DONE, None, False),
        (APPLYING, CANCELLED, RowState.READY, None, False),
        (BatchState.STOPPED, RUNNING, RowState.READY, None, False),
    ],
)
def test_a_run_is_waited_for_while_it_is_at_work(
    nordphone: Organization,
    playbooks: dict[str, Playbook],
    numbers: list[Did],
    batch: BatchState,
    job: JobState,
    row: RowState | None,
    sent: OperationState | None,
    waited_for: bool,
) -> None:
    with scope(organization=nordphone):
        started = start_job(kind=services.APPLY_JOB)
        type(started).objects.filter(pk=started.pk).update(state=job)
        run = Batch.objects.create(
            organization=nordphone, title="Flood", playbook=playbooks["Flood"], state=batch, job=started
        )
        operation = None
        if sent:
            operation = Operation.objects.create(
                organization=nordphone,
                connection_id=numbers[0].connection_id,
                kind="dids.set_route",
                subject_type="did",
                subject_id=numbers[0].pk,
                state=sent,
            )
        if row:
            BatchRow.objects.create(organization=nordphone, batch=run, position=1, state=row, operation=operation)
        found = {name: at_work_on(playbook) for name, playbook in playbooks.items()}
    assert found == {"Flood": None, "Strike": playbooks["Flood"] if waited_for else None, "Apart": None}
