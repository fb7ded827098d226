"""Port Routing: endpoint groups, forwards, failovers, conference lines, scripts, DID groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers import errors
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, ObjectForm, Route, RouteKind, RoutingObject
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.dids import VoipinnovationsDids, param_of
from providers.voipinnovations.scalars import Row
from providers.wire.redact import without_secrets

# No answer tells which script a number is on, so sending one there could not be confirmed: ProgramDID is for the console.
ROUTES = frozenset({RouteKind.ENDPOINT_GROUP, RouteKind.FORWARD})
DID_GROUPS = ObjectForm(create="CreateDIDGroup", key="groupId")
CONFERENCES = ObjectForm(
    create="SetConferenceLine", update="SetConferenceLine", delete="RemoveConferenceLine", key="tn"
)


class VoipinnovationsRouting:
    kinds = frozenset({RouteKind.ENDPOINT_GROUP, RouteKind.CONFERENCE, RouteKind.APP, RouteKind.DID_GROUP})
    forms: Mapping[RouteKind, ObjectForm] = {
        RouteKind.DID_GROUP: DID_GROUPS,
        RouteKind.CONFERENCE: CONFERENCES,
    }

    def __init__(self, client: Client, dids: VoipinnovationsDids) -> None:
        self._client = client
        self._dids = dids

    def list_objects(self, kind: RouteKind) -> Iterator[RoutingObject]:
        match kind:
            case RouteKind.ENDPOINT_GROUP:
                rows = self._client.listed("AuditEndpointGroups", "EndpointGroups", "EndpointGroup")
                return self._client.values("AuditEndpointGroups", rows, group_from)
            case RouteKind.CONFERENCE:
                lines = self._client.rows("AuditConferenceLines", "ConferenceLine")
                return self._client.values("AuditConferenceLines", lines, conference_from)
            case RouteKind.APP:
                scripts = self._client.listed("GetScripts", "ProgrammableTelcoScripts", "ProgrammableTelcoScript")
                return self._client.values("GetScripts", scripts, lambda row: _named(RouteKind.APP, row))
            case RouteKind.DID_GROUP:
                groups = self._client.listed("GetDIDGroups", "DIDGroups", "DIDGroup")
                return self._client.values("GetDIDGroups", groups, lambda row: _named(RouteKind.DID_GROUP, row))
            case _:
                raise faults.unsupported("list_objects")

    def set_route(self, number: PhoneNumber, route: Route, failovers: Failovers) -> None:
        """Only what differs is sent. The failover comes first: it matters only when the new route fails."""
        if failovers.busy is not None or failovers.no_answer is not None:
            raise _refused("there is one failover only, for equipment that does not answer", "failovers")
        did = self._dids.get(number, only={"route"} if failovers.unreachable is None else {"route", "failovers"})
        tn = scalars.ten_digits(number)
        if route != did.route:
            _check(route)  # a route that is refused leaves the failover as it is
        if failovers.unreachable is not None and failovers.unreachable != did.failovers.unreachable:
            self._set_failover(tn, failovers.unreachable)
        if route != did.route:
            self._send_to(tn, route, did.route, did.raw)

    def save_object(self, kind: RouteKind, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        """A new DID group; or the conference line of a number, whose ten digits are its id."""
        if kind is RouteKind.CONFERENCE:
            if remote_id:
                self._refuse_removed(remote_id)
            return self._set_conference({"tn": remote_id, **settings})
        if kind is RouteKind.DID_GROUP and not remote_id:
            return self._create_group(settings)
        raise faults.unsupported("save_object")

    def delete_object(self, kind: RouteKind, remote_id: str) -> None:
        if kind is not RouteKind.CONFERENCE:
            raise faults.unsupported("delete_object")
        self._client.settle("RemoveConferenceLine", remote_id, tn=remote_id)

    def _refuse_removed(self, line: str) -> None:
        """SetConferenceLine makes a line where there is none: a change would bring back what somebody took away meanwhile."""
        if all(each.remote_id != line for each in self.list_objects(RouteKind.CONFERENCE)):
            raise faults.error(errors.NotFound, messages.NOT_THERE, operation="SetConferenceLine")

    def _set_conference(self, settings: Mapping[str, str]) -> str:
        tn = _conference_number(settings.get("tn", ""))
        self._client.settle("SetConferenceLine", tn, **{**settings, "tn": tn})
        return tn

    def _create_group(self, settings: Mapping[str, str]) -> str:
        before = {each.remote_id for each in self.list_objects(RouteKind.DID_GROUP)}
        answer = self._client.call("CreateDIDGroup", **settings)
        made = scalars.rows(answer, "DIDGroups", "DIDGroup")
        if len(made) == 1:
            return scalars.text(made[0].get("ID"))
        fresh = self._new_since(before)
        if len(fresh) != 1:
            raise faults.error(
                errors.OutcomeUnknown, messages.ANSWER_LOST, operation="CreateDIDGroup", raw="its id was not told"
            )
        return fresh[0]

    def _new_since(self, before: set[str]) -> list[str]:
        """The group is made by now: a listing that fails must not read as if making it again were right."""
        try:
            return [each.remote_id for each in self.list_objects(RouteKind.DID_GROUP) if each.remote_id not in before]
        except errors.ProviderError:
            return []

    def _set_failover(self, tn: str, failover: Route) -> None:
        match failover.kind:
            case RouteKind.NONE:
                self._client.settle("UpdateDIDFailover", tn, tn=tn, failover="")  # blank takes it away (3.30)
            case RouteKind.FORWARD:
                self._client.settle("UpdateDIDFailover", tn, tn=tn, failover=_digits(failover))
            case _:
                raise _refused("a failover is a telephone number", "failovers")

    def _send_to(self, tn: str, route: Route, now: Route, row: Row) -> None:
        if route.kind is RouteKind.FORWARD:
            self._client.settle("SetDIDForward", tn, tn=tn, forward=_digits(route))
        else:
            self._to_group(tn, route.target, now, row)

    def _to_group(self, tn: str, group: str, now: Route, row: Row) -> None:
        """What answers in place of the group is taken off first. configDID brings a number back to its group (§5.1)."""
        if now.kind is RouteKind.FORWARD:
            self._client.settle("RemoveDIDForward", tn, tn=tn, epgId=group)
        elif now.kind is RouteKind.CONFERENCE:
            self._client.settle("RemoveConferenceLine", tn, tn=tn)
        if now.kind is not RouteKind.FORWARD or scalars.text(row.get("endpointId")) != group:
            self._client.act("configDID", tn, didParams=[{**param_of(tn, row), "epg": group}])


def _check(route: Route) -> None:
    """Raises `Invalid` for what no number can be sent to."""
    match route.kind:
        case RouteKind.FORWARD:
            _digits(route)
        case RouteKind.ENDPOINT_GROUP:
            if not (route.target.isascii() and route.target.isdigit()):
                raise _refused("no endpoint group", "route")
        case _:
            raise _refused("a number goes to an endpoint group or to another number", "route")


def _conference_number(written: str) -> str:
    """The ten digits that name the line, however the number is written."""
    try:
        return scalars.ten_digits(scalars.parsed(written))
    except scalars.WrongShape as problem:
        reason = str(problem)
    raise faults.invalid("SetConferenceLine", "tn", reason)


def group_from(row: Row) -> RoutingObject:
    return RoutingObject(
        kind=RouteKind.ENDPOINT_GROUP,
        remote_id=_id(row),
        name=scalars.text(row.get("Name")) or _id(row),
        details={
            "active": scalars.flag(row.get("Active")),
            "addresses": scalars.texts(row, "Endpoints"),
            "client": scalars.text(row.get("Client")),
        },
        raw=_plain(row),
    )


def conference_from(row: Row) -> RoutingObject:
    tn = scalars.text(row.get("TN"))[-10:]
    number = scalars.phone(tn)
    if number is None:
        raise scalars.WrongShape("a conference line without a number")
    return RoutingObject(kind=RouteKind.CONFERENCE, remote_id=tn, name=number.e164, raw=_plain(row))


def _named(kind: RouteKind, row: Row) -> RoutingObject:
    return RoutingObject(kind=kind, remote_id=_id(row), name=scalars.text(row.get("Name")) or _id(row), raw=_plain(row))


def _id(row: Row) -> str:
    found = scalars.text(row.get("ID"))
    if not found:
        raise scalars.WrongShape("an object without its id")
    return found


def _plain(row: Row) -> dict[str, object]:
    """JSON-safe, without the PIN."""
    kept = {
        name: value if isinstance(value, bool | int | str) else str(value)
        for name, value in row.items()
        if value is not None
    }
    return without_secrets(kept)


def _digits(route: Route) -> str:
    try:
        return scalars.ten_digits(scalars.parsed(route.target))
    except scalars.WrongShape as problem:
        reason = str(problem)
    raise _refused(reason, "route")


def _refused(reason: str, field: str) -> errors.ProviderError:
    return faults.error(
        errors.Invalid, messages.ROUTE_REFUSED, operation="configDID", field=field, values={"reason": reason}
    )
