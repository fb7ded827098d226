"""What the numbers of an account can be routed to, as the groups of a choice."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from panel.connections.models import Connection
from panel.routing.models import Device, Kind, RoutingObject
from panel.routing.naming import SYSTEM_WORDS, Destination, Spot, kind_word, name_of
from providers.values.routing import Route, RouteKind

MOST = 2000  # of each sort; a select with more helps nobody

Option = tuple[str, str]
Group = tuple[str, list[Option]]


def key_of(route: Route) -> str:
    """A route as a form's value: `ring_group:4768`, `none:`."""
    return f"{route.kind.value}:{route.raw or route.target if route.kind is RouteKind.UNKNOWN else route.target}"


def destinations(connection: Connection, kinds: Iterable[RouteKind]) -> list[Group]:
    """Everything known of the account that a number can be routed to, by kind in the order of `Kind`, then by name."""
    offered = {kind.value for kind in kinds}
    by_kind: dict[str, list[Option]] = {}
    objects = RoutingObject.objects.defer("raw", "details", "links").filter(
        connection=connection, kind__in=offered, gone_at=None
    )
    for found in objects.order_by("kind", "name", "id")[:MOST]:
        by_kind.setdefault(found.kind, []).append(_option(found.kind, found.remote_id, name_of(found)))
    if RouteKind.ACCOUNT in offered and RouteKind.ACCOUNT not in by_kind:  # else they are among the objects, by id
        devices = Device.objects.defer("raw", "details").filter(connection=connection, gone_at=None)
        by_kind[RouteKind.ACCOUNT] = [
            _option(RouteKind.ACCOUNT, device.login, name_of(device)) for device in devices.order_by("login")[:MOST]
        ]
    if RouteKind.SYSTEM in offered:
        by_kind[RouteKind.SYSTEM] = [(f"{RouteKind.SYSTEM}:{word}", str(text)) for word, text in SYSTEM_WORDS.items()]
    return [(kind_word(kind), by_kind[kind]) for kind in Kind.values if by_kind.get(kind)]


def _option(kind: str, target: str, name: str) -> Option:
    return f"{kind}:{target}", Destination.words(kind, name)


def spot_of(connection_id: UUID, route: Route) -> Spot:
    return Spot(connection_id, route.kind.value, route.target, route.raw)
