"""The objects that VoIP.ms routes lead to, one mapping per kind: names, links to other objects, settings in our words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from providers.values.routing import Route, RouteKind, RouteLink, RoutingObject
from providers.voipms import scalars
from providers.voipms.client import Client
from providers.voipms.members import SETTING, members_of
from providers.wire.redact import without_secrets

Row = Mapping[str, Any]
Links = Callable[[Row], Iterable[RouteLink]]
Details = Callable[[Row], dict[str, Any]]


def _no_links(row: Row) -> Iterable[RouteLink]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How one kind is listed: the method, the field of the id, the fields that name it (first that is filled), the rest."""

    kind: RouteKind
    method: str
    id_field: str
    name_fields: tuple[str, ...]
    details: Details
    links: Links = _no_links

    def read(self, row: Row) -> RoutingObject:
        remote_id = scalars.text(row.get(self.id_field))
        if not remote_id:
            raise scalars.WrongShape(f"a row without {self.id_field}")
        names = (scalars.text(row.get(field)) for field in self.name_fields)
        return RoutingObject(
            kind=self.kind,
            remote_id=remote_id,
            name=next(filter(None, names), remote_id),
            links=tuple(self.links(row)),
            details={name: value for name, value in self.details(row).items() if value not in ("", None, [])},
            raw=without_secrets(row),
        )


def queue_members(client: Client, queue: RoutingObject) -> RoutingObject:
    """The queue with its static members as links."""
    logins = list(members_of(client, queue.remote_id))
    members = (RouteLink(label="member", route=Route(kind=RouteKind.ACCOUNT, target=login)) for login in logins)
    settings = {**queue.settings, SETTING: ";".join(logins)}
    return replace(queue, links=(*members, *queue.links), settings=settings)


def _link(label: str, value: object) -> list[RouteLink]:
    """One edge, none when it leads nowhere."""
    route = scalars.route(value)
    return [] if route.kind is RouteKind.NONE else [RouteLink(label=label, route=route)]


def _to(label: str, kind: RouteKind, value: object) -> list[RouteLink]:
    target = scalars.id_or_none(value)
    return [RouteLink(label=label, route=Route(kind=kind, target=target))] if target else []


def _forward(row: Row) -> dict[str, Any]:
    return {
        "number": _number(row.get("phone_number")),
        "caller_id": _number(row.get("callerid_override")),
        "dtmf_digits": scalars.text(row.get("dtmf_digits")),
        "pause_seconds": scalars.text(row.get("pause")),
        "diversion_header": scalars.flag(row.get("diversion_header")),
    }


def _voicemail(row: Row) -> dict[str, Any]:
    return {
        "email": scalars.text(row.get("email")),
        "attach_message": scalars.flag(row.get("attach_message")),
        "delete_after_email": scalars.flag(row.get("delete_message")),
        "timezone": scalars.text(row.get("timezone")),
        "language": scalars.text(row.get("language")),
        "new_messages": scalars.whole(row.get("new")),
        "urgent_messages": scalars.whole(row.get("urgent")),
        "transcription": scalars.flag(row.get("transcription")),
        "remote_client": scalars.id_or_none(row.get("client")),
    }


def _sip_uri(row: Row) -> dict[str, Any]:
    return {"uri": scalars.text(row.get("uri")), "caller_id": _number(row.get("callerid_override"))}


def _ring_group(row: Row) -> dict[str, Any]:
    return {
        "announcement": scalars.id_or_none(row.get("caller_announcement")),
        "music_on_hold": scalars.text(row.get("music_on_hold")),
        "language": scalars.text(row.get("language")),
        "members": [_ring_member(member) for member in scalars.pieces(row.get("members"))],
    }


def _ring_member(member: str) -> dict[str, Any]:
    """`account:100001,25,1`: the route, seconds to ring, and whether to press 1 to accept."""
    route, _, rest = member.partition(",")
    seconds, _, press = rest.partition(",")
    return {"route": route, "ring_seconds": scalars.whole(seconds), "press_to_accept": scalars.flag(press)}


