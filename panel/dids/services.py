"""What a person can do to a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.connections import gateway
from panel.connections.models import ConnectionState
from panel.dids import release_operation, route_operation, settings_operation
from panel.dids.models import NOT_YET, Did
from panel.dids.moves import moved
from panel.dids.route_operation import as_parameters, as_state, settings_of
from panel.dids.settings_operation import Setting, known_of, settings_now
from panel.dids.settings_rules import refusals
from panel.operations.models import Operation
from panel.operations.services import refuse_while_open, request_operation
from panel.tenancy.models import Client
from panel.ui.words import phone
from providers.capabilities import Capability
from providers.values.routing import Route


class NumberProblem(Exception):
    """Why something cannot be done to a number as asked, worded for the person who asked."""


class RouteProblem(NumberProblem):
    """About its route."""


class NothingToChange(RouteProblem):
    def __init__(self) -> None:
        super().__init__(_("Nothing to change: the number already goes there."))


class Conflict(RouteProblem):
    """The route is no longer the one that the person saw. `now` is what it is, as last read."""

    def __init__(self, now: dict[str, Route]) -> None:
        super().__init__(_("The route was changed since you opened this page. Nothing was sent."))
        self.now = now


class NotChangeable(RouteProblem):
    """The number is lost or not there yet, or its account is not in use."""


class SettingsProblem(NumberProblem):
    """About its settings."""


class BadSettings(SettingsProblem):
    """Settings that the number's provider does not take: `reasons` by name, in words."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(" ".join(reasons.values()))
        self.reasons = dict(reasons)


