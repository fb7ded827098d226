"""Finding, ordering and cancelling numbers, over the stock that all services of the world draw from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from providers.sandbox.seed import ABROAD, COUNTRY_CODES, PLACES, REGIONS, Place
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.dids import check_fields, held, ten_digits
from providers.sandbox.voipms.numbers import new_did
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.words import WORDS
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

SETUP, PER_MINUTE_MONTHLY, FLAT_MONTHLY = Decimal("0.40"), Decimal("0.85"), Decimal("4.25")
TOLL_FREE_MONTHLY, VANITY_SETUP, ABROAD_MONTHLY = Decimal("0.99"), Decimal("15.00"), Decimal("5.00")
LISTED = 500
MOST_AT_ONCE = 100
PRICES = {
    "perminute_monthly": str(PER_MINUTE_MONTHLY),
    "perminute_minute": "0.0090",
    "perminute_setup": str(SETUP),
    "flat_monthly": str(FLAT_MONTHLY),
    "flat_minute": "0.00",
    "flat_setup": str(SETUP),
    "has_port_out_pin": "1",
    "sms": "1",
}
TOLL_FREE_PRICES = {
    "monthly": str(TOLL_FREE_MONTHLY), "minute": "0.0320", "setup": "0.00", "minute_usa": "0.019", "minute_canada": "0.08",
    "minute_puertorico": "0.095", "minute_alaska": "0.17", "monthly_american": str(TOLL_FREE_MONTHLY),
    "monthly_canadian": "1.49", "minute_american_usa": "0.019", "minute_american_canada": "0.08", "minute_canadian": "0.032",
    "setup_american": str(VANITY_SETUP), "setup_canadian": "30.00",
}  # fmt: skip
ABROAD_PRICES = {
    "monthly": str(ABROAD_MONTHLY), "setup": "0.00", "minute": "0.00", "monthly_per_minute": "3.00",
    "setup_per_minute": "0.00", "channels": "2",
}  # fmt: skip
# Ids of the countries abroad, and which kind of number each place has.
COUNTRIES = {"72": ("FR", "FRANCE"), "225": ("GB", "UNITED KINGDOM")}
NATIONAL = "MOBILE"
LOCATIONS = {f"a{6400 + position}": place for position, place in enumerate(ABROAD)}
KEYPAD = {letter: str(digit) for digit, letters in enumerate(("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), 2)
          for letter in letters}  # fmt: skip


# ── Finding ───────────────────────────────────────────────────────────────────────────


def regions(account: Account, method: Method, given: Given) -> Answer:
    country, field = ("CA", "province") if method.name == "getProvinces" else ("US", "state")
    found = dict.fromkeys(place.region for place in PLACES if place.country == country)
    return {method.list_key: [{field: region, "description": REGIONS[region, country]} for region in found]}


def rate_centres(account: Account, method: Method, given: Given) -> Answer:
    region, country = asked_region(method, given), country_of(method)
    for_sale = {place.centre for _, place in account.world.stock.free(country=country, region=region)}
    centres = dict.fromkeys(place.centre for place in PLACES if (place.region, place.country) == (region, country))
    rows = [{"ratecenter": centre, "available": "yes" if centre in for_sale else "no"} for centre in centres]
    return {method.list_key: rows}


def find_dids(account: Account, method: Method, given: Given) -> Answer:
    """By region and rate centre, or by what the number starts with, contains or ends with; `LISTED` at most."""
    free = account.world.stock.free(
        country=country_of(method), region=asked_region(method, given), centre=given.get("ratecenter", "").upper()
    )
    return _listed(method, [_row_for_sale(number[1:], place) for number, place in free if _matches(number[1:], given)])


def find_toll_free(account: Account, method: Method, given: Given) -> Answer:
    free = account.world.stock.free("toll_free")
    return _listed(
        method, [TOLL_FREE_PRICES | {"did": number[1:]} for number, _ in free if _matches(number[1:], given)]
    )


def find_vanity(account: Account, method: Method, given: Given) -> Answer:
    """Seven places: letters, digits, or * for any; of one area code, or of all (8**)."""
    wanted = [KEYPAD.get(letter, letter) for letter in given["query"].upper()]
    if len(wanted) != 7 or any(letter not in "0123456789*" for letter in wanted):
        raise Status("invalid_query")
    rows = [
        TOLL_FREE_PRICES | {"did": number[1:]}
        for number, place in account.world.stock.free("toll_free")
        if given["type"] in {"8**", place.area_code}
        and all(asked in {"*", digit} for asked, digit in zip(wanted, number[4:], strict=True))
    ]
    return _listed(method, rows)


def _matches(number: str, given: Given) -> bool:
    matches = {"starts": str.startswith, "ends": str.endswith}.get(given.get("type", ""), str.__contains__)
    return bool(matches(number, given.get("query", "")))


def _listed(method: Method, rows: list[dict[str, str]]) -> Answer:
    if not rows:
        raise Status("no_did")
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows[:LISTED]]}


def _row_for_sale(number: str, place: Place) -> dict[str, str]:
    region = REGIONS[place.region, place.country]
    return {
        **PRICES,
        "did": number,
        "ratecenter": place.centre,
        "province": place.region,
        "province_description": region,
        "state": place.region,
        "state_description": region,
    }


def country_of(method: Method) -> str:
    return "CA" if method.name.endswith("CAN") else "US"


def asked_region(method: Method, given: Given) -> str:
    name = "province" if country_of(method) == "CA" else "state"
    region = given.get(name, "").upper()
    if region and not any((place.region, place.country) == (region, country_of(method)) for place in PLACES):
        raise Status(f"invalid_{name}")
    return region


# ── Abroad ────────────────────────────────────────────────────────────────────────────


def countries_abroad(account: Account, method: Method, given: Given) -> Answer:
    if given["type"] not in WORDS["getInternationalTypes"]:
        raise Status("invalid_type")
    wanted = given.get("country_id", "")
    if wanted and wanted not in COUNTRIES:
        raise Status("invalid_countryid")
    rows = [
        {"value": key, "description": f"{name} (+{COUNTRY_CODES[country]})"}
        for key, (country, name) in COUNTRIES.items()
        if wanted in {"", key} and any(_kind(place) == given["type"] and place.country == country for place in ABROAD)
    ]
    return {method.list_key: rows}


def locations_abroad(account: Account, method: Method, given: Given) -> Answer:
    """The places of a country that have numbers of the method's kind, with how many are for sale."""
    if given["country_id"] not in COUNTRIES:
        raise Status("invalid_countryid")
    country, name = COUNTRIES[given["country_id"]]
    kind = method.name.removeprefix("getDIDsInternational").upper()
    rows = [
        ABROAD_PRICES
        | {
            "location_id": key,
            "location_name": "NATIONAL" if kind == "NATIONAL" else place.centre,
            "country": name,
            "area_code": place.area_code[:3],
            "stock": str(len(_free_abroad(account, place))),
        }
        for key, place in LOCATIONS.items()
        if place.country == country and _kind(place) == kind
    ]
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in rows]}


