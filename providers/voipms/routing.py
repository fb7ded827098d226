"""Where VoIP.ms sends calls: setting the route of a number, and listing what routes can lead to (routing_objects.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from providers import errors
from providers.values.media import File
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, ObjectForm, Route, RouteKind, RoutingObject
from providers.voipms import dids, faults, messages, scalars
from providers.voipms.client import Client
from providers.voipms.files import file_from
from providers.voipms.forms import Written
from providers.voipms.members import SETTING, set_members
from providers.voipms.routing_forms import WRITTEN
from providers.voipms.routing_objects import SOURCES, queue_members


class VoipmsRouting:
    """The `Routing` port. Logins (`account:`) are listed by the `Devices` port."""

    kinds = frozenset(SOURCES)
    forms: Mapping[RouteKind, ObjectForm] = MappingProxyType({kind: written.form for kind, written in WRITTEN.items()})

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_objects(self, kind: RouteKind) -> Iterator[RoutingObject]:
        """All objects of a kind, one request; queues take one more each for their static members."""
        source = SOURCES.get(kind)
        if source is None:
            raise faults.error(errors.Unsupported, messages.NO_ROUTE, operation="list_objects", code=kind.value)
        written = WRITTEN[kind]

        def read(row: dict[str, Any]) -> RoutingObject:
            return replace(source.read(row), settings=written.settings(self._client, row))

        for found in self._client.read(source.method, read):
            yield queue_members(self._client, found) if kind is RouteKind.QUEUE else found

    def set_route(self, number: PhoneNumber, route: Route, failovers: Failovers) -> None:
        """Read the number's whole record and send what differs: the narrow call for the route alone, else all of it."""
        current = dids.record(self._client, number)
        wanted = {
            "routing": route,
            "failover_busy": failovers.busy,
            "failover_unreachable": failovers.unreachable,
            "failover_noanswer": failovers.no_answer,
        }
        given = {name: target for name, target in wanted.items() if target is not None}
        for name, target in given.items():
            _check_route(name, target)
        dids.save(self._client, number, current, given)

    def save_object(self, kind: RouteKind, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        """The members of a queue follow the queue itself."""
        written = self._written(kind, "save_object")
        own = {name: value for name, value in settings.items() if name != SETTING}
        saved = written.save(self._client, own, remote_id) if own or not remote_id else remote_id
        if kind is RouteKind.QUEUE and SETTING in settings:
            set_members(self._client, saved, settings[SETTING].split(";"))
        return saved

    def fetch_sound(self, remote_id: str) -> File:
        """A recording that callers hear, as it is kept."""
        rows = self._client.rows("getRecordingFile", recording=remote_id)
        try:
            return file_from(rows[0].get("data") if rows else None, f"recording-{remote_id}")
        except ValueError as problem:
            raise self._client.unreadable("getRecordingFile", str(problem), []) from None

    def delete_object(self, kind: RouteKind, remote_id: str) -> None:
        self._written(kind, "delete_object").delete(self._client, remote_id)

    def _written(self, kind: RouteKind, operation: str) -> Written:
        if kind in WRITTEN:
            return WRITTEN[kind]
        raise faults.error(errors.Unsupported, messages.NO_ROUTE, operation=operation, code=kind.value)


def _check_route(name: str, target: Route) -> None:
    try:
        scalars.route_text(target)
    except ValueError:
        pass
    else:
        return
    raise faults.error(errors.Invalid, messages.NO_ROUTE, operation="set_route", field=name)
