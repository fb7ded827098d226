"""The call flow of a number: where it begins, and how it is drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from panel.dids.models import Did
from panel.dids.route_operation import settings_of
from panel.routing.diagram import Drawing, Passage, Start, draw
from panel.routing.flow import Step, flow_from
from panel.routing.known import filters_on
from panel.routing.naming import Spot
from panel.ui.words import phone
from providers.values.routing import RouteKind

MOST_FILTERS = 5  # drawn: a long list of unwelcome callers is no picture


def starts_of(did: Did) -> list[tuple[str, Spot]]:
    """The route, the failovers that lead somewhere and the mailbox behind them."""
    spots = {
        name: Spot(did.connection_id, route.kind.value, route.target, route.raw)
        for name, route in settings_of(did).items()
    }
    found = [(name, spot) for name, spot in spots.items() if name == "route" or spot.kind != RouteKind.NONE]
    mailbox = Spot(did.connection_id, RouteKind.VOICEMAIL.value, did.voicemail)
    if did.voicemail and did.voicemail != "0" and mailbox not in spots.values():
        found.append(("voicemail", mailbox))
    return found


def flow_of(did: Did, starts: Sequence[tuple[str, Spot]] | None = None) -> list[Step]:
    """Caller ID filters first, then all that a call can reach, followed. `starts` in place of those that were last read."""
    filters = filters_on(did.connection_id, did.number)[:MOST_FILTERS]
    return flow_from([*(("filter", spot) for spot, _part in filters), *(starts_of(did) if starts is None else starts)])


def drawing_of(did: Did, flow: Sequence[Step], taken: Collection[Passage] = ()) -> Drawing:
    return draw(Start(phone(did.number), did.note or did.description), flow, taken)
