"""What a client sees of its own. Runs in the client's scope: both walls leave only its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from panel.dids.models import NOT_YET, Did
from panel.portal.words import destination


@dataclass(frozen=True, slots=True)
class OwnNumber:
    number: str
    label: str
    destination: str


def own_numbers() -> Iterator[OwnNumber]:
    """The numbers in service, in order."""
    rows = Did.objects.filter(gone_at=None).exclude(state__in=NOT_YET)
    for did in rows.order_by("number").only("number", "description", "route_kind"):
        yield OwnNumber(number=did.number, label=did.description, destination=destination(did.route_kind))