class SettingsMoved(SettingsProblem):
    """The settings named in `names` are no longer what the person saw."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(_("These settings were changed since you opened this page. Nothing was sent."))
        self.names = list(names)


class NotReleasable(NumberProblem):
    """The number cannot be given back from here."""


class ClientMoved(NumberProblem):
    """The number is no longer of the client that the person saw. `now` is whose it is."""

    def __init__(self, now: Client | None) -> None:
        text = _(
            "The number was moved since you opened this page: it is %(client)s’s now. Save again to move it all the same."
        )
        if now is None:
            text = _(
                "The number was taken from its client since you opened this page. Save again to move it all the same."
            )
        super().__init__(text % {"client": now})
        self.now = now


class NothingToSet(SettingsProblem):
    def __init__(self) -> None:
        super().__init__(_("Nothing to change: the number has these settings already."))


def change_route(
    *,
    did: Did,
    wanted: Mapping[str, Route],
    seen: Mapping[str, Route],
    by: User,
    idempotency_key: str,
    later: bool = False,
) -> Operation:
    """Send the number's calls elsewhere, through an operation.

    `wanted` and `seen` are settings by name ("route", "busy", "unreachable", "no_answer"); a name that is absent stays as it is.
    `seen` is what the person had before their eyes. `later`: behind what people wait for. Raises a `RouteProblem`, or
    `AlreadyOpen`.
    """
    if asked := Operation.objects.filter(idempotency_key=idempotency_key).first():
        return asked
    did = _locked(did)
    refuse_unchangeable(did)
    refuse_while_open("did", did.pk)
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
        later=later,
    )


def change_settings(
    *,
    did: Did,
    wanted: Mapping[str, Setting],
    by: User | None,
    idempotency_key: str,
    seen: Mapping[str, Setting | None] | None = None,
    later: bool = False,
) -> Operation:
    """Change settings of the number apart from its route, through one operation for all of them.

    `wanted` holds the settings to change by the names of `settings_operation.LABELS`, which are the fields of `DidChanges`:
    switches as True or False, `ring_seconds` as a whole number, everything else as text (empty takes it away). A name that is
    absent stays as it is. `seen` is what the person had before their eyes; without it nobody is asked about changes made
    meanwhile. The same `idempotency_key` gives the operation that it made before. `later`: behind what people wait for. Call
    inside the organization's scope.

    Raises `BadSettings` with a reason for each setting that this provider does not take, `NothingToSet`, `SettingsMoved`,
    `NotChangeable` (all of them `NumberProblem`), or `panel.operations.services.AlreadyOpen`.
    """
    if asked := Operation.objects.filter(idempotency_key=idempotency_key).first():
        return asked
    did = _locked(did)
    refuse_unchangeable(did)
    if reasons := refusals(gateway.info(did.connection.provider), did, wanted):
        raise BadSettings(reasons)
    now = settings_now(did)
    if moved := [name for name, value in (seen or {}).items() if now[name] != value]:
        raise SettingsMoved(moved)
    changed = {name: value for name, value in wanted.items() if now[name] != value}
    if not changed:
        raise NothingToSet
    refuse_while_open("did", did.pk)
    return request_operation(
        connection=did.connection,
        kind=settings_operation.KIND,
        subject_type="did",
        subject_id=did.pk,
        subject_label=phone(did.number),
        parameters={"number": did.number, "changes": changed},
        before=known_of({name: now[name] for name in changed}),
        wanted=changed,
        by=by,
        client=did.client,
        idempotency_key=idempotency_key,
        later=later,
    )


def release(*, did: Did, by: User, idempotency_key: str) -> Operation:
    """Give the number back to its provider, for good, through an operation that is never sent twice.

    Raises `NotReleasable`, `NotChangeable`, or `AlreadyOpen`.
    """
    if asked := Operation.objects.filter(idempotency_key=idempotency_key).first():
        return asked
    did = _locked(did)
    if reason := why_not_released(did):
        raise NotReleasable(reason)
    refuse_unchangeable(did)
    refuse_while_open("did", did.pk)
    return request_operation(
        connection=did.connection,
        kind=release_operation.KIND,
        subject_type="did",
        subject_id=did.pk,
        subject_label=phone(did.number),
        parameters={"number": did.number},
        before=release_operation.HELD,
        wanted=release_operation.GONE,
        by=by,
        client=did.client,
        idempotency_key=idempotency_key,
    )


def why_not_released(did: Did) -> str:
    """Why this number cannot be given back from here; empty when it can."""
    info = gateway.info(did.connection.provider)
    if not info.offers_capability(Capability.ORDERING_RELEASE):
        return _("%(provider)s does not take numbers back through its API. Release it in its portal.") % {
            "provider": info.name
        }
    return _not_yet(did)


def _not_yet(did: Did) -> str:
    return _("This number is not in the account yet.") if did.state in NOT_YET else ""


def move_to_client(*, did: Did, client: Client | None, by: User | None, seen: str | None = None) -> bool:
    """Give the number to a client of the organization, or with None to nobody. True when that changed something.

    Ours alone: no provider is asked. Calls that begin from now on are the new client's, earlier ones stay where they are. It is
    written into the audit trail and stands in the number's history. Call inside the organization's scope.

    `seen`: the key of the client that the person had before their eyes, empty for nobody; raises `ClientMoved` when it is
    another by now. Without it nobody is asked.
    """
    did = _locked(did)
    if did.client_id == (client.pk if client else None):
        return False
    if seen is not None and seen != str(did.client_id or ""):
        raise ClientMoved(did.client)
    moved(did, client, by=by)
    did.save(update_fields=["client"])
    return True


def _locked(did: Did) -> Did:
    """The number as it is now; nobody else asks for a change of it before this transaction ends."""
    return Did.objects.select_for_update(of=("self",)).select_related("connection", "client").get(pk=did.pk)


def refuse_unchangeable(did: Did) -> None:
    """Raises `NotChangeable` with the reason, when nothing can be sent for this number."""
    if did.gone_at is not None:
        raise NotChangeable(_("This number is no longer in the account. Nothing can be changed."))
    if reason := _not_yet(did):
        raise NotChangeable(reason)
    if did.connection.state == ConnectionState.PAUSED:
        raise NotChangeable(_("This connection is paused. Resume it to change anything."))
    if did.connection.state == ConnectionState.DRAFT:
        raise NotChangeable(_("This connection was never checked with success. Complete it to change anything."))
