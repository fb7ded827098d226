"""International numbers: what is left of them. Buying is marked as not in use and still answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.sandbox.seed import ABROAD, COUNTRY_CODES, Place
from providers.sandbox.voipinnovations.account import Account
from providers.sandbox.voipinnovations.groups import endpoint_group
from providers.sandbox.voipinnovations.ordering import SETUP
from providers.sandbox.voipinnovations.refusal import REFUSED, Refused, nothing_found
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, Any]

FIRST_CITY = 101
TIER = "10"
NAMES = {"FR": "France", "GB": "United Kingdom"}


def _cities() -> dict[int, Place]:
    """One id for each city, in the order of the stock."""
    first = {(place.country, place.centre): place for place in reversed(ABROAD)}
    return dict(enumerate(reversed(first.values()), FIRST_CITY))


def get_countries(account: Account, method: Method, given: Given) -> Answer:
    cities = _cities()
    countries = dict.fromkeys(place.country for place in cities.values())
    return {
        "Countries": [
            {
                "name": NAMES[country],
                "abbrev": country,
                "cities": [
                    {"name": place.centre, "id": key} for key, place in cities.items() if place.country == country
                ],
            }
            for country in countries
        ]
    }


def assign(account: Account, method: Method, given: Given) -> Answer:
    group = endpoint_group(account, given["epgID"])
    if group["strip_cc"]:
        raise Refused(REFUSED, "The endpoint group strips the country code")
    place = _cities().get(given["cityID"])
    offered = account.world.stock.free("abroad", country=place.country, centre=place.centre) if place else []
    if not offered:
        raise Refused(REFUSED, "No numbers are available in this city")
    if not account.can_pay(SETUP):
        raise Refused(REFUSED, "The balance is too low")
    tn, found = offered[0]
    row = keep(account, tn, found, given["epgID"])
    account.charge(SETUP, f"Setup of {tn}")
    return {**get_countries(account, method, given), "DID": _record(row)}


def keep(account: Account, tn: str, place: Place, epg: int) -> Document:
    account.world.stock.take(tn, account.owner)
    row = {"tn": tn, "country": place.country, "city": place.centre, "epg": epg}
    account.write("intl", tn, row)
    return row


def audit(account: Account, method: Method, given: Given) -> Answer:
    found = [_record(row) for row in account.rows("intl")]
    if not found:
        raise nothing_found()
    return {"DIDs": found}


def release(account: Account, method: Method, given: Given) -> Answer:
    if not account.remove("intl", given["tn"]):
        raise nothing_found()
    account.world.stock.give_back(given["tn"])
    return {}


def search(account: Account, method: Method, given: Given) -> Answer:
    """GlobalDIDSearch: of its arguments only the area code is known, here the digits after the country's code."""
    wanted = given["areaCode"]
    offered = [
        {"tn": tn, "country": NAMES[place.country], "city": place.centre, "tier": TIER, "status": "Available"}
        for tn, place in account.world.stock.free("abroad")
        if tn.removeprefix(COUNTRY_CODES[place.country]).startswith(wanted)
    ]
    if not offered:
        raise nothing_found()
    return {"DIDs": offered}


def _record(row: Document) -> Document:
    return {"tn": row["tn"], "country": NAMES[row["country"]], "city": row["city"], "tier": TIER, "status": "Assigned"}
