"""The dry run of one number: which steps its wish takes, and what cannot be done there. Asks our rows only, changes nothing.

A step is {"what": "client" | "tags" | "remarks" | "route" | "settings", …}. The first three are ours. The last two are sent to
the provider, with "before" and "after" by setting, the "methods" that may be called, and the "costs" by the account's price
list, see `panel.dids.setting_prices.Cost`: what is not told there is so in them, and a step without costs is not charged.
A gap is {"what", "why", "values"}: a msgid; of a setting without it the words come from its rule, see `gap_words`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from panel.bulk.models import RowState
from panel.bulk.wishes import ROUTES, SETTINGS, Wish, route_of
from panel.connections import gateway
from panel.connections.models import Connection, ConnectionState
from panel.dids.models import NOT_YET, Did, DidTag
from panel.dids.route_operation import settings_of
from panel.dids.setting_prices import Cost, PriceList, charged_settings
from panel.dids.settings_operation import settings_now
from panel.dids.settings_rules import refusals
from panel.routing.destinations import destinations, key_of
from panel.tenancy.models import Client
from panel.ui.words import translated
from providers.capabilities import Capability
from providers.ports import ProviderInfo
from providers.values.routing import NOWHERE, Route

LOCAL = ("client", "tags", "remarks")

GONE = _("This number is no longer in the account. Nothing can be changed.")
NOT_THERE_YET = _("The number is not in the account yet.")
PAUSED = _("The account is paused. Resume it, then make a new dry run.")
DRAFT = _("The account was never checked with success.")
NO_ROUTES = _("%(provider)s lets no other program change routes.")
NO_FAILOVER = _("%(provider)s has no such failover for this number.")
NO_DESTINATION = _("“%(destination)s” is no destination of this account.")
NO_CLIENT = _("The client is no longer there.")

Step = dict[str, Any]
Gap = dict[str, Any]


@dataclass(slots=True)
class Plan:
    """What a row would do. Without steps it does nothing, for the reasons in `gaps` or because all is as wanted."""

    steps: list[Step] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def state(self) -> RowState:
        if self.steps:
            return RowState.READY
        return RowState.REFUSED if self.gaps else RowState.SAME


@dataclass(slots=True)
class Planner:
    """Plans numbers, and remembers what many of them share. `trusted`: destinations are not looked for among the known ones."""

    trusted: bool = False
    _known: dict[UUID, frozenset[str]] = field(default_factory=dict)
    _clients: dict[str, str] | None = None
    _prices: dict[UUID, PriceList] = field(default_factory=dict)

    def plan(self, did: Did, wish: Wish, tags: Iterable[str]) -> Plan:
        found = Plan()
        if did.gone_at is not None:
            found.gaps.append(gap("number", GONE))
            return found
        self._local(found, did, wish, set(tags))
        asked_route = {name: wish[name] for name in ROUTES if name in wish}
        asked_settings = {name: wish[name] for name in SETTINGS if name in wish}
        if reason := _not_reachable(did):
            found.gaps += [gap(name, reason) for name in (*asked_route, *asked_settings)]
            return found
        info = gateway.info(did.connection.provider)
        if asked_route:
            self._route(found, did, info, asked_route)
        if asked_settings:
            self._settings(found, did, info, asked_settings)
        return found

    def _local(self, found: Plan, did: Did, wish: Wish, tags: set[str]) -> None:
        if "client" in wish and str(did.client_id or "") != wish["client"]:
            if wish["client"] and wish["client"] not in self.clients:
                found.gaps.append(gap("client", NO_CLIENT))
            else:
                names = {
                    "before": self.clients.get(str(did.client_id), ""),
                    "after": self.clients.get(wish["client"], ""),
                }
                ids = {"was": str(did.client_id or ""), "client": wish["client"]}
                found.steps.append({"what": "client", **names, **ids})
        add = [tag for tag in wish.get("add_tags", ()) if tag not in tags]
        remove = [tag for tag in wish.get("remove_tags", ()) if tag in tags]
        if add or remove:
            found.steps.append({"what": "tags", "add": add, "remove": remove})
        if "remarks" in wish and did.remarks != wish["remarks"]:
            found.steps.append({"what": "remarks", "before": did.remarks, "after": wish["remarks"]})

    def _route(self, found: Plan, did: Did, info: ProviderInfo, asked: Mapping[str, str]) -> None:
        if not info.offers_capability(Capability.ROUTING_SET_ROUTE):
            found.gaps += [gap(name, NO_ROUTES, provider=info.name) for name in asked]
            return
        now, changed = settings_of(did), {}
        failovers = info.offers_capability(Capability.ROUTING_SET_FAILOVERS)
        for name, key in asked.items():
            if name != "route" and (not failovers or name not in now):
                found.gaps.append(gap(name, NO_FAILOVER, provider=info.name))
            elif (route := self._destination(did.connection, info, name, key, now)) is None:
                found.gaps.append(gap(name, NO_DESTINATION, destination=key))
            elif now[name] != route:
                changed[name] = route
        if changed:
            before = {name: state(now[name]) for name in changed}
            after = {name: state(route) for name, route in changed.items()}
            costs = self.prices(did.connection_id).of_routes(changed, charged=charged_settings(info, changed))
            found.steps.append(_sent("route", info, before, after, _of_routes(changed), costs))

    def _settings(self, found: Plan, did: Did, info: ProviderInfo, asked: Mapping[str, Any]) -> None:
        now = settings_now(did)
        changed = {name: value for name, value in asked.items() if now[name] != value}
        refused = refusals(info, did, changed)
        found.gaps += [{"what": name, "why": "", "values": {}, "wanted": changed[name]} for name in refused]
        taken = {name: value for name, value in changed.items() if name not in refused}
        if taken:
            before = {name: now[name] for name in taken}
            costs = self.prices(did.connection_id).of_settings(before, taken, charged=charged_settings(info, taken))
            found.steps.append(_sent("settings", info, before, taken, taken, costs))

    def _destination(
        self, connection: Connection, info: ProviderInfo, name: str, key: str, now: Mapping[str, Route]
    ) -> Route | None:
        """The route of a key, when the account has it; what stays as it is keeps the provider's spelling."""
        if key == key_of(now[name]):
            return now[name]
        try:
            route = route_of(key)
        except ValueError:
            return None
        if self.trusted or (name != "route" and route == NOWHERE):
            return route
        written_out = route.kind in info.route_kinds and route.kind not in info.object_kinds
        if written_out and (route.target.startswith("+") or "@" in route.target):
            return route
        return route if key in self.known(connection, info) else None

    def known(self, connection: Connection, info: ProviderInfo) -> frozenset[str]:
        """The keys of all destinations of an account."""
        if connection.pk not in self._known:
            groups = destinations(connection, info.route_kinds)
            self._known[connection.pk] = frozenset(key for _label, options in groups for key, _text in options)
        return self._known[connection.pk]

    def prices(self, connection_id: UUID) -> PriceList:
        """An account's, as they are now."""
        if connection_id not in self._prices:
            self._prices[connection_id] = PriceList.of(connection_id)
        return self._prices[connection_id]

    @property
    def clients(self) -> dict[str, str]:
        """Names by id."""
        if self._clients is None:
            self._clients = {str(pk): name for pk, name in Client.objects.values_list("pk", "name")}
        return self._clients


