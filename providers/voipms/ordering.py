"""Finding, buying and giving back numbers: fact sheet, section 12 (DIDs: find; order, back order, cancel).

Numbers of the US and Canada are sold one by one; those of other countries as "any number of a place". What a place or number
must be ordered through is written in front of its `offer_id`: "did:5145550142", "geographic:a65"; behind a vanity number stands
the carrier whose price was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, NoReturn, TypeVar

import phonenumbers

from providers import errors
from providers.values.money import Money
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
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client
from providers.voipms.offers import (
    ABROAD,
    HOME,
    Home,
    backorder_from,
    centre_from,
    number_for_sale,
    place_for_sale,
    place_from,
    region_from,
    toll_free_for_sale,
    vanity_carrier,
    vanity_for_sale,
)
from providers.wire.piecewise import ordered_one_by_one

RING_SECONDS = "60"
VANITY_PLACES = 7
ANY_TOLL_FREE = "8**"


# What stands in front of an offer's id: the method that orders it, and the parameter that names it
_ORDERS: Mapping[str, tuple[str, str]] = {
    "did": ("orderDID", "did"),
    "toll_free": ("orderTollFree", "did"),
    "vanity": ("orderVanity", "did"),
    **{abroad.word.lower(): (abroad.order, "location_id") for abroad in ABROAD.values()},
}
_BILLING: Mapping[str, str] = {"per_minute": "1", "flat": "2"}

Place = TypeVar("Place")


class VoipmsOrdering:
    """The `Ordering` port. `OrderSettings.options`: any parameter of the order's method, such as `carrier` (NOTES.md)."""

    kinds = frozenset({NumberKind.LOCAL, NumberKind.TOLL_FREE, NumberKind.VANITY, NumberKind.NATIONAL})

    def __init__(self, client: Client) -> None:
        self._client = client

    def areas(
        self, *, kind: NumberKind = NumberKind.LOCAL, country: str = "US", region: str = "", area_code: str = ""
    ) -> Iterator[Area]:
        """Regions, the rate centres of a region, toll-free prefixes, or the places of another country. `area_code` keeps those
        of that code where the service tells it, which it does abroad and for toll-free numbers only.
        """
        home = HOME.get(country)
        if home is None:
            found = self._locations(kind, country, partial(place_from, kind, country))
        elif kind in (NumberKind.TOLL_FREE, NumberKind.VANITY):
            found = self._prefixes(kind, country)
        elif kind is not NumberKind.LOCAL:
            return
        elif region:
            mapping = partial(centre_from, country, region)
            found = self._client.read(home.centres, mapping, **{home.region: region})
        else:
            found = self._client.read(home.regions, partial(region_from, country, home))
        yield from (area for area in found if area_code in ("", area.area_code) or not area.area_code)

    def search(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        home = HOME.get(wanted.country)
        if home is None:
            found = self._abroad(wanted)
        elif wanted.kind is NumberKind.TOLL_FREE:
            found = self._toll_free(wanted, home)
        elif wanted.kind is NumberKind.VANITY:
            found = self._vanity(wanted)
        elif wanted.kind is NumberKind.LOCAL:
            found = self._local(wanted, home)
        else:
            found = iter(())
        return islice(found, wanted.limit)

    def quote(self, offer: AvailableNumber, *, quantity: int = 1) -> Quote:
        """From the prices that came with the search; the first month is paid at once. The service has no method for it."""
        setup = offer.setup and Money(offer.setup.amount * quantity, offer.setup.currency)
        monthly = offer.monthly and Money(offer.monthly.amount * quantity, offer.monthly.currency)
        due = Money(setup.amount + monthly.amount, monthly.currency) if setup and monthly else None
        return Quote(quantity=quantity, setup=setup, monthly=monthly, due_now=due, raw=offer.raw)

    def reserve(self, offers: Sequence[AvailableNumber], *, quantity: int = 1) -> Reservation:
        raise faults.unsupported("reserve")

    def reservation(self, remote_id: str, number: PhoneNumber | None) -> Reservation | None:
        raise faults.unsupported("reservation")

    def cancel_reservation(self, remote_id: str) -> None:
        raise faults.unsupported("cancel_reservation")

    def order(
        self, offers: Sequence[AvailableNumber], settings: OrderSettings, *, reservation: str = ""
    ) -> tuple[OrderedNumber, ...]:
        """One call for each offer. Where an answer is lost the rest is not tried."""
        if reservation:
            raise faults.unsupported("reserve")
        return ordered_one_by_one(offers, lambda offer: self._order(offer, settings))

    def backorder(self, request: SpecialRequest) -> BackOrder:
        """One place of the US or Canada; the service tells no id."""
        home = HOME.get(request.country)
        if home is None or request.kind is not NumberKind.LOCAL:
            _needed("country" if home is None else "kind", "backorder")
        given = _settings(request.settings) | ({"note": request.note} if request.note else {})
        self._client.call(
            home.back_order,
            **{**given, "quantity": request.quantity, home.region: request.region, "ratecenter": request.rate_centre},
        )
        place = ", ".join(part for part in (request.rate_centre, request.region) if part)
        return BackOrder(remote_id="", state=OrderState.PENDING, description=place)

    def list_backorders(self) -> Iterator[BackOrder]:
        return self._client.read("getBackOrders", backorder_from)

    def cancel_backorder(self, remote_id: str) -> None:
        raise faults.unsupported("cancel_backorder")

    def release(self, number: PhoneNumber) -> None:
        self._client.call("cancelDID", did=number)

    def _order(self, offer: AvailableNumber, settings: OrderSettings) -> OrderedNumber:
        header, target, carrier = (*offer.offer_id.split(":", 2), "", "")[:3]
        if header not in _ORDERS:
            _needed("offer_id", "order")
        method, name = _ORDERS[header]
        accepted = {param.name for param in self._client.catalog.methods[method].params}
        given = {key: value for key, value in _settings(settings).items() if key in accepted or key in settings.options}
        if name == "location_id":
            given.setdefault("quantity", "1")
        if carrier:
            given.setdefault("carrier", carrier)
        self._buy(method, {**given, name: target}, name)
        known = offer.number is not None or settings.test
        return OrderedNumber(
            offer_id=offer.offer_id,
            number=offer.number,
            state=OrderState.DONE if known else OrderState.PENDING,
            message="" if known else messages.NUMBER_FOLLOWS,
            code="test" if settings.test else "",
        )

    def _buy(self, method: str, given: Mapping[str, Any], name: str) -> None:
        try:
            self._client.call(method, **given)
        except errors.Invalid as problem:
            if problem.code != "invalid_did" or name != "did":
                raise
            # The service itself had it for sale: somebody took it since.
            raise faults.error(
                errors.AlreadyTaken, messages.TAKEN, operation=method, code=problem.code, raw=problem.raw
            ) from problem

    def _local(self, wanted: NumberSearch, home: Home) -> Iterator[AvailableNumber]:
        region, _, centre = wanted.area.partition("/")
        region, centre = wanted.region or region, wanted.rate_centre or centre
        prefix, digits = wanted.area_code + wanted.exchange, _query(wanted)
        mapping = partial(number_for_sale, wanted.country, home)
        if prefix or digits:
            found = self._client.read(
                home.search,
                mapping,
                type="starts" if prefix else "contains",
                query=prefix or digits,
                **({home.region: region} if region else {}),
            )
        elif region:
            more = {"ratecenter": centre} if centre else {}
            found = self._client.read(home.listing, mapping, **{home.region: region}, **more)
        else:
            _needed("region", "search")
        return (
            offer
            for offer in found
            if offer.number is not None
            and offer.number.national.startswith(prefix)
            and wanted.is_spelled_by(offer.number)
            and centre.upper() in ("", offer.rate_centre.upper())
        )

    def _toll_free(self, wanted: NumberSearch, home: Home) -> Iterator[AvailableNumber]:
        prefix, digits = (wanted.area_code or wanted.area) + wanted.exchange, _query(wanted)
        given = {}
        if prefix or digits:
            given = {"type": "starts" if prefix else "contains", "query": prefix or digits}
        found = self._client.read(home.toll_free, partial(toll_free_for_sale, wanted.country), **given)
        return (offer for offer in found if offer.number is not None and wanted.is_spelled_by(offer.number))

    def _vanity(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        places = wanted.keyed
        if not places or len(places) > VANITY_PLACES:
            _needed("pattern", "search")
        return self._client.read(
            "searchVanity",
            partial(vanity_for_sale, wanted.country, self._carrier(wanted.country)),
            type=wanted.area_code or wanted.area or ANY_TOLL_FREE,
            query=places.rjust(VANITY_PLACES, "*"),
        )

    def _carrier(self, country: str) -> str:
        """The first carrier whose prices are shown for this country's vanity numbers."""
        word = vanity_carrier(country)
        carriers = self._client.read(
            "getCarriers", lambda row: (scalars.text(row.get("value")), scalars.text(row.get("description")))
        )
        return next((remote_id for remote_id, name in carriers if name.lower().startswith(word)), "")

    def _abroad(self, wanted: NumberSearch) -> Iterator[AvailableNumber]:
        """Places that have numbers left; their codes may be written shorter or longer than what is looked for."""
        mapping = partial(place_for_sale, wanted.kind, wanted.country)
        for offer in self._locations(wanted.kind, wanted.country, mapping):
            code = scalars.text(offer.raw.get("area_code"))
            if (
                offer.available != 0
                and wanted.area in ("", offer.offer_id.partition(":")[2])
                and wanted.rate_centre.upper() in ("", offer.rate_centre.upper())
                and (code.startswith(wanted.area_code) or wanted.area_code.startswith(code))
            ):
                yield offer

    def _locations(self, kind: NumberKind, country: str, mapping: Callable[[dict[str, Any]], Place]) -> Iterator[Place]:
        """Countries are told by a number of the service and a text such as "SWEDEN (+46)": the dialling code decides."""
        abroad = ABROAD.get(kind)
        code = phonenumbers.country_code_for_region(country)
        if abroad is None or not code:
            return
        countries = self._client.read(
            "getDIDCountries",
            lambda row: (scalars.text(row.get("value")), scalars.text(row.get("description"))),
            type=abroad.word,
        )
        for remote_id, name in countries:
            if f"(+{code})" in name.replace(" ", ""):
                yield from self._client.read(abroad.listing, mapping, country_id=remote_id)

    def _prefixes(self, kind: NumberKind, country: str) -> Iterator[Area]:
        param = self._client.catalog.methods["searchVanity"].param("type")
        for prefix in param.values if param else ():
            if prefix != ANY_TOLL_FREE:
                yield Area(remote_id=prefix, name=prefix, kind=kind, country=country, area_code=prefix)


def _settings(settings: OrderSettings) -> dict[str, Any]:
    """How a number begins, as parameters; the provider's own `options` win."""
    given: dict[str, Any] = {
        "routing": settings.route,
        "pop": settings.pop or None,
        "dialtime": RING_SECONDS,
        "cnam": False,
        "billing_type": _BILLING.get(settings.billing, settings.billing),
        "note": settings.note or None,
        "test": settings.test or None,
    }
    return {name: value for name, value in {**given, **settings.options}.items() if value is not None}


def _query(wanted: NumberSearch) -> str:
    """What of the pattern the service can look for, as it knows no wildcard: its longest run of digits."""
    return max(wanted.keyed.split("*"), key=len)


def _needed(field: str, operation: str) -> NoReturn:
    raise faults.error(errors.Invalid, messages.MISSING, operation=operation, field=field)
