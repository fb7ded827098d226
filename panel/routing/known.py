"""All that is known of where calls can go from some spots, read at once, for the simulation of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q

from panel.connections.models import Resource, SyncPlan
from panel.routing.callers import is_set_on
from panel.routing.models import Device, RoutingObject
from panel.routing.naming import NAMELESS, Destination, Spot, names_of
from panel.routing.readings import readings
from providers.values.routing import RouteKind

DEEPEST = 12
MOST = 400


@dataclass(frozen=True, slots=True)
class Part:
    """A routing object: where it leads by label, in order, and what is told of it."""

    links: tuple[tuple[str, Spot], ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def first(self, *labels: str) -> tuple[str, Spot] | None:
        return next(((label, spot) for wanted in labels for label, spot in self.links if label == wanted), None)

    def all(self, label: str) -> list[Spot]:
        return [spot for found, spot in self.links if found == label]


@dataclass(frozen=True, slots=True)
class Registration:
    """Whether a phone was registered, None unknown, and when that was asked."""

    registered: bool | None
    at: datetime | None


class Names(Protocol):
    def of(self, spot: Spot) -> Destination: ...


@dataclass(frozen=True, slots=True)
class Known:
    """What the cache holds. `read_at`: since when every kind of routing object was read; None: none was yet."""

    provider: str
    names: Names
    parts: Mapping[Spot, Part] = field(default_factory=dict)
    phones: Mapping[Spot, Registration] = field(default_factory=dict)
    filters: tuple[tuple[Spot, Part], ...] = ()
    phonebook: Mapping[str, frozenset[str]] = field(default_factory=dict)
    read_at: datetime | None = None

    def numbers_in(self, group: str) -> frozenset[str]:
        return self.phonebook.get(group, frozenset())


def all_known(provider: str, connection_id: UUID, number: str, starts: Iterable[Spot]) -> Known:
    """Everything that can be reached from the starts and from the filters that are set on the number."""
    filters = filters_on(connection_id, number)
    starts = list(starts)
    parts = _reachable([*starts, *(spot for _label, spot in _links_of(part for _filter, part in filters))])
    spots = {*starts, *parts, *(spot for _label, spot in _links_of(parts.values())), *(spot for spot, _ in filters)}
    spots |= {spot for _label, spot in _links_of(part for _filter, part in filters)}
    plan = SyncPlan.objects.filter(connection=connection_id, resource=Resource.ROUTING).first()
    return Known(
        provider=provider,
        names=names_of(spots),
        parts=parts,
        phones=_phones(spots),
        filters=tuple(filters),
        phonebook=_phonebook(connection_id, [part for _filter, part in filters]),
        read_at=min(readings(plan.cursor).values(), default=None) if plan else None,
    )


def filters_on(connection_id: UUID, number: str) -> list[tuple[Spot, Part]]:
    """The caller ID filters of one number, in the order in which they were made."""
    rows = RoutingObject.objects.filter(
        Q(details__every_number=True) | Q(details__numbers__contains=[number]),
        connection=connection_id,
        kind=RouteKind.CALLER_ID_FILTER.value,
        gone_at=None,
    ).defer("raw")
    found = [(Spot(connection_id, row.kind, row.remote_id), _part(row)) for row in rows[:MOST]]
    found = [(spot, part) for spot, part in found if is_set_on(part.details, number)]
    return sorted(found, key=lambda each: (len(each[0].target), each[0].target))


def _part(row: RoutingObject) -> Part:
    links = tuple((str(link["label"]), Spot.of(row.connection_id, link)) for link in row.links)
    return Part(links, row.details)


def _links_of(parts: Iterable[Part]) -> list[tuple[str, Spot]]:
    return [link for part in parts for link in part.links]


def _reachable(starts: list[Spot]) -> dict[Spot, Part]:
    """Level by level: one query for each."""
    found: dict[Spot, Part] = {}
    level = set(starts)
    for _depth in range(DEEPEST):
        wanted = {spot for spot in level if spot.kind not in NAMELESS and spot not in found}
        if not wanted or len(found) >= MOST:
            break
        rows = RoutingObject.objects.filter(
            connection__in={spot.connection_id for spot in wanted},
            kind__in={spot.kind for spot in wanted},
            remote_id__in={spot.target for spot in wanted},
            gone_at=None,
        ).defer("raw")
        fresh = {
            spot: _part(row) for row in rows if (spot := Spot(row.connection_id, row.kind, row.remote_id)) in wanted
        }
        found |= fresh
        level = {spot for _label, spot in _links_of(fresh.values())}
    return found


def _phones(spots: Iterable[Spot]) -> dict[Spot, Registration]:
    """Logins by their login, or by their id where the provider routes by that."""
    phones = [spot for spot in spots if spot.kind == RouteKind.ACCOUNT]
    if not phones:
        return {}
    targets = {one.target for spot in phones for one in spot.each}
    rows = Device.objects.filter(
        Q(login__in=targets) | Q(remote_id__in=targets),
        connection__in={spot.connection_id for spot in phones},
        gone_at=None,
    ).values_list("connection_id", "login", "remote_id", "registered", "registration_at")
    found = {}
    for connection, login, remote_id, registered, at in rows:
        for target in (login, remote_id):
            found[Spot(connection, RouteKind.ACCOUNT.value, target)] = Registration(registered, at)
    return found


def _phonebook(connection_id: UUID, filters: Iterable[Part]) -> dict[str, frozenset[str]]:
    """The numbers of the phonebook, only where a filter asks for it: all of them under the empty id."""
    asked = [part.details.get("callers") for part in filters]
    if not any(isinstance(each, Mapping) and each.get("which") == "phonebook" for each in asked):
        return {}
    rows = RoutingObject.objects.filter(
        connection=connection_id,
        kind__in=(RouteKind.PHONEBOOK_ENTRY.value, RouteKind.PHONEBOOK_GROUP.value),
        gone_at=None,
    ).values_list("kind", "remote_id", "details", "links")
    listed = list(rows)
    numbers = {
        remote_id: str(details.get("number", ""))
        for kind, remote_id, details, _links in listed
        if kind == RouteKind.PHONEBOOK_ENTRY
    }
    groups = {
        remote_id: frozenset(numbers.get(str(link.get("target")), "") for link in links) - {""}
        for kind, remote_id, _details, links in listed
        if kind == RouteKind.PHONEBOOK_GROUP
    }
    return {**groups, "": frozenset(numbers.values()) - {""}}
