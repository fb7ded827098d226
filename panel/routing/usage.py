"""Where an object or device is used: by which numbers, other objects and devices, and what would send calls to it later.

Six queries, however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.bulk.models import PlaybookEntry, PlaybookRoute
from panel.dids.models import Did
from panel.ordering.models import NumberTemplate
from panel.routing import rows as tables
from panel.routing.flow import when_words
from panel.routing.layout import Rows
from panel.routing.layouts import LAYOUTS, SHARED, ask_for, layout_of
from panel.routing.leaves import flat
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
NAMING_LOGINS = ("destination",)  # who is told the place of a parked call; what else it can be is no login


@dataclass(frozen=True, slots=True)
class Use:
    """One place that leads here, and how."""

    name: str
    how: str
    url: str


@dataclass(frozen=True, slots=True)
class Usage:
    """`plans` would send calls here: playbooks, and templates for bought numbers. `more`: there are more of some sort than are
    listed.
    """

    numbers: list[Use]
    objects: list[Use]
    devices: list[Use]
    plans: list[Use] = field(default_factory=list)
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.count)

    @property
    def count(self) -> int:
        return len(self.numbers) + len(self.objects) + len(self.devices) + len(self.plans)


def usage_of(row: Row) -> Usage:
    """What is known to lead to it, as last read. What is gone uses nothing."""
    kind, targets = _target(row)
    numbers = _numbers(row, kind, targets)
    objects = _objects(row, kind, targets)
    devices = [] if isinstance(row, Device) else _devices(row, kind, targets)
    plans = [*_playbooks(row, kind, targets), *_templates(row, kind, targets)]
    more = any(len(found) > MOST for found in (numbers, objects, devices, plans))
    return Usage(numbers[:MOST], objects[:MOST], devices[:MOST], plans[:MOST], more)


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
    leads = _named_in_settings(kind, targets)
    for target in targets:
        leads |= Q(links__contains=[{"kind": kind, "target": target}])
    if kind == RouteKind.PHONEBOOK_GROUP:
        leads |= Q(details__callers__group__in=targets)
    rows = RoutingObject.objects.filter(leads, connection=row.connection_id, gone_at=None).exclude(pk=row.pk)
    uses = []
    for each in rows.defer("raw").order_by("kind", "name", "id")[: MOST + 1]:
        labels = [
            when_words(link["label"], each.kind)
            for link in each.links
            if link["kind"] == kind and link["target"] in targets
        ]
        labels += _naming(each.kind, each.settings, kind, targets)
        if kind == RouteKind.PHONEBOOK_GROUP and (each.details.get("callers") or {}).get("group") in targets:
            labels.append(str(ask_for(each.kind, "callerid").label))
        if how := ", ".join(dict.fromkeys(filter(None, labels))):
            name = f"{kind_word(each.kind)} {name_of(each)}"
            uses.append(Use(name, how, reverse("routing:object", args=[each.pk])))
    return uses


def _devices(row: Row, kind: str, targets: list[str]) -> list[Use]:
    """Devices whose settings name the object."""
    leads = _named_in_settings(kind, targets)
    if not leads:
        return []
    found = Device.objects.filter(leads, connection=row.connection_id, gone_at=None)
    uses = []
    for each in found.defer("raw").order_by("login")[: MOST + 1]:
        if how := ", ".join(dict.fromkeys(_naming(Wish.DEVICE, each.settings, kind, targets))):
            uses.append(Use(name_of(each), how, reverse("routing:device", args=[each.pk])))
    return uses


def _playbooks(row: Row, kind: str, targets: list[str]) -> list[Use]:
    """Playbooks that lead numbers here, and those in force that would bring numbers back here."""
    keys = _key_pattern(kind, targets)
    routes = PlaybookRoute.objects.filter(_any_of("settings", keys), connection=row.connection_id)
    entries = PlaybookEntry.objects.filter(
        _any_of("before", keys), did__connection=row.connection_id, did__gone_at=None
    )
    leads, back = (
        list(found.order_by("playbook__name").values_list("playbook", "playbook__name").distinct()[: MOST + 1])
        for found in (routes, entries)
    )
    uses = [(each, _("Playbook: sends numbers here")) for each in leads]
    uses += [(each, _("Playbook: brings numbers back here")) for each in back]
    return [Use(name, how, reverse("bulk:playbook", args=[pk])) for (pk, name), how in uses]


def _templates(row: Row, kind: str, targets: list[str]) -> list[Use]:
    where = {f"routes__{row.connection_id}__regex": _key_pattern(kind, targets)}
    found = NumberTemplate.objects.filter(**where).order_by("name")[: MOST + 1]
    how = _("Template for bought numbers")
    return [Use(each.name, how, reverse("ordering:template", args=[each.pk])) for each in found]


def _key_pattern(kind: str, targets: list[str]) -> str:
    """Of `panel.routing.destinations.key_of`, several logins that ring together too."""
    either = "|".join(map(re.escape, targets))
    return rf"^{kind}:(.*,)?({either})(,.*)?$" if kind == RouteKind.ACCOUNT else rf"^{kind}:({either})$"


def _any_of(column: str, pattern: str) -> Q:
    found = Q()
    for name in ("route", *FAILOVERS):
        found |= Q(**{f"{column}__{name}__regex": pattern})
    return found


def _named_in_settings(kind: str, targets: list[str]) -> Q:
    """The rows whose settings may name it; `_naming` says which do. Empty where no setting names such an object."""
    either = "|".join(map(re.escape, targets))
    names, found = _picked_by_name(kind), Q()
    for name in names:
        found |= Q(**{f"settings__{name}__in": targets})
    for rows in _lists_of(kind):
        found |= Q(**{f"settings__{rows.name}__regex": rf"(^|{rows.outer})\s*({either})\s*({rows.outer}|$)"})
    for name in _INSIDE if names else ():  # JSON of an object
        found |= Q(**{f"settings__{name}__regex": rf'"({"|".join(names)})":"?({either})"?[,}}]'})
    return found


def _naming(of: str, settings: Mapping[str, str], kind: str, targets: Sequence[str]) -> Iterator[str]:
    """The labels of the settings, of an object of the kind `of`, that name the object."""
    names, lists = _picked_by_name(kind), _lists_of(kind)
    for path, text in flat(settings, _INSIDE).items():
        rows = layout_of(of).rows_of(path)
        if rows in lists and any(cell in targets for cells in tables.read(rows, settings) for cell in cells):
            yield str(rows.label)
        elif path.rpartition(".")[2] in names and text in targets:
            yield str(ask_for(of, path).label)


def _picked_by_name(kind: str) -> list[str]:
    """The parameters that name an object of this kind, over all layouts."""
    asks = [SHARED, *(layout.asks for layout in LAYOUTS.values())]
    logins = NAMING_LOGINS if kind == RouteKind.ACCOUNT else ()
    return sorted({*logins, *(name for each in asks for name, ask in each.items() if ask.pick == kind)})


def _lists_of(kind: str) -> list[Rows]:
    """The parameters that list objects of this kind, over all layouts."""
    every = (rows for layout in LAYOUTS.values() for rows in layout.rows)
    return [rows for rows in every if any(column.pick == kind for column in rows.columns)]


_INSIDE = sorted(
    {
        name.partition(".")[0]
        for layout in LAYOUTS.values()
        for section in layout.sections
        for name in section.names
        if "." in name
    }
)
"""The parameters that are objects."""
