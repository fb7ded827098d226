"""Numbers for faxes: found by place, ordered from the world's stock, set up and cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from providers.sandbox.seed import PLACES, REGIONS, Place
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.dids import ten_digits
from providers.sandbox.voipms.ordering import asked_quantity, is_test, stocked
from providers.sandbox.voipms.porting import portability
from providers.sandbox.voipms.routes import is_login
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION = "fax_numbers"
FIRST_ID = 3100
SETUP, MONTHLY = Decimal("0.00"), Decimal("1.00")
LOCATIONS = {str(20_000 + position): place for position, place in enumerate(PLACES)}
COUNTRY_NAMES = {"CA": ("CAN", "Canada"), "US": ("USA", "United States")}
# Parameter → field of the record.
SETTINGS = {
    "email": "email",
    "email_enable": "email_enabled",
    "email_attach_file": "attach_file",
    "url_callback": "url",
    "url_callback_enable": "url_enabled",
    "url_callback_retry": "retry",
    "fax_to_sip_enabled": "fax_to_sip_enabled",
    "fax_to_sip_enabled_account": "fax_to_sip_enabled_account",
    "note": "note",
}
FLAGS = ("email_enabled", "attach_file", "url_enabled", "retry", "fax_to_sip_enabled")


# ── Finding ───────────────────────────────────────────────────────────────────────────


def regions(account: Account, method: Method, given: Given) -> Answer:
    country, name = ("CA", "province") if method.name == "getFaxProvinces" else ("US", "state")
    found = list(dict.fromkeys(place.region for place in PLACES if place.country == country))
    wanted = given.get(name, "").upper()
    if wanted and wanted not in found:
        raise Status(f"invalid_{name}")
    rows = [
        {
            name: region,
            f"{name}_id": str(60 + position if country == "CA" else 1 + position),
            f"{name}_name": REGIONS[region, country].title(),
            "country_code": COUNTRY_NAMES[country][0],
        }
        for position, region in enumerate(found)
        if wanted in {"", region}
    ]
    return {method.list_key: rows}


def rate_centres(account: Account, method: Method, given: Given) -> Answer:
    country, name = ("CA", "province") if method.name.endswith("CAN") else ("US", "state")
    rows = [
        {
            "location": key,
            "area_code": place.area_code,
            "ratecenter": place.centre,
            "available": _available(account, place),
        }
        for key, place in LOCATIONS.items()
        if (place.country, place.region) == (country, given[name].upper())
    ]
    if not rows:
        raise Status(f"invalid_{name}")
    return {method.list_key: rows}


def by_area_code(account: Account, method: Method, given: Given) -> Answer:
    """No match is success without the list."""
    country = "CA" if method.name.endswith("CAN") else "US"
    rows = [
        {"area_code": place.area_code, "available": _available(account, place), "ratecenter": place.centre}
        for place in PLACES
        if (place.country, place.area_code) == (country, given["area_code"])
    ]
    return {method.list_key: rows} if rows else {}


def _available(account: Account, place: Place) -> str:
    return "yes" if _free(account, place) else "no"


def _free(account: Account, place: Place) -> list[str]:
    return [number[1:] for number, _ in account.world.stock.free(area_code=place.area_code, country=place.country)]


def fax_portability(account: Account, method: Method, given: Given) -> Answer:
    return {method.name: portability(account, method, given)["portable"]}


# ── Owning ────────────────────────────────────────────────────────────────────────────


def order(account: Account, method: Method, given: Given) -> Answer:
    """The numbers come back at once; with `test` none is bought and none is named."""
    place, quantity = LOCATIONS.get(given["location"]), asked_quantity(given)
    if place is None:
        raise Status("invalid_location")
    numbers = _free(account, place)[:quantity]
    if len(numbers) < quantity:
        raise Status("unsifficient_stock")
    if not account.can_pay((SETUP + MONTHLY) * quantity):
        raise Status("non_sufficient_funds")
    if is_test(given):
        return {method.list_key: []}
    for number in numbers:
        account.world.stock.take(stocked(number), account.owner)
        add(account, number, place, given)
        account.charge(SETUP + MONTHLY, kind=f"FAX{number}", description=f"Fax Setup and Monthly Fee: {number}")
    return {method.list_key: numbers}


def add(account: Account, number: str, place: Place, given: Given) -> Document:
    key = account.next_id(COLLECTION, FIRST_ID)
    country = COUNTRY_NAMES[place.country][1]
    row = {
        "id": key,
        "did": number,
        "description": f"{country}, {place.region}, {place.centre}",
        "state": place.region,
        "city": place.centre,
        "country": country,
        "reseller_account": "",
        "reseller_next_billing": "0000-00-00",
        "reseller_monthly": "0.00000000",
        "reseller_minute": "0.00000000",
        "reseller_setup": "0.00000000",
        **_settings(given, list(SETTINGS)),
    }
    account.write(COLLECTION, key, row)
    return row


def list_numbers(account: Account, method: Method, given: Given) -> Answer:
    """`did` comes with dots."""
    rows = account.rows(COLLECTION)
    if given.get("did"):
        rows = [held(account, given["did"])]
    if not rows:
        raise Status("no_numbers")
    dotted = [row | {"did": f"{row['did'][:3]}.{row['did'][3:6]}.{row['did'][6:]}"} for row in rows]
    return {method.list_key: [{field.name: row[field.name] for field in method.fields} for row in dotted]}


def change(account: Account, method: Method, given: Given) -> Answer:
    """Each of the three calls replaces the settings that it has parameters for."""
    row = held(account, given["did"])
    if given.get("fax_to_sip_enabled_account") and not is_login(account, given["fax_to_sip_enabled_account"]):
        raise Status("invalid_account")
    if not is_test(given):
        names = [param.name for param in method.params if param.name in SETTINGS]
        account.write(COLLECTION, row["id"], {**row, **_settings(given, names)})
    return {}


def cancel(account: Account, method: Method, given: Given) -> Answer:
    """By its id, and not by its number."""
    row = account.row(COLLECTION, given["id"])
    if row is None:
        raise Status("invalid_id")
    if not is_test(given):
        account.remove(COLLECTION, given["id"])
        if account.world.stock.holder(stocked(row["did"])) == account.owner:
            account.world.stock.give_back(stocked(row["did"]))
    return {"deleted_did": row["did"]}


def held(account: Account, did: str) -> Document:
    """Raises the status invalid_did for a number that takes no faxes of this account."""
    number = ten_digits(did)
    row = next((row for row in account.rows(COLLECTION) if row["did"] == number), None)
    if row is None:
        raise Status("invalid_did")
    return row


def _settings(given: Given, names: list[str]) -> Document:
    fields = {SETTINGS[name]: given.get(name, "") for name in names}
    return {field: value or ("0" if field in FLAGS else "") for field, value in fields.items()}
