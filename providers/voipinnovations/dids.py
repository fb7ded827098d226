"""Port Dids: auditDIDs, queryDID, and what else belongs to a number (configDID, CNAM)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from providers import errors
from providers.values.dids import Did, DidChanges, SettingRule
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.scalars import Row

EMPTY_ACCOUNT = "101200"  # the placeholder record of an account without numbers
ASSIGNED = "assigned"
NAME_LENGTH = 15

SETTINGS: Mapping[str, SettingRule] = {
    "cnam_lookup": SettingRule(limit=messages.LIMIT_IN_GROUP),
    "caller_name": SettingRule(longest=NAME_LENGTH, plain=True),
    "note": SettingRule(longest=50, clears=False, limit=messages.LIMIT_IN_GROUP),
}


BESIDE = frozenset({"route", "failovers", "sms_enabled"})  # the fields of a number that queryDID does not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What auditDIDs does not tell of a number, by ten digits: forwards, failovers, conference lines, text messages."""

    forwards: Mapping[str, str] = field(default_factory=dict)
    failovers: Mapping[str, str] = field(default_factory=dict)
    conferences: frozenset[str] = frozenset()
    texting: Mapping[str, bool | None] = field(default_factory=dict)


class VoipinnovationsDids:
    settable = frozenset(SETTINGS)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_owned(self) -> Iterator[Did]:
        """Streamed. The lists beside it are read first: they are short, and tell where forwarded numbers go."""
        beside = self._beside()
        rows = self._client.rows("auditDIDs", "DID")
        owned = (row for row in rows if row.get("statusCode") != EMPTY_ACCOUNT)
        yield from self._client.values("auditDIDs", owned, lambda row: did_from(row, beside))

    def get(self, number: PhoneNumber, *, only: Collection[str] | None = None) -> Did:
        """One call, and further ones for what queryDID does not tell: two for the route, one each for failover and messages; and
        one for a caller name that is stored and not told."""
        tn, row = self._row(number)
        unread = BESIDE.difference(BESIDE if only is None else only)
        beside = Beside() if "route" in unread else self._answering(tn)
        if "failovers" not in unread:
            beside = replace(beside, failovers={tn: self._one("GetDIDFailover", tn, "failover")})
        if "sms_enabled" not in unread:
            beside = replace(beside, texting=self._texting(tn))
        (did,) = self._client.values("queryDID", [row], lambda each: _without(did_from(each, beside), unread))
        if did.caller_name is not None:
            return did
        if only is not None and "caller_name" not in only:
            return replace(did, unread=unread | {"caller_name"})
        return replace(did, caller_name=self._stored_name(tn))

    def update(self, number: PhoneNumber, changes: DidChanges) -> None:
        asked = {each.name for each in fields(changes) if getattr(changes, each.name) is not None}
        if asked - self.settable:
            raise faults.unsupported("configDID")
        _check_caller_name(changes.caller_name or "")
        tn, row = self._row(number)
        if changes.caller_name is not None and scalars.flag(row.get("cnamStorageAvailability")) is False:
            raise faults.error(errors.Invalid, messages.NO_CNAM, operation="UpdateCNAMDisplay", field="caller_name")
        configured: dict[str, str] = {}
        if changes.cnam_lookup is not None:
            configured["cnam"] = str(int(changes.cnam_lookup))
        if changes.note:  # an empty one is not sent, and so takes nothing away
            configured["refId"] = changes.note
        if configured:
            self._check_in_group(tn, row)
            self._client.act("configDID", tn, didParams=[{**param_of(tn, row), **configured}])
        if changes.caller_name is not None:
            self._set_caller_name(tn, changes.caller_name)

    def row(self, number: PhoneNumber) -> Row:
        """The number's own record; `NotFound` when the account does not hold it."""
        return self._row(number)[1]

    def _row(self, number: PhoneNumber) -> tuple[str, Row]:
        try:
            tn = scalars.ten_digits(number)
        except scalars.WrongShape:
            raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="queryDID") from None
        row = self._client.per_number("queryDID", did=tn).get(tn)
        code = scalars.text(row.get("statusCode")) if row else ""
        availability = scalars.text(row.get("availability")).lower() if row else ""
        if row is None or code[-3:] in {str(each) for each in faults.NOT_OURS} or availability != ASSIGNED:
            raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="queryDID", code=code)
        problem = self._client.problem_of("queryDID", row)
        if problem is not None:
            raise problem
        return tn, row

    def _answering(self, tn: str) -> Beside:
        """What answers in place of the endpoint group."""
        return Beside(
            forwards={tn: self._one("GetDIDForward", tn, "forward")},
            conferences=frozenset({tn} if self._has_conference(tn) else ()),
        )

    def _check_in_group(self, tn: str, row: Row) -> None:
        """configDID brings a number back to its group (§5.1): it would take a forward or conference line off."""
        if route_from(row, tn, self._answering(tn)).kind is not RouteKind.ENDPOINT_GROUP:
            raise faults.invalid("configDID", "cnam_lookup", "only for a number that goes to an endpoint group")

    def _stored_name(self, tn: str) -> str | None:
        """None for a number that keeps no names, as its record says."""
        try:
            return scalars.text(self._client.call("GetCNAMDisplay", tn=tn).get("DisplayName"))
        except errors.Refused:
            return None

    def _set_caller_name(self, tn: str, name: str) -> None:
        if name:
            self._client.call("UpdateCNAMDisplay", tn=tn, name=name)
        else:
            self._client.call("RemoveCNAM", tn=tn)

    def _one(self, method: str, tn: str, name: str) -> str:
        row = self._client.per_number(method, tn=tn).get(tn, {})
        return scalars.text(row.get(name))

    def _has_conference(self, tn: str) -> bool:
        line = self._client.call("GetConferenceLine", tn=tn).get("ConferenceLine")
        return isinstance(line, Mapping) and scalars.flag(line.get("Enabled")) is True

    def _beside(self) -> Beside:
        return Beside(
            forwards=self._pairs("AuditDIDForwards", "DIDForward", "ForwardTN"),
            failovers=self._pairs("AuditDIDFailovers", "DIDFailover", "FailoverTN"),
            conferences=frozenset(
                row.get("TN", "")[-10:]
                for row in self._client.rows("AuditConferenceLines", "ConferenceLine")
                if scalars.flag(row.get("Enabled", "true")) is not False
            ),
            texting=self._texting(),
        )

    def _pairs(self, method: str, item: str, name: str) -> dict[str, str]:
        return {row.get("TN", "")[-10:]: row.get(name, "") for row in self._client.rows(method, item)}

    def _texting(self, tn: str = "") -> dict[str, bool | None]:
        rows = self._client.rows("AuditSMS", "SMSDID", tn=tn or None)
        return {row.get("TN", "")[-10:]: scalars.flag(row.get("Enabled", "")) for row in rows}


