"""How the objects of one kind, or the devices, are read and written at an opened account, and mirrored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from panel.connections.mirror import Mirror
from panel.connections.models import Connection
from panel.routing.models import Device, RoutingObject, Wish
from panel.routing.sync import DeviceMirror, RoutingObjectMirror
from providers.errors import Unsupported
from providers.ports import Provider
from providers.values.devices import Device as DeviceValue
from providers.values.routing import RouteKind
from providers.values.routing import RoutingObject as ObjectValue

Value = ObjectValue | DeviceValue


class Reach:
    """The port's side: what is listed, saved and deleted of one kind."""

    def __init__(self, provider: Provider, kind: str) -> None:
        self._provider = provider
        self._kind = kind

    def listing(self) -> Iterator[Value]:
        if self._kind == Wish.DEVICE:
            if self._provider.devices is not None:
                return self._provider.devices.list_devices()
        elif self._provider.routing is not None:
            return self._provider.routing.list_objects(RouteKind(self._kind))
        raise self._missing()

    def save(self, settings: Mapping[str, str], remote_id: str) -> str:
        if self._kind == Wish.DEVICE:
            if self._provider.devices is not None:
                return self._provider.devices.save_device(settings, remote_id=remote_id)
        elif self._provider.routing is not None:
            return self._provider.routing.save_object(RouteKind(self._kind), settings, remote_id=remote_id)
        raise self._missing()

    def delete(self, remote_id: str) -> None:
        if self._kind == Wish.DEVICE:
            if self._provider.devices is not None:
                return self._provider.devices.delete_device(remote_id)
        elif self._provider.routing is not None:
            return self._provider.routing.delete_object(RouteKind(self._kind), remote_id)
        raise self._missing()

    def _missing(self) -> Unsupported:
        return Unsupported(_("This provider has nothing of this kind."), provider=self._provider.info.slug)


def rows_of(connection: Connection, kind: str) -> QuerySet[Any]:
    """What is known of the account's objects of one kind. In the organization's scope."""
    if kind == Wish.DEVICE:
        return Device.objects.filter(connection=connection)
    return RoutingObject.objects.filter(connection=connection, kind=kind)


def mirror_of(connection: Connection, kind: str) -> Mirror[Any, Any]:
    return DeviceMirror(connection) if kind == Wish.DEVICE else RoutingObjectMirror(connection, RouteKind(kind))
