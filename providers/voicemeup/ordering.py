"""Buying numbers: get_available_dids, add_did, request_dids; places from get_area_codes and get_ratecenters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import phonenumbers

from providers import errors
from providers.values.ordering import (
    Area,
    AvailableNumber,
    BackOrder,
    NumberKind,
    NumberSearch,
    OrderedNumber,
    OrderSettings,
    OrderState,
    Quote,
    Reservation,
    SpecialRequest,
)
from providers.values.phone import PhoneNumber
from providers.values.routing import Failovers, RouteKind
from providers.voicemeup import faults, messages, places, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.coverage import Coverage
from providers.voicemeup.dids import record, selector
from providers.voicemeup.envelope import Row
from providers.voicemeup.routing import VoicemeupRouting
from providers.wire.piecewise import ordered_one_by_one
from providers.wire.redact import without_secrets

_TYPES: Mapping[NumberKind, str] = {
    NumberKind.LOCAL: "local",
    NumberKind.TOLL_FREE: "tollfree",
    NumberKind.OTHER: "international",
}
PREFIX_DIGITS = 6
RATE_CENTRE_ID = re.compile("[0-9]{6}")
_KINDS: Mapping[str, NumberKind] = {**{word: kind for kind, word in _TYPES.items()}, "inum": NumberKind.OTHER}


class VoicemeupOrdering:
    """The `Ordering` port. The service sells at once or takes a special request; it neither quotes nor reserves."""

    kinds = frozenset(_TYPES)

    def __init__(self, client: Client, coverage: Coverage, routing: VoicemeupRouting) -> None:
        self._client = client
        self._coverage = coverage
        self._routing = routing

    def areas(
        self, *, kind: NumberKind = NumberKind.LOCAL, country: str = "US", region: str = "", area_code: str = ""
    ) -> Iterator[Area]:
        """With an area code its rate centres, each once; else the area codes of the country or region. Local numbers only."""
        if kind is not NumberKind.LOCAL:
            return
        if area_code:
            yield from self._rate_centres(area_code, country, region)
            return
        place = {"country_id": self._coverage.country_id(country)}
        if region:
            place["state_id"] = self._coverage.state_id(country, region)
        if not all(place.values()):
            return  # the service knows no such place
        for row in self._client.rows("get_area_codes", **place):
            yield Area(
                remote_id="",
                name=scalars.first(row, "description", "state", "npa"),
                country=country,
                region=region or self._region(row, country),
                area_code=scalars.text(row.get("npa")),
                raw=without_secrets(row),
            )

    def search(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        """The service searches by kind, NPA, NXX and rate centre; what else is wanted is picked from its answer."""
        at_home = _at_home(wanted.country)
        if wanted.kind not in _TYPES or (wanted.kind is NumberKind.TOLL_FREE and not at_home):
            return iter(())
        if wanted.exchange and not wanted.area_code:
            raise faults.invalid("search", "area_code", "an exchange is searched for within an area code")
        local = wanted.kind is NumberKind.LOCAL and at_home
        found = self._client.read(
            "get_available_dids",
            offer_from,
            type=_TYPES[wanted.kind if at_home else NumberKind.OTHER],
            npa=(wanted.area_code or None) if local else None,
            nxx=(wanted.exchange or None) if local else None,
            ratecenter_id=wanted.area or None,
        )
        return islice((offer for offer in found if _suits(offer, wanted)), wanted.limit)

    def quote(self, offer: AvailableNumber, *, quantity: int = 1) -> Quote:
        raise faults.unsupported("quote")

    def reserve(self, offers: Sequence[AvailableNumber], *, quantity: int = 1) -> Reservation:
        raise faults.unsupported("reserve")

    def reservation(self, remote_id: str, number: PhoneNumber | None) -> Reservation | None:
        raise faults.unsupported("reservation")

    def cancel_reservation(self, remote_id: str) -> None:
        raise faults.unsupported("cancel_reservation")

    def order(
        self, offers: Sequence[AvailableNumber], settings: OrderSettings, *, reservation: str = ""
    ) -> tuple[OrderedNumber, ...]:
        """One add_did for each. When none could be bought the first problem is raised; else each tells its own."""
        if reservation or settings.test:
            raise faults.unsupported("order")
        return ordered_one_by_one(offers, lambda offer: self._buy(offer, settings))

    def backorder(self, request: SpecialRequest) -> BackOrder:
        """A message to the service's staff. `rate_centre` is the id or the name of one; for local numbers `prefix` is NPA and
        NXX, or beside a rate centre the NPA alone. Abroad the place is told in words."""
        local = request.kind is NumberKind.LOCAL and _at_home(request.country)
        answer = self._client.do(
            "request_dids",
            type="local" if local else "international",
            quantity=request.quantity,
            **(self._place_at_home(request) if local else _place_abroad(request)),
            **request.settings.options,
        )
        told = " ".join(message.text for message in answer.messages if message.text)
        return BackOrder(remote_id="", state=OrderState.PENDING, description=told)

    def list_backorders(self) -> Iterator[BackOrder]:
        raise faults.unsupported("list_backorders")

    def cancel_backorder(self, remote_id: str) -> None:
        raise faults.unsupported("cancel_backorder")

    def release(self, number: PhoneNumber) -> None:
        raise faults.unsupported("release")

    def _buy(self, offer: AvailableNumber, settings: OrderSettings) -> OrderedNumber:
        named = {"phone_number": offer.number} if offer.number is not None else {"did_id": offer.offer_id}
        try:
            answer = self._client.do("add_did", **named)
        except errors.Invalid as problem:
            if problem.field not in named:
                raise
            # The service itself had it for sale: somebody took it since.
            taken = faults.error(
                errors.AlreadyTaken, messages.TAKEN, operation="add_did", code=problem.code, raw=problem.raw
            )
            taken.said = problem.said
            raise taken from problem
        row: Row = next(iter(answer.records), {})
        number = offer.number or scalars.phone(row.get("phone_number"))
        return OrderedNumber(
            offer_id=offer.offer_id,
            state=OrderState.DONE,
            number=number,
            order_id=scalars.text(row.get("client_did_id")),
            message=self._begin(number, row, settings),
            raw=without_secrets(row),
        )

    def _begin(self, number: PhoneNumber | None, bought: Row, settings: OrderSettings) -> str:
        """The settings that a bought number begins with; why they could not be made, as it is bought all the same."""
        sent: dict[str, object] = {**settings.options}
        if settings.note:
            sent["comments"] = settings.note
        if number is None or (settings.route.kind is RouteKind.NONE and not sent):
            return ""
        try:
            if sent:
                self._client.do("update_did", **self._named(number, bought), **sent)
            if settings.route.kind is not RouteKind.NONE:
                self._routing.set_route(number, settings.route, Failovers())
        except errors.ProviderError as problem:
            return problem.public_message
        return ""

    def _named(self, number: PhoneNumber, bought: Row) -> dict[str, object]:
        """update_did takes ten digits: a number from abroad goes by its id, looked up where the purchase did not tell it."""
        if number.country_code == 1:
            return {"phone_number": number}
        return selector(bought if bought.get("client_did_id") else record(self._client, number), number)

    def _place_at_home(self, request: SpecialRequest) -> dict[str, str | None]:
        centre, prefix = self._rate_centre_id(request), request.prefix
        if prefix and len(prefix) != PREFIX_DIGITS:
            if not centre:
                raise faults.invalid("request_dids", "prefix", "it must be the area code and the exchange, six digits")
            prefix = ""  # the rate centre was looked up by it
        return {"prefix": prefix or None, "ratecenter_id": centre or None, "comments": request.note or None}

    def _rate_centre_id(self, request: SpecialRequest) -> str:
        """As it is where it is an id; a name is looked up in the area code, else in those of the region."""
        name = request.rate_centre.upper()
        if not name or RATE_CENTRE_ID.fullmatch(name):
            return name
        if not (request.prefix or request.region):
            raise faults.invalid("request_dids", "ratecenter_id", "say its area code, or its state or province, too")
        country, region = request.country, request.region
        codes = (
            [request.prefix[:3]]
            if request.prefix
            else [a.area_code for a in self.areas(country=country, region=region)]
        )
        for code in codes:
            for area in self.areas(country=country, region=region, area_code=code):
                if area.name.upper() == name:
                    return area.remote_id
        raise faults.invalid("request_dids", "ratecenter_id", "the service knows no rate centre of this name there")

    def _rate_centres(self, area_code: str, country: str, region: str) -> Iterator[Area]:
        seen: set[str] = set()
        for row in self._client.pages("get_ratecenters", npa=area_code):
            remote_id = scalars.text(row.get("ratecenter_id"))
            found = self._region(row, country)
            if not remote_id or remote_id in seen or (region and found and found != region):
                continue
            seen.add(remote_id)
            name = scalars.first(row, "ratecenter", "ratecenter_id")
            yield Area(
                remote_id=remote_id,
                name=name,
                country=country,
                region=found or region,
                rate_centre=name,
                area_code=area_code,
                raw=without_secrets(row),
            )

    def _region(self, row: Row, country: str) -> str:
        named = places.region_code(row.get("state"))
        remote_id = scalars.text(row.get("state_id"))
        return named or (self._coverage.state_code(country, remote_id) if remote_id else "")


def _place_abroad(request: SpecialRequest) -> dict[str, str | None]:
    """The prefix begins with the country code; rate centres are of North America."""
    code = phonenumbers.country_code_for_region(request.country)
    words = ", ".join(part for part in (request.rate_centre, request.region) if part)
    comments = ": ".join(part for part in (words, request.note) if part)
    return {"prefix": f"{code or ''}{request.prefix}" or None, "comments": comments or None}


def offer_from(row: Row) -> AvailableNumber:
    number = scalars.phone(row.get("phone_number"))
    offer_id = scalars.first(row, "did_id", "phone_number")
    if not offer_id:
        raise scalars.WrongShape("an offer that names nothing")
    return AvailableNumber(
        offer_id=offer_id,
        number=number,
        kind=_KINDS.get(scalars.text(row.get("type")), NumberKind.LOCAL),
        country=places.country_code(row.get("country")),
        region=places.region_code(row.get("state")),
        rate_centre=scalars.text(row.get("ratecenter")),
        setup=scalars.money(row.get("setup_fee"), row.get("currency")),
        monthly=scalars.money(row.get("monthly_fee"), row.get("currency")),
        raw=without_secrets(row),
    )


def _at_home(country: str) -> bool:
    """Whether its numbers are "local" to the service, which calls those of countries with a code of their own international."""
    return phonenumbers.country_code_for_region(country) == 1


def _suits(offer: AvailableNumber, wanted: NumberSearch) -> bool:
    """What the provider does not tell of an offer does not speak against it."""
    if wanted.keyed and (offer.number is None or not wanted.is_spelled_by(offer.number)):
        return False
    if offer.number is not None and not offer.number.national.startswith(wanted.area_code + wanted.exchange):
        return False  # the service looks for codes among local numbers only
    told = (
        (wanted.region, offer.region),
        (wanted.rate_centre.upper(), offer.rate_centre.upper()),
        ("" if wanted.kind is NumberKind.TOLL_FREE else wanted.country, offer.country),
    )
    return all(not asked or not has or asked == has for asked, has in told)