def _check_caller_name(name: str) -> None:
    """Before anything is sent, so that a name that no switch takes leaves the other settings as they are."""
    if len(name) > NAME_LENGTH or not all(each.isascii() and (each.isalnum() or each == " ") for each in name):
        raise faults.error(errors.Invalid, messages.NAME_CHARACTERS, operation="UpdateCNAMDisplay", field="caller_name")


def did_from(row: Row, beside: Beside) -> Did:
    """A DID record as a value. Raises `WrongShape` for one without a number."""
    written = row.get("tn") or ""
    number = scalars.phone(written)
    if number is None:
        raise scalars.WrongShape("a number that is none")
    tn = number.e164[2:]
    center, state = row.get("rateCenter") or "", row.get("state") or ""
    country, region = scalars.place(state)
    return Did(
        number=number,
        description=f"{center}, {state}" if center and state else center or state,
        country=country,
        region=region,
        route=route_from(row, tn, beside),
        failovers=_failovers(beside.failovers.get(tn) or row.get("failover") or ""),
        cnam_lookup=scalars.flag(row.get("cnam")),
        caller_name=_caller_name(row),
        e911=scalars.flag(row.get("has911")),
        sms_enabled=beside.texting.get(tn),
        t38=scalars.flag(row.get("t38")),
        note=row.get("refId") or "",
        raw=row,
    )


def _caller_name(row: Row) -> str | None:
    """Absent and empty read alike (fact sheet §7): that there is none, only the flag tells."""
    name = scalars.text(row.get("cnamName"))
    return name or ("" if scalars.flag(row.get("cnamStorageActive")) is False else None)


def _without(did: Did, unread: frozenset[str]) -> Did:
    """queryDID alone reads as if there were neither forward nor failover."""
    return replace(
        did,
        route=NOWHERE if "route" in unread else did.route,
        failovers=Failovers() if "failovers" in unread else did.failovers,
        unread=unread,
    )


def route_from(row: Row, tn: str, beside: Beside) -> Route:
    """A forward beats the endpoint group entirely (fact sheet §5.2); a conference line answers by itself.

    Without any of them the number is on a script, in the personal inventory, or goes nowhere: no field tells which.
    """
    forward = beside.forwards.get(tn) or row.get("forward") or ""
    if forward:
        return _to_number(forward)
    if tn in beside.conferences:
        return Route(kind=RouteKind.CONFERENCE, target=tn)
    group = scalars.text(row.get("endpointId"))
    return _to_group(group) if group not in {"", "0"} else Route(kind=RouteKind.UNKNOWN, raw=row.get("status") or "")


@lru_cache(maxsize=1024)  # an account has a few groups for all of its numbers
def _to_group(group: str) -> Route:
    return Route(kind=RouteKind.ENDPOINT_GROUP, target=group, raw=group)


def param_of(tn: str, row: Row) -> dict[str, str]:
    """What configDID wants to be told of a number so that nothing of it changes."""
    cnam = scalars.flag(row.get("cnam"))
    param = {"tn": tn, "epg": scalars.text(row.get("endpointId")) or "0", "refId": scalars.text(row.get("refId"))}
    return {name: value for name, value in param.items() if value} | ({} if cnam is None else {"cnam": str(int(cnam))})


def _to_number(written: str) -> Route:
    number = scalars.phone(written)
    return Route(kind=RouteKind.FORWARD, target=number.e164 if number else written, raw=written)


def _failovers(written: str) -> Failovers:
    """One failover, for an endpoint group that does not answer or rejects: unreachable. The other two do not exist."""
    return Failovers(unreachable=_to_number(written)) if written else _NO_FAILOVER


_NO_FAILOVER = Failovers(unreachable=NOWHERE)