def _ring_group_links(row: Row) -> Iterable[RouteLink]:
    for member in scalars.pieces(row.get("members")):
        yield from _link("member", member.partition(",")[0])
    yield from _to("no_answer", RouteKind.VOICEMAIL, row.get("voicemail"))


def _call_hunting(row: Row) -> dict[str, Any]:
    slots = zip_longest(
        scalars.pieces(row.get("members")),
        scalars.pieces(row.get("ring_time")),
        scalars.pieces(row.get("press")),
        fillvalue="",
    )
    return {
        "order": scalars.text(row.get("order")),
        "announcement": scalars.id_or_none(row.get("recording")),
        "music_on_hold": scalars.text(row.get("music")),
        "language": scalars.text(row.get("language")),
        "members": [
            {"route": route, "ring_seconds": scalars.whole(seconds), "press_to_accept": scalars.flag(press)}
            for route, seconds, press in slots
            if scalars.route(route).kind is not RouteKind.NONE
        ],
    }


def _call_hunting_links(row: Row) -> Iterable[RouteLink]:
    """The eight slots are padded with `none:`, which leads nowhere."""
    for member in scalars.pieces(row.get("members")):
        yield from _link("member", member)


def _ivr(row: Row) -> dict[str, Any]:
    return {
        "recording": scalars.id_or_none(row.get("recording")),
        "timeout_seconds": scalars.whole(row.get("timeout")),
        "language": scalars.text(row.get("language")),
        "voicemail_setup": scalars.text(row.get("voicemailsetup")),
    }


_INSTEAD_OF_A_KEY: Mapping[str, str] = {"t": "timeout", "i": "invalid"}


def _ivr_links(row: Row) -> Iterable[RouteLink]:
    """`1=sip:5096; 2=fwd:20222; t=sys:hangup`: the key pressed, or what happened in its place, and where it leads."""
    for choice in scalars.pieces(row.get("choices")):
        key, _, target = choice.partition("=")
        yield from _link(_INSTEAD_OF_A_KEY.get(key.strip().lower(), key.strip()), target)


def _queue(row: Row) -> dict[str, Any]:
    return {
        "number": scalars.text(row.get("queue_number")),
        "language": scalars.text(row.get("queue_language")),
        "strategy": scalars.text(row.get("ring_strategy")),
        "ring_in_use": scalars.flag(row.get("ring_inuse")),
        "agent_ring_seconds": scalars.whole(row.get("agent_ring_timeout")),
        "wrapup_seconds": scalars.whole(row.get("wrapup_time")),
        "maximum_wait_seconds": scalars.whole(row.get("maximum_wait_time")),
        "maximum_callers": scalars.whole(row.get("maximum_callers")),
        "priority": scalars.whole(row.get("priority_weight")),
        "join_when_empty": scalars.text(row.get("join_when_empty")),
        "leave_when_empty": scalars.text(row.get("leave_when_empty")),
        "music_on_hold": scalars.text(row.get("music_on_hold")),
        "announcement": scalars.id_or_none(row.get("join_announcement")),
    }


def _queue_links(row: Row) -> Iterable[RouteLink]:
    for label, suffix in (
        ("timeout", "timeout"),
        ("full", "full"),
        ("join_empty", "join_empty"),
        ("leave_empty", "leave_empty"),
        ("join_unavailable", "join_unavail"),
        ("leave_unavailable", "leave_unavail"),
    ):
        yield from _link(label, row.get(f"fail_over_routing_{suffix}"))


def _callback(row: Row) -> dict[str, Any]:
    return {
        "number": _number(row.get("number")),
        "caller_id": _number(row.get("callerid_number")),
        "delay_seconds": scalars.whole(row.get("delay_before")),
        "response_seconds": scalars.whole(row.get("response_timeout")),
        "digit_seconds": scalars.whole(row.get("digit_timeout")),
    }


