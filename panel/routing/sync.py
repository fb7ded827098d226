"""What routes can point at, as the providers list it, kept as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, QuerySet
from django.utils import timezone

from panel.connections.mirror import Mirror
from panel.connections.models import Connection
from panel.routing.models import Device, Mirrored, PointOfPresence, RoutingObject
from providers.values import devices, routing
from providers.values.devices import Registration
from providers.values.routing import RouteKind

M = TypeVar("M", bound=Mirrored)
V = TypeVar("V")


class _Mirror(Mirror[M, V]):
    """A listing says nothing of what was made, changed or deleted after it began."""

    def not_newer(self, rows: QuerySet[M], than: datetime) -> QuerySet[M]:
        return rows.filter(changed_at__lte=than)


class RoutingObjectMirror(_Mirror[RoutingObject, routing.RoutingObject]):
    """The objects of one kind: each kind is a listing of its own."""

    model = RoutingObject

    def __init__(self, connection: Connection, kind: RouteKind) -> None:
        super().__init__(connection)
        self.kind = kind

    def rows(self) -> QuerySet[RoutingObject]:
        return super().rows().filter(kind=self.kind.value)

    def columns(self, value: routing.RoutingObject) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "remote_id": value.remote_id,
            "name": value.name.strip() or value.remote_id,  # without a name there were nothing to click on
            "links": [
                {"label": link.label, "kind": link.route.kind.value, "target": link.route.target}
                for link in value.links
            ],
            "details": value.details,
            "settings": value.settings,
            "raw": value.raw,
        }


class DeviceMirror(_Mirror[Device, devices.Device]):
    """Devices without their registration, which is asked for one by one."""

    model = Device

    def columns(self, value: devices.Device) -> dict[str, Any]:
        return {
            "remote_id": value.remote_id,
            "login": value.login,
            "description": value.description,
            "protocol": value.protocol,
            "caller_id": value.caller_id,
            "details": value.details,
            "settings": value.settings,
            "raw": value.raw,
        }


class PopMirror(_Mirror[PointOfPresence, devices.Pop]):
    model = PointOfPresence

    def columns(self, value: devices.Pop) -> dict[str, Any]:
        return {
            "remote_id": value.remote_id,
            "name": value.name,
            "hostname": value.hostname,
            "country": value.country,
            "recommended": value.recommended,
        }


def due_for_registration(connection: Connection, *, limit: int) -> list[Device]:
    """Devices whose registration was not asked for the longest time, never asked ones first."""
    there = Device.objects.filter(connection=connection, gone_at=None)
    return list(there.order_by(F("registration_at").asc(nulls_first=True), "pk")[:limit])


def store_registration(device: Device, registration: Registration | None) -> None:
    """Keep what was told just now; None when it could not be asked: then it is not known, and the next run asks others first."""
    device.registered = registration.registered if registration else None
    device.registered_server = (registration.server or registration.pop)[:120] if registration else ""
    device.registration_at = timezone.now()
    device.save(update_fields=["registered", "registered_server", "registration_at"])
