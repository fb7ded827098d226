"""Reads of batches and playbooks."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from panel.bulk.models import Batch, BatchRow, Playbook, PlaybookEntry


def batches() -> QuerySet[Batch]:
    return Batch.objects.select_related("asked_by", "job", "playbook")


def batch_or_404(batch_id: UUID) -> Batch:
    batch = batches().filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch


def rows_of(batch: Batch) -> QuerySet[BatchRow]:
    """With the number, its account and the latest operation of each."""
    return BatchRow.objects.filter(batch=batch).select_related("did__connection", "connection", "operation")


def rows_called(rows: QuerySet[BatchRow], text: str) -> QuerySet[BatchRow]:
    digits = "".join(each for each in text if each.isdigit())
    return rows.filter(label__contains=digits) if digits else rows.filter(label__icontains=text)


def playbooks() -> QuerySet[Playbook]:
    """With `numbers`, how many it has, and `in_force`, at how many of them it was put in force."""
    return Playbook.objects.select_related("calendar").annotate(
        numbers=Count("entries"), in_force=Count("entries", filter=Q(entries__before__isnull=False))
    )


def playbook_or_404(playbook_id: UUID) -> Playbook:
    playbook = playbooks().filter(pk=playbook_id).first()
    if playbook is None:
        raise Http404
    return playbook


def entries_of(playbook: Playbook) -> QuerySet[PlaybookEntry]:
    return PlaybookEntry.objects.filter(playbook=playbook)
