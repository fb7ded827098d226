"""Where numbers lead at VoiceMeUp: update_did for routes; mailboxes, extensions and peers as objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from providers import errors
from providers.values.phone import NotAPhoneNumber, PhoneNumber
from providers.values.routing import Failovers, ObjectForm, Route, RouteKind, RouteLink, RoutingObject
from providers.voicemeup import faults, messages, saving, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.dids import ALONE, CHAIN, chain, options_of, record, selector
from providers.voicemeup.envelope import Row
from providers.wire.redact import without_secrets

_ORDER = tuple(CHAIN)
_SWITCHES = frozenset(option for option, _ in CHAIN.values())


class VoicemeupRouting:
    """The `Routing` port."""

    kinds = frozenset({RouteKind.ACCOUNT, RouteKind.VOICEMAIL, RouteKind.EXTENSION, RouteKind.CALLER_ID_FILTER})
    forms: Mapping[RouteKind, ObjectForm] = {
        RouteKind.VOICEMAIL: ObjectForm(create="update_mailbox", update="update_mailbox", key="client_mailbox_id"),
        RouteKind.EXTENSION: ObjectForm(
            create="update_extension", update="update_extension", key="client_extension_id"
        ),
    }

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_objects(self, kind: RouteKind) -> Iterator[RoutingObject]:
        if kind is RouteKind.CALLER_ID_FILTER:
            return filters_of(self._client.read("get_dids", _filtered))
        listing = _LISTINGS.get(kind)
        if listing is None:
            raise faults.unsupported(f"list_objects {kind.value}")
        return self._client.read(listing[0], listing[1])

    def set_route(self, number: PhoneNumber, route: Route, failovers: Failovers) -> None:
        """One update_did with the targets and the whole list of options. What is not part of the route stays as it is.

        A failover that stays (None) and cannot stand behind the new route ends: an IVR, a fax profile and a mailbox take the
        call for good, and nothing follows themselves.
        """
        current = record(self._client, number)
        wanted = _wanted(current, route, failovers)
        sent: dict[str, object] = {CHAIN[each.kind][1]: _target(each) for each in wanted}
        others = {option for option in options_of(current) if option not in _SWITCHES}
        sent["options"] = sorted(others | {CHAIN[each.kind][0] for each in wanted})
        self._client.do("update_did", **selector(current, number), **sent)

    def save_object(self, kind: RouteKind, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        form = self.forms.get(kind)
        if form is None:
            raise faults.unsupported(f"save_object {kind.value}")
        return saving.save(self._client, form, _LISTINGS[kind][0], settings, remote_id)

    def delete_object(self, kind: RouteKind, remote_id: str) -> None:
        raise faults.unsupported("delete_object")


def _wanted(current: Row, route: Route, failovers: Failovers) -> list[Route]:
    """The chain to set: the route, its failover as asked or as it is, and a mailbox behind both where there was one."""
    for given in (failovers.busy, failovers.unreachable):
        if given is not None and given.kind is not RouteKind.NONE:
            raise faults.invalid("set_route", "failover", "there is a failover for no answer only")
    if route.kind is RouteKind.NONE:
        if failovers.no_answer is not None and failovers.no_answer.kind is not RouteKind.NONE:
            raise _refused("a failover needs a route before it")
        return []
    _rank(route)
    before = chain(current)
    second = before[1] if len(before) > 1 else None
    behind = list(before[2:])
    if failovers.no_answer is None:
        kept = [each for each in (second, *behind) if each is not None and _may_follow(route, each)]
        return [route, *kept]
    if failovers.no_answer.kind is RouteKind.NONE:
        return [route]
    _rank(failovers.no_answer)
    if not _may_follow(route, failovers.no_answer):
        raise _refused("peers come first, then the forward, then the mailbox; IVR and fax take calls alone")
    return [route, failovers.no_answer, *(each for each in behind if _may_follow(failovers.no_answer, each))]


def _may_follow(first: Route, second: Route) -> bool:
    return first.kind not in ALONE and second.kind not in ALONE and _rank(first) < _rank(second)


def _rank(route: Route) -> int:
    if route.kind not in CHAIN or not route.target:
        raise _refused(f"there is no route to {route.kind.value}")
    return _ORDER.index(route.kind)


def _refused(reason: str) -> errors.ProviderError:
    return faults.error(
        errors.Invalid, messages.ROUTE_REFUSED, operation="update_did", field="options", values={"reason": reason}
    )


def _target(route: Route) -> object:
    if route.kind is not RouteKind.FORWARD:
        return route.target
    try:
        return PhoneNumber.parse(route.target)
    except NotAPhoneNumber:
        raise _refused("the forward is no telephone number") from None


def mailbox_from(row: Row) -> RoutingObject:
    return RoutingObject(
        kind=RouteKind.VOICEMAIL,
        remote_id=_id(row, "client_mailbox_id"),
        name=scalars.first(row, "friendly_name", "mailbox"),
        details={
            "email": scalars.text(row.get("email")),
            "mailbox": scalars.text(row.get("mailbox")),
            "enabled": scalars.flag(row.get("status")),
            "default": scalars.flag(row.get("is_default")),
        },
        settings=saving.settings_of(row, "update_mailbox"),
        raw=without_secrets(row),
    )


def extension_from(row: Row) -> RoutingObject:
    return RoutingObject(
        kind=RouteKind.EXTENSION,
        remote_id=_id(row, "client_extension_id"),
        name=" ".join(filter(None, (scalars.text(row.get("extension")), scalars.text(row.get("friendly_name"))))),
        links=tuple(_links(row)),
        details={
            "extension": scalars.text(row.get("extension")),
            "peer_timeout": scalars.text(row.get("peer_timeout")),
            "forward_timeout": scalars.text(row.get("forward_timeout")),
            "enabled": scalars.flag(row.get("status")),
        },
        settings=saving.settings_of(row, "update_extension"),
        raw=without_secrets(row),
    )


def _links(row: Row) -> Iterator[RouteLink]:
    if scalars.flag(row.get("enable_peer")):
        for peer in scalars.pieces(row.get("client_peer_ids")):
            yield RouteLink(label="member", route=Route(kind=RouteKind.ACCOUNT, target=peer))
    if scalars.flag(row.get("enable_forwarding")) and row.get("forward_number"):
        number = scalars.phone(row["forward_number"])
        target = number.e164 if number else scalars.text(row["forward_number"])
        yield RouteLink(label="no_answer", route=Route(kind=RouteKind.FORWARD, target=target))
    if scalars.flag(row.get("enable_voicemail")) and row.get("client_mailbox_id"):
        mailbox = scalars.text(row["client_mailbox_id"])
        yield RouteLink(label="no_answer", route=Route(kind=RouteKind.VOICEMAIL, target=mailbox))


def peer_from(row: Row) -> RoutingObject:
    """A peer as a place to route to; as a device, with all that it is, it is in `devices`."""
    return RoutingObject(
        kind=RouteKind.ACCOUNT,
        remote_id=_id(row, "client_peer_id"),
        name=scalars.first(row, "friendly_name", "username", "auth_username"),
        details={
            "username": scalars.first(row, "username", "auth_username"),
            "enabled": scalars.flag(row.get("status")),
        },
        raw=without_secrets(row),
    )


def filters_of(numbers: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[RoutingObject]:
    """The filters that numbers name. No request lists filters, so what is in them is not known: whom they take, and where to."""
    named: dict[str, list[str]] = {}
    for number, filters in numbers:
        for remote_id in filters:
            named.setdefault(remote_id, []).append(number)
    for remote_id, set_on in named.items():
        details = {"callers": {"which": "unknown"}, "numbers": sorted(set_on)}
        yield RoutingObject(kind=RouteKind.CALLER_ID_FILTER, remote_id=remote_id, name=remote_id, details=details)


def _filtered(row: Row) -> tuple[str, tuple[str, ...]]:
    """A number and the ids of its filters."""
    number = scalars.phone(row.get("phone_number"))
    if number is None:
        raise scalars.WrongShape("a number that is none")
    return number.e164, tuple(scalars.pieces(row.get("client_filter_ids")))


def _id(row: Row, name: str) -> str:
    found = scalars.text(row.get(name))
    if not found:
        raise scalars.WrongShape(f"a record without its {name}")
    return found


_LISTINGS: Mapping[RouteKind, tuple[str, Callable[[Row], RoutingObject]]] = {
    RouteKind.ACCOUNT: ("get_peers", peer_from),
    RouteKind.VOICEMAIL: ("get_mailboxes", mailbox_from),
    RouteKind.EXTENSION: ("get_extensions", extension_from),
}