def _time_condition(row: Row) -> dict[str, Any]:
    """Windows as {"days": "mon-fri", "from": "08:00", "to": "16:00"}; any of them makes a match.

    All servers keep US Eastern time, with its daylight saving, and there are no holidays (their wiki, Time Conditions).
    """
    columns = ("weekdaystart", "weekdayend", "starthour", "startminute", "endhour", "endminute")
    windows = zip(*(scalars.pieces(row.get(column)) for column in columns), strict=False)
    return {
        "windows": [
            {
                "days": first if first == last else f"{first}-{last}",
                "from": f"{start_hour:0>2}:{start_minute:0>2}",
                "to": f"{end_hour:0>2}:{end_minute:0>2}",
            }
            for first, last, start_hour, start_minute, end_hour, end_minute in windows
        ],
        "timezone": scalars.EASTERN.key,
    }


def _time_condition_links(row: Row) -> Iterable[RouteLink]:
    yield from _link("match", row.get("routing_match"))
    yield from _link("no_match", row.get("routing_nomatch"))


def _disa(row: Row) -> dict[str, Any]:
    return {
        "caller_id": _number(row.get("callerid_override")),
        "digit_seconds": scalars.whole(row.get("digit_timeout")),
        "language": scalars.text(row.get("language")),
    }


def _recording(row: Row) -> dict[str, Any]:
    return {}


def _conference(row: Row) -> dict[str, Any]:
    return {
        "description": scalars.text(row.get("description")),
        "maximum_members": scalars.text(row.get("max_members")),
        "language": scalars.text(row.get("language")),
        "member_profiles": scalars.pieces(row.get("members")),
    }


def _call_parking(row: Row) -> dict[str, Any]:
    return {
        "timeout_seconds": scalars.whole(row.get("timeout")),
        "music_on_hold": scalars.text(row.get("musiconhold", row.get("music"))),
        "language": scalars.text(row.get("language")),
        "destination": scalars.text(row.get("destination")),
        "delay_seconds": scalars.whole(row.get("delay")),
        "lamps": scalars.whole(row.get("blf_lamps")),
        "after_timeout": scalars.text(row.get("failover")),
    }


def _call_parking_links(row: Row) -> Iterable[RouteLink]:
    """Its failover has words of its own: `callback` (to the one who parked), `system:hangup`, `vm:101`."""
    after = scalars.text(row.get("failover"))
    if after.startswith("system:"):
        yield RouteLink(
            label="timeout", route=Route(kind=RouteKind.SYSTEM, target=after.removeprefix("system:"), raw=after)
        )
    elif after != "callback":
        yield from _link("timeout", after)


def _caller_id_filter(row: Row) -> dict[str, Any]:
    number = _number(row.get("did"))
    return {
        "caller_id": scalars.text(row.get("callerid")),
        "callers": _callers(scalars.text(row.get("callerid"))),
        "every_number": number.lower() == "all",
        "numbers": [] if number.lower() == "all" else [number],
        "note": scalars.text(row.get("note")),
    }


def _callers(written: str) -> dict[str, str]:
    """Whom a filter takes: a number with wildcards, 0 anonymous, i not North American, s/sb/sc attestation, p phone book."""
    word, _, group = written.lower().partition(":")
    if word == "0":
        return {"which": "anonymous"}
    if word == "i":
        return {"which": "not_north_american"}
    if word in ("s", "sb", "sc"):
        return {"which": "attestation"}
    if word == "p":
        return {"which": "phonebook", "group": group} if group else {"which": "phonebook"}
    inside = _ANGLED.search(written)
    return {"which": "number", "pattern": "".join((inside[1] if inside else written).split()).upper()}


_ANGLED = re.compile(r"<([^<>]*)>")


def _caller_id_filter_links(row: Row) -> Iterable[RouteLink]:
    yield from _link("match", row.get("routing"))
    yield from _link("busy", row.get("failover_busy"))
    yield from _link("unreachable", row.get("failover_unreachable"))
    yield from _link("no_answer", row.get("failover_noanswer"))


def _phonebook_entry(row: Row) -> dict[str, Any]:
    return {
        "number": _number(row.get("number")),
        "speed_dial": scalars.text(row.get("speed_dial")),
        "caller_id": scalars.text(row.get("callerid")),
        "note": scalars.text(row.get("note")),
        "group": scalars.text(row.get("group_name")),
    }


def _phonebook_entry_links(row: Row) -> Iterable[RouteLink]:
    number = scalars.text(row.get("number"))
    return _link("number", number) if number.startswith("sip:") else []


