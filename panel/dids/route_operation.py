"""Changing where a number's calls go, as an operation: `dids.set_route`.

`parameters` are {"number", "route", "failovers"} with the failovers that change only; `before`, `wanted` and `observed` are
{"route": …, "failovers": {"busy": …}} in the words of `state_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from panel.dids.models import Did
from panel.dids.sync import apply_read
from panel.operations.models import Operation
from panel.operations.parts import perhaps_in_part
from panel.operations.registry import Change, ReadBack, State
from panel.routing.naming import RouteNames, Spot, names_of
from providers.errors import Unsupported
from providers.ports import Provider
from providers.values import dids as values
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, Route, RouteKind

KIND = "dids.set_route"
FAILOVERS = ("busy", "unreachable", "no_answer")
LABELS = {
    "route": gettext_lazy("Calls go to"),
    "busy": gettext_lazy("When busy"),
    "unreachable": gettext_lazy("When unreachable"),
    "no_answer": gettext_lazy("When nobody answers"),
}


def state_of(route: Route) -> dict[str, str]:
    """A route as JSON that can be compared. The provider's own spelling is kept only of a route that we do not understand."""
    state = {"kind": route.kind.value, "target": route.target}
    return {**state, "raw": route.raw} if route.kind is RouteKind.UNKNOWN else state


def route_from(state: Mapping[str, Any]) -> Route:
    return Route(kind=RouteKind(state["kind"]), target=state.get("target", ""), raw=state.get("raw", ""))


def settings_of(did: Did) -> dict[str, Route]:
    """The number's route and the failovers that its provider told, as last read, by the names of `LABELS`."""
    route = Route(kind=RouteKind(did.route_kind), target=did.route_target, raw=did.route_raw)
    failovers = {name: route_from(did.failovers[name]) for name in FAILOVERS if did.failovers.get(name)}
    return {"route": route, **failovers}


def as_state(settings: Mapping[str, Route]) -> State:
    """Named settings as an operation holds them."""
    return {
        "route": state_of(settings["route"]),
        "failovers": {name: state_of(settings[name]) for name in FAILOVERS if name in settings},
    }


def as_parameters(settings: Mapping[str, Route]) -> State:
    """Like `as_state`, with the provider's own spelling where it is known: what is not changed goes back as it came."""
    spelled = {
        name: {"kind": route.kind.value, "target": route.target, "raw": route.raw} for name, route in settings.items()
    }
    return {"route": spelled.pop("route"), "failovers": spelled}


class SetRoute:
    """A `panel.operations.registry.Handler`."""

    title = gettext_noop("Change the route")
    looks_up = True
    resumes = True

    def execute(self, provider: Provider, operation: Operation) -> None:
        if provider.routing is None:
            raise Unsupported(gettext_noop("This provider cannot change routes."), provider=provider.info.slug)
        asked = operation.parameters
        failovers = {name: route_from(state) for name, state in asked["failovers"].items()}
        with perhaps_in_part(provider, operation, lambda: self._partly_made(provider, operation)):
            provider.routing.set_route(_number(operation), route_from(asked["route"]), Failovers(**failovers))

    def _partly_made(self, provider: Provider, operation: Operation) -> bool:
        """Some providers take a call for the route and one for the failovers: a refusal of the second does not take back the
        first. What there is now is read back after this, and shown."""
        before, wanted = flat(operation.before), flat(operation.wanted)
        changed = [name for name in wanted if before.get(name) != wanted[name]]
        if len(changed) < 2:
            return False
        found = flat(self.read_back(provider, operation).state)
        return any(found.get(name) == wanted[name] for name in changed)

    def read_back(self, provider: Provider, operation: Operation) -> ReadBack:
        if provider.dids is None:
            raise Unsupported(gettext_noop("This provider cannot list numbers."), provider=provider.info.slug)
        changed = {"route", "failovers"} if operation.wanted["failovers"] else {"route"}
        did = provider.dids.get(_number(operation), only=changed)
        return ReadBack(as_state(_settings_of_value(did)), did)

    def remember(self, operation: Operation, value: Any) -> None:
        apply_read(operation.connection, cast(values.Did, value))

    def known(self, operation: Operation) -> State | None:
        did = Did.objects.filter(pk=operation.subject_id, gone_at=None).first()
        if did is None:
            return None
        changed = operation.wanted["failovers"]
        return as_state({name: route for name, route in settings_of(did).items() if name == "route" or name in changed})

    def changes(self, operation: Operation) -> list[Change]:
        return changes_of([operation])[0]


def changes_of(operations: Sequence[Operation]) -> list[list[Change]]:
    """What each operation changes, in words; the names are looked up once for all."""
    names = names_of(
        Spot.of(operation.connection_id, state)
        for operation in operations
        for states in (operation.before, operation.wanted, operation.observed or {})
        for state in flat(states).values()
    )
    return [list(_changes(operation, names)) for operation in operations]


def _changes(operation: Operation, names: RouteNames) -> Iterator[Change]:
    before, wanted, observed = flat(operation.before), flat(operation.wanted), flat(operation.observed or {})

    def words(states: Mapping[str, State], name: str) -> str:
        return in_words(names, Spot.of(operation.connection_id, states[name]), name) if name in states else ""

    for name in LABELS:
        if name not in wanted:
            continue
        differs = observed.get(name, wanted[name]) != wanted[name]
        if differs or before.get(name) != wanted[name]:
            yield Change(
                str(LABELS[name]), words(before, name), words(wanted, name), words(observed, name) if differs else ""
            )


def in_words(names: RouteNames, spot: Spot, setting: str) -> str:
    """A destination in words; a failover to nowhere is none at all."""
    if spot.kind == RouteKind.NONE and setting != "route":
        return _("None")
    return names.of(spot).text


def _number(operation: Operation) -> PhoneNumber:
    return PhoneNumber(operation.parameters["number"])


def _settings_of_value(did: values.Did) -> dict[str, Route]:
    told = {name: getattr(did.failovers, name) for name in FAILOVERS}
    return {"route": did.route, **{name: route for name, route in told.items() if route is not None}}


def flat(state: State) -> dict[str, State]:
    """The state of an operation as {"route": …, "busy": …}: one level, in the order of LABELS."""
    return {"route": state["route"], **state["failovers"]} if state else {}


HANDLER = SetRoute()