def _sent(what: str, info: ProviderInfo, before: Step, after: Step, called: Iterable[str], costs: list[Cost]) -> Step:
    """`called`: the names that the provider's methods are known by."""
    methods = dict.fromkeys(method for name in called for method in info.did_methods.get(name, ()))
    step = {"what": what, "before": before, "after": after, "methods": list(methods)}
    return {**step, "costs": [cost.as_json() for cost in costs]} if costs else step


def _of_routes(changed: Mapping[str, Route]) -> list[str]:
    return [*(["route"] if "route" in changed else []), *(["failovers"] if changed.keys() - {"route"} else [])]


def _not_reachable(did: Did) -> str:
    """Why nothing can be sent for the number, as a msgid."""
    if did.state in NOT_YET:
        return NOT_THERE_YET
    if did.connection.state == ConnectionState.PAUSED:
        return PAUSED
    return DRAFT if did.connection.state == ConnectionState.DRAFT else ""


def gap(what: str, why: str, **values: Any) -> Gap:
    return {"what": what, "why": why, "values": values}


def gap_words(each: Gap, did: Did | None) -> str:
    """Why it cannot be done, in the reader's language."""
    if each["why"]:
        return translated(each["why"], each["values"])
    if did is None:
        return ""
    return refusals(gateway.info(did.connection.provider), did, {each["what"]: each["wanted"]}).get(each["what"], "")


def state(route: Route) -> dict[str, str]:
    """A route as JSON that nothing is lost of."""
    return {"kind": route.kind.value, "target": route.target, "raw": route.raw}


def tags_of(dids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The tags of several numbers, by number."""
    found: dict[UUID, list[str]] = {}
    for did_id, name in DidTag.objects.filter(did__in=list(dids)).values_list("did_id", "tag__name"):
        found.setdefault(did_id, []).append(name)
    return found
