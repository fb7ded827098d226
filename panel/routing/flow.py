"""Where calls go from a number, followed through the routing objects, as nested steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.routing.models import RoutingObject
from panel.routing.naming import NAMELESS, Destination, Spot, names_of
from providers.values.routing import RouteKind

DEEPEST = 6
MOST = 60  # steps in all: more is no longer read as a list

WHEN = {
    "route": gettext_lazy("Calls go to"),
    "filter": gettext_lazy("First, for some callers"),
    "member": gettext_lazy("Rings"),
    "match": gettext_lazy("When it matches"),
    "no_match": gettext_lazy("Otherwise"),
    "timeout": gettext_lazy("After the time-out"),
    "invalid": gettext_lazy("On a wrong key"),
    "full": gettext_lazy("When full"),
    "busy": gettext_lazy("When busy"),
    "unreachable": gettext_lazy("When unreachable"),
    "no_answer": gettext_lazy("When nobody answers"),
    "voicemail": gettext_lazy("Then voicemail"),
    "announcement": gettext_lazy("Plays first"),
    "join_empty": gettext_lazy("When nobody serves it"),
    "leave_empty": gettext_lazy("When everybody left"),
    "join_unavailable": gettext_lazy("When nobody is free to serve it"),
    "leave_unavailable": gettext_lazy("When nobody is free any more"),
}


@dataclass(slots=True)
class Step:
    """One destination, when it is reached, and where calls go on from there. What is reached twice is followed once.

    `label` is what `when` says in words: of a link, or of a setting of the number. `cut`: links that were too many to show.
    """

    when: str
    to: Destination
    spot: Spot
    label: str = ""
    steps: list[Step] = field(default_factory=list)
    followed_at: Step | None = None
    cut: int = 0

    @property
    def again(self) -> bool:
        """Calls go on from here as shown elsewhere in the flow."""
        return self.followed_at is not None and bool(self.followed_at.steps)


def flow_from(starts: Sequence[tuple[str, Spot]]) -> list[Step]:
    """The steps from each start (label, spot), level by level: a few queries for each level, however wide it is."""
    names = names_of(spot for _label, spot in starts)
    top = [Step(when_words(label), names.of(spot), spot, label) for label, spot in starts]
    followed: dict[Spot, Step] = {}
    level, budget = top, MOST
    for _depth in range(DEEPEST):
        fresh = []
        for step in level:
            step.followed_at = followed.get(step.spot)
            if step.followed_at is None:
                followed[step.spot] = step
                fresh.append(step)
        level = _next_level(fresh, budget)
        budget -= len(level)
        if not level:
            break
    return top


def _next_level(steps: list[Step], budget: int) -> list[Step]:
    links = _links_of([step.spot for step in steps])
    every_way = [
        (step, str(link["label"]), Spot.of(step.spot.connection_id, link))
        for step in steps
        for link in links.get(step.spot, [])
    ]
    ways = every_way[: max(budget, 0)]
    for step, _label, _spot in every_way[len(ways) :]:
        step.cut += 1
    names = names_of(spot for _step, _label, spot in ways)
    found = []
    for step, label, spot in ways:
        onward = Step(when_words(label, step.spot.kind), names.of(spot), spot, label)
        step.steps.append(onward)
        found.append(onward)
    return found


def _links_of(spots: list[Spot]) -> dict[Spot, list[dict[str, str]]]:
    objects = [spot for spot in spots if spot.kind not in (*NAMELESS, RouteKind.ACCOUNT)]
    if not objects:
        return {}
    connections: set[UUID] = {spot.connection_id for spot in objects}
    rows = RoutingObject.objects.filter(
        connection__in=connections,
        kind__in={spot.kind for spot in objects},
        remote_id__in={spot.target for spot in objects},
        gone_at=None,
    )
    return {
        Spot(connection_id, kind, remote_id): links
        for connection_id, kind, remote_id, links in rows.values_list("connection_id", "kind", "remote_id", "links")
    }


def when_words(label: str, kind: str = RouteKind.IVR) -> str:
    """A link's label in words, `kind` being where it starts. What a provider calls in its own way stays as it is.

    A digit is the key of a menu; at a voice app it is the place in the order in which its targets are called.
    """
    if label in WHEN:
        return str(WHEN[label])
    if kind == RouteKind.APP and label.isdecimal():
        return _("Called as number %(position)s") % {"position": label}
    if len(label) == 1 and label in "0123456789*#":
        return _("Key %(key)s") % {"key": label}
    return label
