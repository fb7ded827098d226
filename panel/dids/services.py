"""What a person can do to a number."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.connections.models import ConnectionState
from panel.dids import route_operation
from panel.dids.models import Did
from panel.dids.route_operation import as_parameters, as_state, settings_of
from panel.operations.models import Operation
from panel.operations.services import request_operation
from panel.ui.words import phone
from providers.values.routing import Route


class RouteProblem(Exception):
    """Why a route cannot be changed as asked, worded for the person who asked."""


class NothingToChange(RouteProblem):
    def __init__(self) -> None:
        super().__init__(_("Nothing to change: the number already goes there."))


class Conflict(RouteProblem):
    """The route is no longer the one that the person saw. `now` is what it is, as last read."""

    def __init__(self, now: dict[str, Route]) -> None:
        super().__init__(_("The route was changed since you opened this page. Nothing was sent."))
        self.now = now


class NotChangeable(RouteProblem):
    """The number is lost, or its account is not in use."""


def change_route(
    *, did: Did, wanted: Mapping[str, Route], seen: Mapping[str, Route], by: User, idempotency_key: str
) -> Operation:
    """Send the number's calls elsewhere, through an operation.

    `wanted` and `seen` are settings by name ("route", "busy", "unreachable", "no_answer"); a name that is absent stays as it is.
    `seen` is what the person had before their eyes. Raises a `RouteProblem`, or `AlreadyOpen`.
    """
    if asked := Operation.objects.filter(idempotency_key=idempotency_key).first():
        return asked
    did = Did.objects.select_for_update(of=("self",)).select_related("connection", "client").get(pk=did.pk)
    refuse_unchangeable(did)
    now = settings_of(did)
    if any(now.get(name) != route for name, route in seen.items()):
        raise Conflict(now)
    changed = {name: route for name, route in wanted.items() if now.get(name) != route}
    if not changed:
        raise NothingToChange
    target = {"route": now["route"], **changed}
    return request_operation(
        connection=did.connection,
        kind=route_operation.KIND,
        subject_type="did",
        subject_id=did.pk,
        subject_label=phone(did.number),
        parameters={"number": did.number, **as_parameters(target)},
        before=as_state({name: now[name] for name in target if name in now}),
        wanted=as_state(target),
        by=by,
        client=did.client,
        idempotency_key=idempotency_key,
    )


def refuse_unchangeable(did: Did) -> None:
    """Raises `NotChangeable` with the reason, when nothing can be sent for this number."""
    if did.gone_at is not None:
        raise NotChangeable(_("This number is no longer in the account. Nothing can be changed."))
    if did.connection.state == ConnectionState.PAUSED:
        raise NotChangeable(_("This connection is paused. Resume it to change the route."))
    if did.connection.state == ConnectionState.DRAFT:
        raise NotChangeable(_("This connection was never checked with success. Complete it to change the route."))
