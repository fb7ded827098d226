"""What the service has for sale, from its rows to values; and the tables of the methods that list and sell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.values.ordering import Area, AvailableNumber, BackOrder, NumberKind, OrderState
from providers.values.phone import PhoneNumber
from providers.voipms import scalars

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Home:
    """The methods that differ between the two countries whose numbers are sold one by one."""

    regions: str
    region: str  # the parameter, and the field of a row
    centres: str
    listing: str
    search: str
    toll_free: str
    back_order: str


HOME: Mapping[str, Home] = {
    "US": Home(
        "getStates", "state", "getRateCentersUSA", "getDIDsUSA", "searchDIDsUSA", "searchTollFreeUSA", "backOrderDIDUSA"
    ),
    "CA": Home(
        "getProvinces",
        "province",
        "getRateCentersCAN",
        "getDIDsCAN",
        "searchDIDsCAN",
        "searchTollFreeCanUS",
        "backOrderDIDCAN",
    ),
}


@dataclass(frozen=True, slots=True)
class Abroad:
    """One kind of number of other countries: the service's word for it, its listing, its order."""

    word: str
    listing: str
    order: str


ABROAD: Mapping[NumberKind, Abroad] = {
    NumberKind.LOCAL: Abroad("GEOGRAPHIC", "getDIDsInternationalGeographic", "orderDIDInternationalGeographic"),
    NumberKind.NATIONAL: Abroad("NATIONAL", "getDIDsInternationalNational", "orderDIDInternationalNational"),
    NumberKind.TOLL_FREE: Abroad("TOLLFREE", "getDIDsInternationalTollFree", "orderDIDInternationalTollFree"),
}


def backorder_from(row: Row) -> BackOrder:
    remote_id = scalars.text(row.get("id"))
    if not remote_id:
        raise scalars.WrongShape("a back order without its id")
    return BackOrder(
        remote_id=remote_id,
        state=OrderState.PENDING,
        description=scalars.text(row.get("description")),
        raw=dict(row),
    )


def region_from(country: str, home: Home, row: Row) -> Area:
    code = scalars.text(row.get(home.region))
    if not code:
        raise scalars.WrongShape("a region without its code")
    return Area(
        remote_id=code, name=scalars.text(row.get("description")) or code, country=country, region=code, raw=dict(row)
    )


def centre_from(country: str, region: str, row: Row) -> Area:
    name = scalars.text(row.get("ratecenter"))
    if not name:
        raise scalars.WrongShape("a rate centre without its name")
    return Area(
        remote_id=f"{region}/{name}",
        name=name,
        country=country,
        region=region,
        rate_centre=name,
        available=0 if scalars.flag(row.get("available")) is False else None,
        raw=dict(row),
    )


def place_from(kind: NumberKind, country: str, row: Row) -> Area:
    return Area(
        remote_id=_location(row),
        name=scalars.text(row.get("location_name")),
        kind=kind,
        country=country,
        rate_centre=scalars.text(row.get("location_name")),
        area_code=scalars.text(row.get("area_code")),
        available=scalars.whole(row.get("stock")),
        raw=dict(row),
    )


def place_for_sale(kind: NumberKind, country: str, row: Row) -> AvailableNumber:
    """Prices by the minute where they are told, else those of the flat plan."""
    return AvailableNumber(
        offer_id=f"{ABROAD[kind].word.lower()}:{_location(row)}",
        number=None,
        kind=kind,
        country=country,
        rate_centre=scalars.text(row.get("location_name")),
        monthly=scalars.money(row.get("monthly_per_minute")) or scalars.money(row.get("monthly")),
        setup=scalars.money(row.get("setup_per_minute")) or scalars.money(row.get("setup")),
        per_minute=scalars.money(row.get("minute")),
        available=scalars.whole(row.get("stock")),
        raw=dict(row),
    )


def _location(row: Row) -> str:
    return scalars.text(row.get("location_id"))


def number_for_sale(country: str, home: Home, row: Row) -> AvailableNumber:
    """Prices are those by the minute; the flat ones stay in `raw`."""
    number = _number(row)
    return AvailableNumber(
        offer_id=f"did:{scalars.digits(number)}",
        number=number,
        country=country,
        region=scalars.text(row.get(home.region)),
        rate_centre=scalars.text(row.get("ratecenter")),
        setup=scalars.money(row.get("perminute_setup")),
        monthly=scalars.money(row.get("perminute_monthly")),
        per_minute=scalars.money(row.get("perminute_minute")),
        sms=scalars.flag(row.get("sms")),
        raw=dict(row),
    )


def toll_free_for_sale(country: str, row: Row) -> AvailableNumber:
    number = _number(row)
    return AvailableNumber(
        offer_id=f"toll_free:{scalars.digits(number)}",
        number=number,
        kind=NumberKind.TOLL_FREE,
        country=country,
        setup=scalars.money(row.get("setup")),
        monthly=scalars.money(row.get("monthly")),
        per_minute=scalars.money(row.get("minute_usa" if country == "US" else "minute")),
        raw=dict(row),
    )


def vanity_carrier(country: str) -> str:
    """Whose prices are shown for a vanity number, and who gets its order: a word of the listings."""
    return "american" if country == "US" else "canadian"


def vanity_for_sale(country: str, carrier_id: str, row: Row) -> AvailableNumber:
    """The price depends on the carrier, so the offer says which one it is of: "vanity:8775550142:3"."""
    number = _number(row)
    carrier = vanity_carrier(country)
    return AvailableNumber(
        offer_id=f"vanity:{scalars.digits(number)}:{carrier_id}",
        number=number,
        kind=NumberKind.VANITY,
        country=country,
        setup=scalars.money(row.get(f"setup_{carrier}")),
        monthly=scalars.money(row.get(f"monthly_{carrier}")),
        per_minute=scalars.money(row.get("minute_american_usa" if country == "US" else "minute_canadian")),
        raw=dict(row),
    )


def _number(row: Row) -> PhoneNumber:
    number = scalars.phone(row.get("did"))
    if number is None:
        raise scalars.WrongShape("a number that is none")
    return number
