"""Numbers of a VoiceMeUp account: get_dids and update_did.

Where a number's calls go is the set of its `options`: which of peers, forward, mailbox, IVR and fax take part. `chain` puts
them in the order in which the service tries them (assumed, see NOTES.md): a fax or IVR profile takes the call alone, else
peers ring first, then the forward, then the mailbox.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from providers import errors
from providers.values.dids import Did, DidChanges, SettingRule
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind
from providers.voicemeup import faults, messages, places, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

RECORDING = "enable_recording"

# Each kind of route: the option that switches it, and the parameter that holds its target. In the order of the chain.
CHAIN: Mapping[RouteKind, tuple[str, str]] = {
    RouteKind.FAX: ("enable_fax", "client_fax_profile_id"),
    RouteKind.IVR: ("enable_ivr", "client_ivr_profile_id"),
    RouteKind.ACCOUNT: ("enable_peer", "client_peer_ids"),
    RouteKind.FORWARD: ("enable_forwarding", "forward_number"),
    RouteKind.VOICEMAIL: ("enable_voicemail", "client_mailbox_id"),
}
ALONE = frozenset({RouteKind.FAX, RouteKind.IVR})

_OPTIONS = frozenset({option for option, _ in CHAIN.values()} | {RECORDING})

_NO_LIMIT = "disabled"  # the service's word for a time-out that is not there
_SECONDS = ("0", "2", "5", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55")
SETTINGS: Mapping[str, SettingRule] = {
    "recording": SettingRule(),
    "ring_seconds": SettingRule(choices=_SECONDS),
    "forward_seconds": SettingRule(choices=_SECONDS, limit=messages.LIMIT_FORWARD_SECONDS),
    "label": SettingRule(least=2, longest=32, plain=True, clears=False),
    "enabled": SettingRule(),
    "voicemail": SettingRule(longest=20, limit=messages.LIMIT_VOICEMAIL, behind=True),
    "note": SettingRule(longest=250),
}


class VoicemeupDids:
    """The `Dids` port."""

    settable = frozenset(SETTINGS)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_owned(self) -> Iterator[Did]:
        """All numbers in one request: the service has no pages here."""
        return self._client.read("get_dids", did_from)

    def get(self, number: PhoneNumber, *, only: Collection[str] | None = None) -> Did:  # one call tells all
        (found,) = self._client.values("get_dids", [record(self._client, number)], did_from)
        return found

    def update(self, number: PhoneNumber, changes: DidChanges) -> None:
        """One request with everything that was asked for. Options go as the whole list, so they are read first (NOTES.md)."""
        wanted = {name: getattr(changes, name) for name in changes.__dataclass_fields__}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        for name in wanted.keys() - self.settable:
            raise faults.error(errors.Unsupported, messages.NOT_OFFERED, operation="update", code=name)
        if not wanted:
            return
        current = record(self._client, number)
        sent: dict[str, object] = {}
        if "note" in wanted:
            sent["comments"] = wanted["note"]
        if "ring_seconds" in wanted:
            sent["peer_timeout"] = _timeout(wanted["ring_seconds"])
        if "forward_seconds" in wanted:
            sent["forward_timeout"] = _timeout(wanted["forward_seconds"])
        if "label" in wanted:
            sent["friendly_name"] = wanted["label"]
        if "enabled" in wanted:
            sent["status"] = "enabled" if wanted["enabled"] else "disabled"
        options = set(options_of(current))
        if "recording" in wanted:
            options = options | {RECORDING} if wanted["recording"] else options - {RECORDING}
        if "voicemail" in wanted and wanted["voicemail"] != _behind(chain(current)):
            options = _with_mailbox(current, options, wanted["voicemail"])
            sent |= {"client_mailbox_id": wanted["voicemail"]} if wanted["voicemail"] else {}
        if options != set(options_of(current)) or (sent and _can_send_back(current)):
            sent["options"] = sorted(
                options
            )  # also where they stay: whether flags that are left out fall to 0 is not said
        if sent:
            self._client.do("update_did", **selector(current, number), **sent)


def record(client: Client, number: PhoneNumber) -> Row:
    """The service's whole record of one number; `NotFound` when the account does not hold it."""
    if number.country_code == 1:
        for row in client.ask("get_dids", phone_number=number).records:
            if scalars.phone(row.get("phone_number")) == number:
                return row
    else:  # the selector takes ten digits only
        for row in client.rows("get_dids"):
            if scalars.phone(row.get("phone_number")) == number:
                return row
    raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="get_dids", field="phone_number")


