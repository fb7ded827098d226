"""Routes in words: "Ring group Agents". Names are looked up for a whole list at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.connections.models import Resource, SyncPlan
from panel.routing.models import Device, Kind, Mirrored, RoutingObject
from panel.routing.readings import readings
from panel.ui.words import phone
from providers.values.routing import RouteKind

SYSTEM_WORDS = {
    "hangup": gettext_lazy("Hang up"),
    "busy": gettext_lazy("Busy tone"),
    "noservice": gettext_lazy("“Not in service” message"),
    "disconnected": gettext_lazy("“Disconnected” message"),
    "dtmf": gettext_lazy("DTMF test"),
    "echo": gettext_lazy("Echo test"),
}

NAMELESS = (RouteKind.SYSTEM, RouteKind.NONE, RouteKind.UNKNOWN)
"""Kinds whose target is no object of the account."""

ICONS: dict[str, str] = {
    RouteKind.ACCOUNT: "phone",
    RouteKind.FORWARD: "phone-forwarded",
    RouteKind.VOICEMAIL: "voicemail",
    RouteKind.SIP_URI: "globe",
    RouteKind.RING_GROUP: "users-round",
    RouteKind.CALL_HUNTING: "users-round",
    RouteKind.IVR: "list-tree",
    RouteKind.QUEUE: "list-ordered",
    RouteKind.CALLBACK: "phone-call",
    RouteKind.TIME_CONDITION: "clock",
    RouteKind.DISA: "key-round",
    RouteKind.RECORDING: "volume-2",
    RouteKind.CONFERENCE: "users-round",
    RouteKind.CALLER_ID_FILTER: "funnel",
    RouteKind.CALL_PARKING: "circle-parking",
    RouteKind.PHONEBOOK_ENTRY: "book-user",
    RouteKind.PHONEBOOK_GROUP: "book-user",
    RouteKind.MUSIC_ON_HOLD: "music",
    RouteKind.EXTENSION: "phone",
    RouteKind.ENDPOINT_GROUP: "server",
    RouteKind.APP: "list-tree",
    RouteKind.DID_GROUP: "hash",
    RouteKind.FAX: "printer",
    RouteKind.SYSTEM: "settings",
    RouteKind.NONE: "circle-slash",
    RouteKind.UNKNOWN: "circle-help",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A destination at one account, as rows and JSON hold it."""

    connection_id: UUID
    kind: str
    target: str
    raw: str = field(default="", compare=False)

    @property
    def is_written_out(self) -> bool:
        """Whether the target is a number or address itself, see `providers.values.routing.Route`."""
        return self.kind != RouteKind.ACCOUNT and (self.target.startswith("+") or "@" in self.target)

    @property
    def each(self) -> list[Spot]:
        """Several logins that ring together are joined by commas."""
        if self.kind != RouteKind.ACCOUNT or "," not in self.target:
            return [self]
        return [replace(self, target=login) for login in self.target.split(",")]

    @classmethod
    def of(cls, connection_id: UUID, state: Mapping[str, Any]) -> Spot:
        """From {"kind", "target", "raw"}."""
        return cls(connection_id, str(state["kind"]), str(state.get("target", "")), str(state.get("raw", "")))


@dataclass(frozen=True, slots=True)
class Destination:
    """A destination in words. `broken`: the account no longer has, or never had, what it points at. `page` leads to its page."""

    kind: str
    text: str
    name: str
    broken: bool = False
    page: tuple[str, UUID] | None = field(default=None, compare=False)

    @staticmethod
    def words(kind: str, name: str) -> str:
        return _("%(kind)s %(name)s") % {"kind": kind_word(kind), "name": name}

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "workflow")

    @property
    def url(self) -> str:
        return reverse(self.page[0], args=[self.page[1]]) if self.page else ""

    def __str__(self) -> str:
        return self.text


