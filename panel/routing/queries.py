"""Reads for the pages of one object or device."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from panel.jobs.models import IN_FLIGHT, Job
from panel.operations.models import Operation, OperationState
from panel.operations.queries import operations_of
from panel.routing.models import Device, RoutingObject, Wish

STILL_SHOWN = timedelta(minutes=10)  # the card of a change that ended stays this long


def object_or_404(object_id: UUID) -> RoutingObject:
    found = RoutingObject.objects.select_related("connection").filter(pk=object_id).first()
    if found is None:
        raise Http404
    return found


def device_or_404(device_id: UUID) -> Device:
    found = Device.objects.select_related("connection").filter(pk=device_id).first()
    if found is None:
        raise Http404
    return found


def wish_or_404(wish_id: UUID) -> Wish:
    found = Wish.objects.select_related("connection").defer("sealed").filter(pk=wish_id).first()
    if found is None:
        raise Http404
    return found


def made_from(wish: Wish) -> RoutingObject | Device | None:
    """What came of a wish, once its id is known and it was read back."""
    if not wish.remote_id:
        return None
    if wish.kind == Wish.DEVICE:
        return Device.objects.filter(connection=wish.connection_id, remote_id=wish.remote_id).first()
    rows = RoutingObject.objects.filter(connection=wish.connection_id, kind=wish.kind, remote_id=wish.remote_id)
    return rows.first()


def change_under_way(subject_type: str, subject_id: UUID) -> Operation | None:
    """The newest change while it matters: open, failed and not followed up, or just ended."""
    newest = next(iter(operations_of(subject_type, subject_id, limit=1)), None)
    if newest is None or newest.is_open or newest.state == OperationState.FAILED:
        return newest
    return newest if newest.finished_at and timezone.now() - newest.finished_at < STILL_SHOWN else None


def is_being_fetched(row: RoutingObject) -> bool:
    """Whether a job fetches its sound just now."""
    jobs = Job.objects.filter(kind="routing.fetch_sound", connection=row.connection_id, state__in=IN_FLIGHT)
    return jobs.filter(arguments__object=str(row.pk)).exists()