def _kind(place: Place) -> str:
    return "NATIONAL" if place.centre == NATIONAL else "GEOGRAPHIC"


def _free_abroad(account: Account, place: Place) -> list[str]:
    return [number for number, each in account.world.stock.free("abroad", area_code=place.area_code) if each == place]


# ── Ordering ──────────────────────────────────────────────────────────────────────────


def order_did(account: Account, method: Method, given: Given) -> Answer:
    """Setup and the first month are charged at once. With `test` all is checked and nothing happens."""
    number = ten_digits(given["did"])
    place = account.world.stock.place(f"1{number}")
    if place is None or place not in PLACES:
        raise Status("invalid_did")
    return _order(account, given, [number], place, SETUP, monthly(given["billing_type"]))


def order_toll_free(account: Account, method: Method, given: Given) -> Answer:
    number = ten_digits(given["did"])
    place = account.world.stock.place(f"1{number}")
    if place is None or place in PLACES:
        raise Status("invalid_did")
    if method.name != "orderVanity":
        return _order(account, given, [number], place, Decimal(0), TOLL_FREE_MONTHLY)
    carrier = WORDS["getCarriers"].get(given["carrier"])
    if carrier is None:
        raise Status("invalid_carrier")
    whose = "canadian" if carrier.startswith("Canadian") else "american"
    setup, per_month = (Decimal(TOLL_FREE_PRICES[f"{what}_{whose}"]) for what in ("setup", "monthly"))
    return _order(account, given, [number], place, setup, per_month)


