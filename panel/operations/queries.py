"""Reads of the outbox."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from panel.operations.models import OPEN, Operation, OperationEvent


def operations() -> QuerySet[Operation]:
    """With the account each is for and who asked; order and page are the caller's."""
    return Operation.objects.select_related("connection", "client", "asked_by").defer("error_raw")


def recent_operations(*, limit: int) -> list[Operation]:
    return list(operations().order_by("-created_at", "-id")[:limit])


def operations_of(subject_type: str, subject_id: UUID, *, limit: int) -> list[Operation]:
    """The changes of one object, newest first."""
    rows = operations().filter(subject_type=subject_type, subject_id=subject_id)
    return list(rows.order_by("-created_at", "-id")[:limit])


def operation_by_id(operation_id: UUID) -> Operation | None:
    rows = Operation.objects.select_related("connection", "client", "asked_by", "retry_of")
    return rows.filter(pk=operation_id).first()


def timeline_of(operation: Operation) -> list[OperationEvent]:
    return list(operation.events.order_by("id")[:200])


def next_try_of(operation: Operation) -> Operation | None:
    """The operation that tried this one again."""
    return Operation.objects.filter(retry_of=operation).order_by("-created_at").first()


def count_open() -> int:
    return Operation.objects.filter(state__in=OPEN).count()
