"""Where calls go: routes, and the objects that a route can point at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RouteKind(StrEnum):
    """The kinds of destination and of routing object, over all providers."""

    ACCOUNT = "account"  # a SIP login: main account, sub account, peer
    FORWARD = "forward"
    VOICEMAIL = "voicemail"
    SIP_URI = "sip_uri"
    RING_GROUP = "ring_group"
    CALL_HUNTING = "call_hunting"
    IVR = "ivr"
    QUEUE = "queue"
    CALLBACK = "callback"
    TIME_CONDITION = "time_condition"
    DISA = "disa"
    RECORDING = "recording"
    CONFERENCE = "conference"
    CALL_PARKING = "call_parking"
    CALLER_ID_FILTER = "caller_id_filter"
    PHONEBOOK_ENTRY = "phonebook_entry"
    PHONEBOOK_GROUP = "phonebook_group"
    MUSIC_ON_HOLD = "music_on_hold"
    EXTENSION = "extension"
    ENDPOINT_GROUP = "endpoint_group"  # a set of static addresses (IP-authenticated trunk)
    APP = "app"  # a voice application of the provider
    DID_GROUP = "did_group"
    FAX = "fax"  # calls are taken as faxes; the target is a mail address or box
    SYSTEM = "system"  # target: hangup, busy, noservice, disconnected, dtmf, echo
    NONE = "none"  # explicitly nowhere; target is empty
    UNKNOWN = "unknown"  # the provider sent something we do not know; see Route.raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A destination. `target` is the provider's id of the object (or login, or system word); empty for NONE. Where a provider
    takes the number or address itself, it is that: E.164 with its plus, or something with an @. Several logins that ring together
    are joined by commas.

    `raw` is the provider's own spelling, kept for support and for UNKNOWN. It takes no part in comparison.
    """

    kind: RouteKind
    target: str = ""
    raw: str = field(default="", compare=False)


NOWHERE = Route(kind=RouteKind.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failovers:
    """Where a call goes when the route fails. None: the provider does not have, or did not tell, this one."""

    busy: Route | None = None
    unreachable: Route | None = None
    no_answer: Route | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLink:
    """An edge of the call flow: `label` says when it is taken (`1`, `match`, `member`, `timeout`…).

    match, no_match (conditions, filters) · 0-9 * # (keys of a menu; at an app the place in its order of calls) · timeout,
    invalid (no key, a wrong key) · member (rings) · busy, unreachable, no_answer, full… (when that failed). Several links of
    one label are tried in their order.
    """

    label: str
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingObject:
    """One object that routes can point at. `details` holds what pages show of it in our words, JSON-safe.

    Some details say what becomes of a call, and are read by the simulation of calls; absent means not told:
    - time condition: `timezone` (IANA name), `windows` [{"days": "mon-fri" or "sat", "from": "08:00", "to": "17:30"}], any
      of which matches, its last minute included. One that ends before it begins goes on after midnight and belongs to the
      day on which it begins. `holidays` [{"date": "2026-12-25" or yearly "12-25", "name": "…"}] never match.
    - caller ID filter: `every_number` or `numbers` [E.164] that it is set on, `callers` {"which": "number", "pattern":
      "514555XXXX" (X any digit, N 2-9, Z 1-9, a last * anything)}, or which is "anonymous", "not_north_american",
      "phonebook" (with "group", the id of a phonebook group), "attestation", "unknown".
    - phonebook entry: `number` (E.164).
    - queue: `maximum_wait_seconds`. Call hunting: `order` ("follow" or "random"). App: `calls_in_order`.

    `settings` are the values of the parameters that `Routing.save_object` takes for its kind, by the provider's names: what
    a form for changing it begins with. `raw` is the provider's own spelling of everything.
    """

    kind: RouteKind
    remote_id: str
    name: str
    links: tuple[RouteLink, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict, compare=False)
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def route(self) -> Route:
        """The route that leads to this object."""
        return Route(kind=self.kind, target=self.remote_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectForm:
    """Which catalogue methods create, change and delete an object: their parameters are the form. Empty: it cannot be done.

    `key` is the parameter that names the object in `update` and `delete`. In `create`, where it is optional, it stays empty.
    `extra` are settings that are sent by other methods, with the type that a parameter would have.
    """

    create: str = ""
    update: str = ""
    delete: str = ""
    key: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
