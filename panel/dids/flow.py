"""The call flow of a number, drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from panel.dids.models import Did
from panel.routing.diagram import Drawing, Passage, Start, draw
from panel.routing.flow import Step
from panel.ui.words import phone


def drawing_of(did: Did, flow: Sequence[Step], taken: Collection[Passage] = ()) -> Drawing:
    return draw(Start(phone(did.number), did.note or did.description), flow, taken)