def order_abroad(account: Account, method: Method, given: Given) -> Answer:
    place = LOCATIONS.get(given["location_id"])
    quantity = asked_quantity(given)
    if place is None:
        raise Status("missing_params")
    numbers = _free_abroad(account, place)[:quantity]
    if len(numbers) < quantity:
        raise Status("unsifficient_stock")
    return _order(account, given, numbers, place, Decimal(0), ABROAD_MONTHLY)


def order_virtual(account: Account, method: Method, given: Given) -> Answer:
    """A number for the account's own use: the main login and three digits. It costs nothing."""
    if len(given["digits"]) != 3 or not given["digits"].isdigit():
        raise Status("invalid_digits")
    number = f"{account.main}{given['digits']}"
    if account.row("dids", number) is not None:
        raise Status("did_in_use")
    check_fields(account, given)
    if not is_test(given):
        buy(account, number, PLACES[0], given, Decimal(0))
    return {}


def asked_quantity(given: Given) -> int:
    quantity = int(given["quantity"])
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise Status("invalid_quantity")
    return quantity


def monthly(billing_type: str) -> Decimal:
    return FLAT_MONTHLY if billing_type == "2" else PER_MINUTE_MONTHLY


def _order(
    account: Account, given: Given, numbers: list[str], place: Place, setup: Decimal, per_month: Decimal
) -> Answer:
    if any(account.world.stock.holder(stocked(number)) for number in numbers):
        raise Status("did_in_use")
    check_fields(account, given)
    price = setup + per_month
    if not account.can_pay(price * len(numbers)):
        raise Status("non_sufficient_funds")
    if not is_test(given):
        for number in numbers:
            account.world.stock.take(stocked(number), account.owner)
            buy(account, number, place, given, price)
    return {}


def buy(account: Account, number: str, place: Place, given: Given, price: Decimal) -> None:
    """The number is the account's from now on, as the order says."""
    row = new_did(number, place, account.moment)
    sent = {name: value for name, value in given.items() if name in row and name not in {"did", "voicemail"}}
    row |= sent | {"voicemail": given.get("voicemail") or "0", **_reseller(given)}
    account.write("dids", number, row)
    account.add_line("did", number)
    if price:
        account.charge(price, kind=f"DID{number}", description=f"DID Setup and Monthly Fee: {number}")


def _reseller(given: Given) -> Document:
    names = {"account": "account", "monthly": "monthly", "setup": "setup", "minute": "minute"}
    return {f"reseller_{field}": given[name] for name, field in names.items() if given.get(name)}


def stocked(number: str) -> str:
    """A number of the account as the world's stock knows it: E.164 digits."""
    return f"1{number}" if len(number) == 10 else number


# ── Ending ────────────────────────────────────────────────────────────────────────────


def cancel_did(account: Account, method: Method, given: Given) -> Answer:
    """Gone at once, and for sale again."""
    number, _ = held(account, given["did"])
    if not is_test(given):
        account.remove("dids", number)
        account.remove("e911", number)
        account.end_line("did", number)
        if account.world.stock.holder(stocked(number)) == account.owner:
            account.world.stock.give_back(stocked(number))
    return {}


def is_test(given: Given) -> bool:
    return given.get("test", "") in {"1", "true"}
