"""Reads for the page of one number."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from panel.dids.models import Did
from panel.dids.route_operation import KIND
from panel.operations.models import OPEN, Operation, OperationState
from panel.operations.queries import operations_of
from panel.routing.models import PointOfPresence

STILL_SHOWN = timedelta(minutes=10)  # the card of a change that ended stays this long
RECENT = 12


def did_by_id(did_id: UUID) -> Did | None:
    return Did.objects.select_related("connection", "client").defer("raw", "words").filter(pk=did_id).first()


def pop_of(did: Did) -> PointOfPresence | None:
    if not did.pop:
        return None
    return PointOfPresence.objects.filter(connection=did.connection_id, remote_id=did.pop).first()


def change_under_way(did: Did, kind: str = KIND) -> Operation | None:
    """The newest change of this kind while it matters: open, failed and not followed up, or just ended."""
    newest = next((each for each in operations_of("did", did.pk, limit=RECENT) if each.kind == kind), None)
    if newest is None or newest.is_open or newest.state == OperationState.FAILED:
        return newest
    return newest if newest.finished_at and timezone.now() - newest.finished_at < STILL_SHOWN else None


def is_busy(did: Did) -> bool:
    """Whether any change of the number is under way."""
    return Operation.objects.filter(subject_type="did", subject_id=did.pk, state__in=OPEN).exists()
