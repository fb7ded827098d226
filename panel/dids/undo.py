"""The way back from a change of a number: its form with what was there before. Saving it is a change like any other."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from panel.dids import route_operation, settings_operation
from panel.dids.forms_settings import as_text
from panel.dids.models import Did
from panel.operations.models import Operation, OperationState
from panel.operations.registry import matches
from panel.routing.destinations import key_of
from providers.values.routing import RouteKind


def undo_url(did: Did, operation: Operation) -> str:
    """Empty where there is no way back: it was not carried out, something changed since, or what was before is not known."""
    if operation.state != OperationState.SUCCEEDED or operation.differs:
        return ""
    match operation.kind:
        case route_operation.KIND:
            return _form("dids:route", did, _route_before(did, operation), "route-editor")
        case settings_operation.KIND:
            return _form("dids:settings", did, _settings_before(did, operation), "settings-editor")
        case _:
            return ""


def _form(page: str, did: Did, values: dict[str, str], place: str) -> str:
    return f"{reverse(page, args=[did.pk])}?{urlencode(values)}#{place}" if values else ""


def _route_before(did: Did, operation: Operation) -> dict[str, str]:
    now = route_operation.as_state(route_operation.settings_of(did))
    if not matches(operation.wanted, now):
        return {}
    before = {
        name: route_operation.route_from(state)
        for name, state in route_operation.flat(operation.before).items()
        if name in route_operation.flat(operation.wanted)
    }
    if any(route.kind is RouteKind.UNKNOWN for route in before.values()):
        return {}
    return {name: key_of(route) for name, route in before.items()}


def _settings_before(did: Did, operation: Operation) -> dict[str, str]:
    now = settings_operation.settings_now(did)
    if any(now[name] != value or name not in operation.before for name, value in operation.wanted.items()):
        return {}
    return {name: as_text(name, operation.before[name]) for name in operation.wanted}
