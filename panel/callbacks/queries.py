"""Reads of callbacks."""

from __future__ import annotations

from panel.callbacks.models import CallbackAddress, CallbackEvent
from panel.connections.models import Connection

SHOWN = 20


def address_of(connection: Connection) -> CallbackAddress | None:
    return CallbackAddress.objects.filter(connection=connection).first()


def last_events(connection: Connection) -> list[CallbackEvent]:
    return list(CallbackEvent.objects.filter(connection=connection).order_by("-received_at", "-id")[:SHOWN])
