"""Reads for the page of one number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from panel.audit.models import AuditEntry
from panel.dids.models import Did
from panel.dids.route_operation import KIND, changes_of, settings_of
from panel.operations.models import Operation, OperationState
from panel.operations.queries import operations_of
from panel.routing.flow import Step, flow_from
from panel.routing.models import PointOfPresence
from panel.routing.naming import Spot
from providers.values.routing import RouteKind

HISTORY = 12
STILL_SHOWN = timedelta(minutes=10)  # the card of a change that ended stays this long


def did_by_id(did_id: UUID) -> Did | None:
    return Did.objects.select_related("connection", "client").defer("raw").filter(pk=did_id).first()


def flow_of(did: Did) -> list[Step]:
    """The route and the failovers that lead somewhere, followed."""
    spots = {
        name: Spot(did.connection_id, route.kind.value, route.target, route.raw)
        for name, route in settings_of(did).items()
    }
    return flow_from(
        [(name, spot) for name, spot in spots.items() if name == "route" or spot.kind != RouteKind.NONE]
    )


def pop_of(did: Did) -> PointOfPresence | None:
    if not did.pop:
        return None
    return PointOfPresence.objects.filter(connection=did.connection_id, remote_id=did.pop).first()


def change_under_way(did: Did) -> Operation | None:
    """The newest change of the route while it matters: open, failed and not followed up, or just ended."""
    newest = next((each for each in operations_of("did", did.pk, limit=1) if each.kind == KIND), None)
    if newest is None or newest.is_open or newest.state == OperationState.FAILED:
        return newest
    return newest if newest.finished_at and timezone.now() - newest.finished_at < STILL_SHOWN else None


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the history: `level` draws its dot, `url` leads to more."""

    at: datetime
    title: str
    note: str
    level: str = ""
    url: str = ""


def history_of(did: Did) -> list[Happening]:
    """What was asked for here, what was found changed at the provider, and other deeds, newest first."""
    happenings = [*_asked(did), *_deeds(did), *_found(did)]
    return sorted(happenings, key=lambda each: each.at, reverse=True)[:HISTORY]


def _asked(did: Did) -> list[Happening]:
    operations = [each for each in operations_of("did", did.pk, limit=HISTORY) if each.kind == KIND]
    found = []
    for operation, changes in zip(operations, changes_of(operations), strict=True):
        who = {"person": operation.asked_by or _("Somebody")}
        found.append(
            Happening(
                operation.created_at,
                _(_ROUTE_WORDS[operation.state]) % who,
                " · ".join(f"{change.label}: {change.before} → {change.after}" for change in changes),
                _DOTS.get(operation.state, ""),
                reverse("operations:detail", args=[operation.pk]),
            )
        )
    return found


_ROUTE_WORDS: dict[str, str] = {
    OperationState.QUEUED: gettext_noop("%(person)s is changing the route"),
    OperationState.SENDING: gettext_noop("%(person)s is changing the route"),
    OperationState.UNKNOWN: gettext_noop("%(person)s changed the route, the outcome is not known yet"),
    OperationState.SUCCEEDED: gettext_noop("%(person)s changed the route"),
    OperationState.FAILED: gettext_noop("%(person)s could not change the route"),
    OperationState.ABANDONED: gettext_noop("%(person)s wanted to change the route, given up"),
}
_DOTS: dict[str, str] = {
    OperationState.SUCCEEDED: "ok",
    OperationState.FAILED: "bad",
    OperationState.QUEUED: "run",
    OperationState.SENDING: "run",
    OperationState.UNKNOWN: "unk",
}


def _deeds(did: Did) -> list[Happening]:
    entries = (
        AuditEntry.objects.select_related("actor")
        .filter(object_type="did", object_id=did.pk)
        .exclude(verb__startswith="operations.")
        .order_by("-at")[:HISTORY]
    )
    return [Happening(entry.at, str(entry.actor or _("Patchbay")), entry.verb) for entry in entries]


def _found(did: Did) -> list[Happening]:
    """What syncs saw. A row keeps the last change only."""
    found = [Happening(did.first_seen_at, _("Sync found this number"), "")]
    if did.changed_at != did.first_seen_at and not _our_own(did):
        found.append(Happening(did.changed_at, _("Sync found a change made at the provider"), ""))
    if did.gone_at is not None:
        found.append(Happening(did.gone_at, _("Sync no longer found this number"), "", "bad"))
    return found


def _our_own(did: Did) -> bool:
    """Reading back after a change of ours touches `changed_at` too; that is no news."""
    near: dict[str, Any] = {
        "finished_at__gte": did.changed_at - timedelta(minutes=2),
        "sent_at__lte": did.changed_at + timedelta(minutes=2),
    }
    return Operation.objects.filter(subject_type="did", subject_id=did.pk, **near).exists()
