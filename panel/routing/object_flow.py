"""Where calls go on from a routing object: as a list, and drawn."""

from __future__ import annotations

from panel.routing.diagram import Drawing, Start, draw
from panel.routing.flow import Step, flow_from
from panel.routing.models import RoutingObject
from panel.routing.naming import ICONS, Spot, kind_word, name_of


def flow_of_object(row: RoutingObject) -> list[Step]:
    """The steps from the object; none where it leads nowhere."""
    if not row.links:
        return []
    (itself,) = flow_from([("route", Spot(row.connection_id, row.kind, row.remote_id))])
    return itself.steps


def drawing_of_object(row: RoutingObject, flow: list[Step]) -> Drawing:
    spot = Spot(row.connection_id, row.kind, row.remote_id)
    return draw(Start(name_of(row), kind_word(row.kind), ICONS.get(row.kind, "workflow"), spot), flow)
