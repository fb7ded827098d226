"""Where an object or device is used: by which numbers, other objects and devices. Three queries, however many there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.dids.models import Did
from panel.routing.flow import when_words
from panel.routing.layouts import LAYOUTS, SHARED, ask_for
from panel.routing.models import Device, RoutingObject, Wish
from panel.routing.naming import kind_word, name_of
from panel.routing.subjects import Row
from panel.ui.words import phone
from providers.values.routing import RouteKind

MOST = 50  # of each sort

FAILOVERS = {
    "busy": gettext_lazy("When busy"),
    "unreachable": gettext_lazy("When unreachable"),
    "no_answer": gettext_lazy("When nobody answers"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One place that leads here, and how."""

    name: str
    how: str
    url: str


@dataclass(frozen=True, slots=True)
class Usage:
    """`more`: there are more of some sort than are listed."""

    numbers: list[Use]
    objects: list[Use]
    devices: list[Use]
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.numbers or self.objects or self.devices)

    @property
    def count(self) -> int:
        return len(self.numbers) + len(self.objects) + len(self.devices)


def usage_of(row: Row) -> Usage:
    """What is known to lead to it, as last read. What is gone uses nothing."""
    kind, targets = _target(row)
    numbers = _numbers(row, kind, targets)
    objects = _objects(row, kind, targets)
    devices = _devices(row, kind)
    more = any(len(found) > MOST for found in (numbers, objects, devices))
    return Usage(numbers[:MOST], objects[:MOST], devices[:MOST], more)


def _target(row: Row) -> tuple[str, list[str]]:
    """The kind and the targets by which routes lead to it: a device by its login, or by its id."""
    if isinstance(row, Device):
        return RouteKind.ACCOUNT, list(dict.fromkeys([row.login, row.remote_id]))
    return row.kind, [row.remote_id]


def _numbers(row: Row, kind: str, targets: list[str]) -> list[Use]:
    leads = Q(route_kind=kind, route_target__in=targets)
    if kind == RouteKind.ACCOUNT:  # several logins may ring together
        either = "|".join(map(re.escape, targets))
        leads |= Q(route_kind=kind, route_target__regex=rf"(^|,)({either})(,|$)")
    for name in FAILOVERS:
        for target in targets:
            leads |= Q(**{f"failovers__{name}__contains": {"kind": kind, "target": target}})
    if kind == RouteKind.VOICEMAIL:
        leads |= Q(voicemail__in=targets)
    found = Did.objects.filter(leads, connection=row.connection_id, gone_at=None).only(
        "number", "route_kind", "route_target", "failovers", "voicemail"
    )
    uses = []
    for did in found.order_by("number")[: MOST + 1]:
        if how := ", ".join(_how(did, kind, targets)):
            uses.append(Use(phone(did.number), how, reverse("dids:detail", args=[did.pk])))
    return uses


def _how(did: Did, kind: str, targets: list[str]) -> list[str]:
    found = []
    if did.route_kind == kind and any(each in targets for each in did.route_target.split(",")):
        found.append(_("Calls go to"))
    for name, words in FAILOVERS.items():
        state: dict[str, Any] = did.failovers.get(name) or {}
        if state.get("kind") == kind and state.get("target") in targets:
            found.append(str(words))
    if kind == RouteKind.VOICEMAIL and did.voicemail in targets and not found:
        found.append(_("Its mailbox"))
    return found


def _objects(row: Row, kind: str, targets: list[str]) -> list[Use]:
    """Those whose calls go on here, and those that play or name it."""
    leads = Q()
    for target in targets:
        leads |= Q(links__contains=[{"kind": kind, "target": target}])
    names = _picked_by_name(kind)
    for name in names:
        leads |= Q(**{f"settings__{name}": targets[0]})
    rows = RoutingObject.objects.filter(leads, connection=row.connection_id, gone_at=None).exclude(pk=row.pk)
    uses = []
    for each in rows.only("kind", "name", "remote_id", "links", "settings").order_by("kind", "name", "id")[: MOST + 1]:
        labels = [
            when_words(link["label"], each.kind)
            for link in each.links
            if link["kind"] == kind and link["target"] in targets
        ]
        labels += [str(ask_for(each.kind, name).label) for name in names if each.settings.get(name) == targets[0]]
        name = f"{kind_word(each.kind)} {name_of(each)}"
        how = ", ".join(dict.fromkeys(filter(None, labels)))
        uses.append(Use(name, how, reverse("routing:object", args=[each.pk])))
    return uses


def _devices(row: Row, kind: str) -> list[Use]:
    """Devices whose settings name the object."""
    names = _picked_by_name(kind)
    if not names or isinstance(row, Device):
        return []
    leads = Q()
    for name in names:
        leads |= Q(**{f"settings__{name}": row.remote_id})
    found = Device.objects.filter(leads, connection=row.connection_id, gone_at=None)
    uses = []
    for each in found.only("login", "description", "remote_id", "settings").order_by("login")[: MOST + 1]:
        labels = [str(ask_for(Wish.DEVICE, name).label) for name in names if each.settings.get(name) == row.remote_id]
        uses.append(Use(name_of(each), ", ".join(labels), reverse("routing:device", args=[each.pk])))
    return uses


def _picked_by_name(kind: str) -> list[str]:
    """The parameters that name an object of this kind, over all layouts."""
    asks = [SHARED, *(layout.asks for layout in LAYOUTS.values())]
    return sorted({name for each in asks for name, ask in each.items() if ask.pick == kind})
