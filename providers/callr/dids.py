"""Numbers of the account: `did.search`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from providers import errors
from providers.callr import faults, messages, scalars
from providers.callr.client import Client
from providers.values.dids import Did, DidChanges
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Route, RouteKind


class CallrDids:
    """The `Dids` port. A number of CALLR has no settings of its own: its app has them."""

    settable: frozenset[str] = frozenset()

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_owned(self) -> Iterator[Did]:
        return self._client.values("did.search", self._client.hits("did.search"), did_from)

    def get(self, number: PhoneNumber, *, only: Collection[str] | None = None) -> Did:  # one call tells all
        return self.found(number)[1]

    def update(self, number: PhoneNumber, changes: DidChanges) -> None:
        raise faults.unsupported("dids.update")

    def found(self, number: PhoneNumber) -> tuple[str, Did]:
        """The hash that other methods want, and the number as CALLR has it; `NotFound` when the account does not hold it.

        KEYWORDS narrows the search where the service honours it; the number itself is compared here.
        """
        for hit in self._client.hits("did.search", {"KEYWORDS": number.e164[1:]}):
            if isinstance(hit, dict) and scalars.phone(hit.get("intl_number")) == number:
                try:
                    return _hash_from(hit), did_from(hit)
                except scalars.WrongShape as problem:
                    raise self._client.unreadable("did.search", str(problem), hit) from None
        raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="did.search")


def _hash_from(row: Mapping[str, Any]) -> str:
    name = row.get("hash")
    if not isinstance(name, str) or not name:
        raise scalars.WrongShape("a DID without its hash")
    return name


def did_from(item: object) -> Did:
    """A DID object as a value. `class` and `type` stay in `raw`; a number without an app is routed nowhere."""
    row = scalars.row(item)
    number = scalars.phone(row.get("intl_number"))
    if number is None:
        raise scalars.WrongShape("a DID without its number")
    kind = scalars.text(row.get("type"))
    return Did(
        number=number,
        description=scalars.text(row.get("local_number_f")),
        country=scalars.text(row.get("country_code")),
        route=route_of(row.get("app")),
        sms_available=True if kind == "SMS-ONLY" else None,
        raw=scalars.kept(row),
    )


def route_of(app: object) -> Route:
    """The app of a number: its hash, or (seen in `apps.get_dids` of older clients) the app itself; null is nowhere."""
    name = scalars.text(app.get("hash") if isinstance(app, dict) else app)
    return Route(kind=RouteKind.APP, target=name, raw=name) if name else NOWHERE
