"""Which playbook holds a number: one at most, the first to take it, until it is taken back.

What that one found is what the number goes back to. A second one would find the first one's route and leave it behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _

from panel.bulk.models import Batch, BatchRow, BatchState, Playbook, PlaybookEntry, RowState
from panel.jobs.models import IN_FLIGHT
from panel.operations.models import OperationState

HELD = _("The playbook “%(playbook)s” is in force for this number. Take that back first.")
STOPPED_BEFORE = _("The run was stopped before this number, and the playbook was taken back.")


def held_by_others(playbook_id: UUID | None, dids: Iterable[UUID | None]) -> dict[UUID, Playbook]:
    """Of these numbers, those that another playbook is in force for, with that one."""
    held = PlaybookEntry.objects.filter(did__in=list(dids), before__isnull=False).exclude(playbook=playbook_id)
    return {entry.did_id: entry.playbook for entry in held.select_related("playbook")}


def at_work_on(playbook: Playbook, also: Iterable[UUID] = ()) -> Playbook | None:
    """Another playbook whose run is at work just now and has numbers of this one; by name the first of them.

    When that run has ended it is known who holds them. One that only waits for lost answers is not waited for, as that may take
    a person. `also`: playbooks that count as at work.
    """
    at_work = Playbook.objects.filter(Q(pk__in=list(also)) | Q(pk__in=_running().values("playbook")))
    own = PlaybookEntry.objects.filter(playbook=playbook).values("did")
    shares = PlaybookEntry.objects.filter(playbook=OuterRef("pk"), did__in=own)
    return at_work.exclude(pk=playbook.pk).filter(Exists(shares)).order_by("name", "pk").first()


def only_waits() -> Q:
    """Of batches that are applied: nothing of it is to be sent any more, and only lost answers are waited for."""
    return ~Q(Exists(_to_do()))


def waiting_for_answers(playbook_id: UUID | None) -> QuerySet[BatchRow]:
    """The numbers whose answer was lost while a run sent them elsewhere or back: nobody knows where they go."""
    applied = BatchRow.objects.filter(batch__playbook=playbook_id, batch__state=BatchState.APPLYING)
    return applied.filter(state=RowState.SENT, operation__state=OperationState.UNKNOWN)


def _running() -> QuerySet[Batch]:
    batches = Batch.objects.filter(playbook__isnull=False, job__state__in=IN_FLIGHT)
    return batches.filter(Q(state=BatchState.PLANNING) | Q(state=BatchState.APPLYING) & Exists(_to_do()))


def _to_do() -> QuerySet[BatchRow]:
    return BatchRow.objects.filter(batch=OuterRef("pk")).filter(
        Q(state=RowState.READY) | Q(state=RowState.SENT) & ~Q(operation__state=OperationState.UNKNOWN)
    )