def _phonebook_group_links(row: Row) -> Iterable[RouteLink]:
    for entry in scalars.pieces(row.get("members")):
        yield from _to("member", RouteKind.PHONEBOOK_ENTRY, entry)


def _music_on_hold(row: Row) -> dict[str, Any]:
    return {
        "recordings": scalars.pieces(row.get("recordings"), ","),
        "sort": scalars.text(row.get("sort")),
        "custom": scalars.flag(row.get("custom")),
    }


def _number(value: object) -> str:
    """E.164 where it is a telephone number, else as it was written; -1 and nothing are empty."""
    number = scalars.phone(value)
    written = scalars.text(value)
    return number.e164 if number else ("" if written == "-1" else written)


_ALL = (
    Source(
        kind=RouteKind.FORWARD,
        method="getForwardings",
        id_field="forwarding",
        name_fields=("description", "phone_number"),
        details=_forward,
    ),
    Source(
        kind=RouteKind.VOICEMAIL, method="getVoicemails", id_field="mailbox", name_fields=("name",), details=_voicemail
    ),
    Source(
        kind=RouteKind.SIP_URI,
        method="getSIPURIs",
        id_field="sipuri",
        name_fields=("description", "uri"),
        details=_sip_uri,
    ),
    Source(
        kind=RouteKind.RING_GROUP,
        method="getRingGroups",
        id_field="ring_group",
        name_fields=("name",),
        details=_ring_group,
        links=_ring_group_links,
    ),
    Source(
        kind=RouteKind.CALL_HUNTING,
        method="getCallHuntings",
        id_field="callhunting",
        name_fields=("description",),
        details=_call_hunting,
        links=_call_hunting_links,
    ),
    Source(kind=RouteKind.IVR, method="getIVRs", id_field="ivr", name_fields=("name",), details=_ivr, links=_ivr_links),
    Source(
        kind=RouteKind.QUEUE,
        method="getQueues",
        id_field="queue",
        name_fields=("queue_name",),
        details=_queue,
        links=_queue_links,
    ),
    Source(
        kind=RouteKind.CALLBACK,
        method="getCallbacks",
        id_field="callback",
        name_fields=("description",),
        details=_callback,
    ),
    Source(
        kind=RouteKind.TIME_CONDITION,
        method="getTimeConditions",
        id_field="timecondition",
        name_fields=("name",),
        details=_time_condition,
        links=_time_condition_links,
    ),
    Source(kind=RouteKind.DISA, method="getDISAs", id_field="disa", name_fields=("name",), details=_disa),
    Source(
        kind=RouteKind.RECORDING,
        method="getRecordings",
        id_field="value",
        name_fields=("description",),
        details=_recording,
    ),
    Source(
        kind=RouteKind.CONFERENCE,
        method="getConference",
        id_field="conference",
        name_fields=("name", "description"),
        details=_conference,
    ),
    Source(
        kind=RouteKind.CALL_PARKING,
        method="getCallParking",
        id_field="callparking",
        name_fields=("name",),
        details=_call_parking,
        links=_call_parking_links,
    ),
    Source(
        kind=RouteKind.CALLER_ID_FILTER,
        method="getCallerIDFiltering",
        id_field="filtering",
        name_fields=("note", "callerid"),
        details=_caller_id_filter,
        links=_caller_id_filter_links,
    ),
    Source(
        kind=RouteKind.PHONEBOOK_ENTRY,
        method="getPhonebook",
        id_field="phonebook",
        name_fields=("name",),
        details=_phonebook_entry,
        links=_phonebook_entry_links,
    ),
    Source(
        kind=RouteKind.PHONEBOOK_GROUP,
        method="getPhonebookGroups",
        id_field="phonebook_group",
        name_fields=("name",),
        details=_recording,
        links=_phonebook_group_links,
    ),
    Source(
        kind=RouteKind.MUSIC_ON_HOLD,
        method="getMusicOnHold",
        id_field="value",
        name_fields=("description",),
        details=_music_on_hold,
    ),
)

SOURCES: Mapping[RouteKind, Source] = {source.kind: source for source in _ALL}
