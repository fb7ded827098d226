"""Finding, ordering and cancelling numbers, over one stock that all accounts draw from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from providers.sandbox.seed import PLACES, REGIONS, Place
from providers.sandbox.voipms.account import PROVIDER, Account
from providers.sandbox.voipms.dids import check_fields, held, ten_digits
from providers.sandbox.voipms.numbers import new_did
from providers.sandbox.voipms.status import Status
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

SETUP, PER_MINUTE_MONTHLY, FLAT_MONTHLY = Decimal("0.40"), Decimal("0.85"), Decimal("4.25")
LISTED = 500
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


def stock(account: Account) -> dict[str, Place]:
    """Numbers for sale: all lines 555-0100 to 0199 of each place that no account holds."""
    world = account.world
    taken = {row["did"] for login in world.logins(PROVIDER) for row in Account(world, login).rows("dids")}
    return {number: place for place in PLACES for number in place.numbers(range(100)) if number not in taken}


def regions(account: Account, method: Method, given: Given) -> Answer:
    country, field = ("CA", "province") if method.name == "getProvinces" else ("US", "state")
    found = dict.fromkeys(place.region for place in PLACES if place.country == country)
    return {method.list_key: [{field: region, "description": REGIONS[region, country]} for region in found]}


def rate_centres(account: Account, method: Method, given: Given) -> Answer:
    region = _asked_region(method, given)
    for_sale = set(stock(account).values())
    found: dict[str, bool] = {}
    for place in PLACES:
        if (place.region, place.country) == (region, _country(method)):
            found[place.centre] = found.get(place.centre, False) or place in for_sale
    rows = [{"ratecenter": centre, "available": "yes" if there else "no"} for centre, there in found.items()]
    return {method.list_key: rows}


def find_dids(account: Account, method: Method, given: Given) -> Answer:
    """By region and rate centre, or by what the number starts with, contains or ends with; `LISTED` at most."""
    region, centre = _asked_region(method, given), given.get("ratecenter", "").upper()
    matches = {"starts": str.startswith, "ends": str.endswith}.get(given.get("type", ""), str.__contains__)
    rows = [
        _row_for_sale(method, number, place)
        for number, place in stock(account).items()
        if place.country == _country(method)
        and region in {place.region, ""}
        and centre in {place.centre, ""}
        and matches(number, given.get("query", ""))
    ]
    if not rows:
        raise Status("no_did")
    return {method.list_key: rows[:LISTED]}


def _row_for_sale(method: Method, number: str, place: Place) -> dict[str, str]:
    region = REGIONS[place.region, place.country]
    row = {
        **PRICES,
        "did": number,
        "ratecenter": place.centre,
        "province": place.region,
        "province_description": region,
        "state": place.region,
        "state_description": region,
    }
    return {field.name: row[field.name] for field in method.fields}


def _country(method: Method) -> str:
    return "CA" if method.name.endswith("CAN") else "US"


def _asked_region(method: Method, given: Given) -> str:
    name = "province" if _country(method) == "CA" else "state"
    region = given.get(name, "").upper()
    if region and not any((place.region, place.country) == (region, _country(method)) for place in PLACES):
        raise Status(f"invalid_{name}")
    return region


def order_did(account: Account, method: Method, given: Given) -> Answer:
    """Setup and the first month are charged at once. With `test` all is checked and nothing happens."""
    number = ten_digits(given["did"])
    place = stock(account).get(number)
    if place is None:
        raise Status(
            "did_in_use" if number in {n for each in PLACES for n in each.numbers(range(100))} else "invalid_did"
        )
    check_fields(account, given)
    price = SETUP + (FLAT_MONTHLY if given["billing_type"] == "2" else PER_MINUTE_MONTHLY)
    if account.balance() < price:
        raise Status("non_sufficient_funds")
    if is_test(given):
        return {}
    row = new_did(number, place, account.now)
    sent = {name: value for name, value in given.items() if name in row and name not in {"did", "voicemail"}}
    row |= sent | {"voicemail": given.get("voicemail") or "0", "reseller_account": given.get("account", "")}
    account.write("dids", number, row)
    account.add_line("did", number)
    account.charge(price, kind=f"DID{number}", description=f"DID Setup and Monthly Fee: {number}")
    return {}


def cancel_did(account: Account, method: Method, given: Given) -> Answer:
    """Gone at once."""
    number, _ = held(account, given["did"])
    if not is_test(given):
        account.remove("dids", number)
        account.end_line("did", number)
    return {}


def is_test(given: Given) -> bool:
    return given.get("test", "") in {"1", "true"}