def selector(row: Row, number: PhoneNumber) -> dict[str, object]:
    """How update_did is told which number is meant: by its own id, which it prefers, or by its digits."""
    remote_id = scalars.text(row.get("client_did_id"))
    return {"client_did_id": remote_id} if remote_id else {"phone_number": number}


def options_of(row: Row) -> tuple[str, ...]:
    """What is switched on: the list of options, or where the answer has none, the flags that came before it."""
    if "options" in row:
        return tuple(option for option in scalars.pieces(row["options"]) if option in _OPTIONS)
    return tuple(option for option in sorted(_OPTIONS) if scalars.flag(row.get(option)))


def _can_send_back(row: Row) -> bool:
    """Whether the options are told, and none of them is lost when they are sent."""
    return _tells_options(row) and _OPTIONS.issuperset(scalars.pieces(row.get("options")))


def chain(row: Row) -> tuple[Route, ...]:
    """The routes that a call takes, one after the other while nobody answers. Empty: nowhere."""
    options = options_of(row)
    found = [_route(row, kind) for kind, (option, _) in CHAIN.items() if option in options]
    return tuple(found[:1] if found and found[0].kind in ALONE else found)


def _behind(routes: tuple[Route, ...]) -> str:
    """The mailbox behind the failover; empty where there is none."""
    return next((route.target for route in routes[2:] if route.kind is RouteKind.VOICEMAIL), "")


def _with_mailbox(row: Row, options: set[str], mailbox: str) -> set[str]:
    """The options with a mailbox as the third link of the chain, or without one. As the first or second it is a route."""
    switch = {CHAIN[RouteKind.VOICEMAIL][0]}
    if [route.kind for route in chain(row)[:2]] != [RouteKind.ACCOUNT, RouteKind.FORWARD]:
        raise faults.error(errors.Invalid, messages.MAILBOX_REFUSED, operation="update_did", field="client_mailbox_id")
    return options | switch if mailbox else options - switch


def _route(row: Row, kind: RouteKind) -> Route:
    value = row.get(CHAIN[kind][1])
    if kind is RouteKind.ACCOUNT:
        return Route(kind=kind, target=",".join(scalars.pieces(value)))
    number = scalars.phone(value) if kind is RouteKind.FORWARD else None
    return Route(kind=kind, target=number.e164 if number else scalars.text(value), raw=scalars.text(value))


def did_from(row: Row) -> Did:
    """A record of get_dids as a value. What comes second in the chain is the failover, a mailbox behind that `voicemail`."""
    number = scalars.phone(row.get("phone_number"))
    if number is None:
        raise scalars.WrongShape("a number that is none")
    routes = chain(row)
    options = options_of(row)
    return Did(
        number=number,
        description=scalars.first(row, "friendly_name", "ratecenter"),
        country=places.country_code(row.get("country")),
        region=places.region_code(row.get("state")),
        route=routes[0] if routes else NOWHERE,
        failovers=Failovers(no_answer=routes[1] if len(routes) > 1 else NOWHERE),
        voicemail=_behind(routes),
        ring_seconds=_seconds(row, "peer_timeout"),
        fax=CHAIN[RouteKind.FAX][0] in options if _tells_options(row) else None,
        recording=RECORDING in options if _tells_options(row) else None,
        note=scalars.text(row.get("comments")),
        monthly=scalars.money(row.get("monthly_fee"), row.get("currency")),
        more=_more(row),
        raw=without_secrets(row),
    )


def _more(row: Row) -> dict[str, bool | int | str]:
    """Settings that a value has no field for, as far as the record tells them."""
    found: dict[str, bool | int | str] = {}
    if row.get("friendly_name"):
        found["label"] = scalars.text(row["friendly_name"])
    if row.get("status") in ("enabled", "disabled"):
        found["enabled"] = row["status"] == "enabled"
    seconds = _seconds(row, "forward_timeout")
    return found if seconds is None else {**found, "forward_seconds": seconds}


def _seconds(row: Row, name: str) -> int | None:
    return 0 if scalars.text(row.get(name)).lower() == _NO_LIMIT else scalars.whole(row.get(name))


def _timeout(seconds: int) -> str:
    return str(seconds) if seconds else _NO_LIMIT


def _tells_options(row: Row) -> bool:
    return "options" in row or RECORDING in row