class RouteNames:
    """The names that were found for some spots; ask `of` for each of them."""

    def __init__(self, found: Mapping[tuple[UUID, str, str], Mirrored], complete: Collection[tuple[UUID, str]]) -> None:
        self._found = found
        self._complete = complete

    def of(self, spot: Spot) -> Destination:
        if spot.kind in NAMELESS:
            return Destination(spot.kind, _nameless(spot), spot.target)
        if spot.is_written_out:
            return Destination(spot.kind, Destination.words(spot.kind, phone(spot.target)), spot.target)
        if len(spot.each) > 1:
            return self._together(spot)
        found = self._found.get((spot.connection_id, spot.kind, spot.target))
        if found is None:
            return self._not_found(spot)
        name = name_of(found)
        page = ("routing:device" if isinstance(found, Device) else "routing:object", found.pk)
        if found.gone_at is not None:
            text = _("%(kind)s %(name)s (no longer there)") % {"kind": kind_word(spot.kind), "name": name}
            return Destination(spot.kind, text, name, broken=True, page=page)
        return Destination(spot.kind, Destination.words(spot.kind, name), name, page=page)

    def _together(self, spot: Spot) -> Destination:
        """Several logins that ring at once."""
        found = [self.of(one) for one in spot.each]
        name = ", ".join(one.name for one in found)
        return Destination(spot.kind, Destination.words(spot.kind, name), name, broken=any(one.broken for one in found))

    def _not_found(self, spot: Spot) -> Destination:
        """Only a complete listing tells that it is not there; until the first one, it is just not known by name."""
        if (spot.connection_id, spot.kind) not in self._complete:
            return Destination(spot.kind, Destination.words(spot.kind, spot.target), spot.target)
        text = _("%(kind)s %(name)s (not found)") % {"kind": kind_word(spot.kind), "name": spot.target}
        return Destination(spot.kind, text, spot.target, broken=True)


def names_of(spots: Iterable[Spot]) -> RouteNames:
    """Names for many destinations, of several accounts too, in three queries at most. In the organization's scope.

    A SIP login goes by its login, or where the provider lists logins among its routing objects, by its id there.
    """
    wanted = {one for spot in spots if spot.kind not in NAMELESS for one in spot.each}
    devices = [spot for spot in wanted if spot.kind == RouteKind.ACCOUNT]
    found: dict[tuple[UUID, str, str], Mirrored] = {}
    if wanted:
        for each in RoutingObject.objects.defer("raw", "details", "links").filter(
            connection__in={spot.connection_id for spot in wanted},
            kind__in={spot.kind for spot in wanted},
            remote_id__in={spot.target for spot in wanted},
        ):
            found[each.connection_id, each.kind, each.remote_id] = each
    if devices:
        for device in Device.objects.defer("raw", "details").filter(
            connection__in={spot.connection_id for spot in devices}, login__in={spot.target for spot in devices}
        ):
            found.setdefault((device.connection_id, RouteKind.ACCOUNT, device.login), device)
    return RouteNames(found, _complete({spot.connection_id for spot in wanted}))


def _complete(connections: set[UUID]) -> set[tuple[UUID, str]]:
    """The kinds whose listing came through at least once. What a provider does not list at all is never missing."""
    if not connections:
        return set()
    plans = SyncPlan.objects.filter(connection__in=connections, resource__in=(Resource.ROUTING, Resource.DEVICES))
    return {
        (connection, kind)
        for connection, resource, cursor in plans.values_list("connection_id", "resource", "cursor")
        for kind in readings(cursor)
        if resource_of(kind) == resource
    }


def resource_of(kind: str) -> str:
    return Resource.DEVICES if kind == RouteKind.ACCOUNT else Resource.ROUTING


def kind_word(kind: str) -> str:
    return str(Kind(kind).label)


def name_of(row: Mirrored) -> str:
    """What people call it: a device by its login, with its description where there is one; a voicemail with its mailbox."""
    if isinstance(row, Device):
        return f"{row.login} · {row.description}" if row.description else row.login
    name = phone(str(row))
    if isinstance(row, RoutingObject) and row.kind == RouteKind.VOICEMAIL and row.remote_id not in name:
        return f"{row.remote_id} · {name}"
    return name


def _nameless(spot: Spot) -> str:
    if spot.kind == RouteKind.SYSTEM:
        return str(SYSTEM_WORDS.get(spot.target, spot.target))
    if spot.kind == RouteKind.NONE:
        return _("Nowhere")
    return _("Unknown route “%(raw)s”") % {"raw": spot.raw or spot.target}
