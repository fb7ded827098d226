"""What calls cost, by destination; US dollars a minute."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from providers.sandbox.seed import PLACES, REGIONS
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.status import Status
from providers.sandbox.voipms.words import WORDS
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COUNTRIES = {"CA": "Canada", "US": "United States"}
# Destination, prefix, and the price of the Value and of the Premium route.
DESTINATIONS = (
    *(
        (
            f"{COUNTRIES[place.country]} - {place.area_code} {REGIONS[place.region, place.country].title()}",
            f"1{place.area_code}",
            Decimal("0.0052"),
            Decimal("0.0090"),
        )
        for place in PLACES
    ),
    ("France - Proper", "33", Decimal("0.0080"), Decimal("0.0125")),
    ("France - Mobile", "336", Decimal("0.0310"), Decimal("0.0450")),
    ("United Kingdom - Proper", "44", Decimal("0.0079"), Decimal("0.0119")),
)
INCREMENT = "6"
VALUE = "1"


def get_rates(account: Account, method: Method, given: Given) -> Answer:
    """What a client with the package pays, beside what the account pays."""
    package = account.row("packages", given["package"])
    if package is None:
        raise Status("invalid_package")
    factor, fixed = 1 + Decimal(package["markup_percentage"]) / 100, Decimal(package["markup_fixed"])
    rows = []
    for destination, prefix, value, premium in _found(given):
        real = value if package["canada_route"] == VALUE else premium
        client = {"client_increment": package["pulse"], "client_rate": f"{real * factor + fixed:.6f}"}
        rows.append(
            {
                "destination": destination,
                "prefix": prefix,
                **client,
                "real_increment": INCREMENT,
                "real_rate": str(real),
            }
        )
    return {method.list_key: rows}


def get_termination_rates(account: Account, method: Method, given: Given) -> Answer:
    route = WORDS["getRoutes"].get(given["route"])
    if route is None:
        raise Status("invalid_route")
    rows = [
        {
            "destination": destination,
            "prefix": prefix,
            "increment": INCREMENT,
            "rate": str(value if given["route"] == VALUE else premium),
        }
        for destination, prefix, value, premium in _found(given)
    ]
    return {"route": [{"value": given["route"], "description": route}], method.list_key: rows}


def _found(given: Given) -> list[tuple[str, str, Decimal, Decimal]]:
    """By a part of the destination's name, or by the start of its prefix."""
    query = given["query"].strip().lower()
    found = [each for each in DESTINATIONS if query in each[0].lower() or each[1].startswith(query.lstrip("+"))]
    if not found:
        raise Status("no_rate")
    return found
