"""Where VoIP.ms sends calls: setting the route of a number, and listing what routes can lead to (routing_objects.py)."""

from __future__ import annotations

from collections.abc import Iterator

from providers import errors
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind, RoutingObject
from providers.voipms import dids, faults, messages, scalars
from providers.voipms.client import Client
from providers.voipms.routing_objects import SOURCES, queue_members


class VoipmsRouting:
    """The `Routing` port. Logins (`account:`) are listed by the `Devices` port."""

    kinds = frozenset(SOURCES)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_objects(self, kind: RouteKind) -> Iterator[RoutingObject]:
        """All objects of a kind, one request; queues take one more each for their static members."""
        source = SOURCES.get(kind)
        if source is None:
            raise faults.error(errors.Unsupported, messages.NO_ROUTE, operation="list_objects", code=kind.value)
        for found in self._client.read(source.method, source.read):
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
            _written(name, target)
        dids.save(self._client, number, current, given)


def _written(name: str, target: Route) -> str:
    try:
        return scalars.route_text(target)
    except ValueError:
        pass
    raise faults.error(errors.Invalid, messages.NO_ROUTE, operation="set_route", field=name)
