"""The DID store: area codes, quotes, reservations and orders, over the stock that all services sell from."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from providers.sandbox.callr.account import HEX, Account, amount
from providers.sandbox.callr.dids import class_of, did_row, join, leave, local_forms, new_did, type_of
from providers.sandbox.callr.lists import COUNTRIES
from providers.sandbox.callr.money import can_pay, charge
from providers.sandbox.callr.refusal import wrong_value
from providers.sandbox.seed import ABROAD, COUNTRY_CODES, PLACES, TOLL_FREE, Place
from providers.sandbox.world.store import Document

Given = dict[str, Any]

FIRST_ID = 101
AREAS: tuple[tuple[str, Place], ...] = (
    *(("local", place) for place in PLACES),
    *(("toll_free", place) for place in TOLL_FREE),
    *(("abroad", place) for place in ABROAD),
)
TYPES = {
    "GEOGRAPHIC": "Geographic",
    "MOBILE": "Mobile",
    "NON-GEOGRAPHIC": "Non-geographic",
    "PERSONAL": "Personal",
    "PLATFORM": "Platform",
    "SHAREDREVENUE": "Shared revenue",
    "SMS-ONLY": "SMS only",
    "SPECIAL": "Special",
    "TOLLFREE": "Toll free",
    "VERIFIED": "Verified",
}
PER_MONTH = {"CLASSIC": Decimal("100.00"), "GOLD": Decimal("900.00")}  # cents; no price list is published
HOLD = timedelta(minutes=5)
QUOTA, QUOTA_DAYS, MOST_ASSIGNED = 100, 30, 500
MOST_AT_ONCE = 50
UNSOLD = (
    "66"  # numbers that end so can be reserved, and are gone when they are bought: a rehearsal of a half-failed order
)
GONE, UNPAID = (201, "DID_NOT_AVAILABLE"), (202, "NOT_ENOUGH_CREDIT")  # the store's error codes are not documented


# ── Stock ─────────────────────────────────────────────────────────────────────────────


def list_countries(account: Account, given: Given) -> list[Document]:
    return [
        {"code": code, "label": COUNTRIES[code].label.title(), "available": _available(account, country=code)}
        for code in dict.fromkeys(place.country for _, place in AREAS)
    ]


def list_types(account: Account, given: Given) -> list[Document]:
    country = _sold_country(given)
    kinds = dict.fromkeys(type_of(place) for _, place in AREAS if place.country == country)
    return [
        {"code": kind, "label": TYPES[kind], "available": _available(account, country=country, kind=kind)}
        for kind in kinds
    ]


def list_area_codes(account: Account, given: Given) -> list[Document]:
    country, kind = _sold_country(given), given["type"]
    if kind and kind not in TYPES:
        raise wrong_value("type")
    return [
        {
            "id": FIRST_ID + position,
            "country_code": place.country,
            "intl_prefix": COUNTRY_CODES[place.country],
            "local_prefix": place.area_code,
            "label": place.centre.title(),
            "type": type_of(place),
            "available": _count(_free(account, area, place)),
        }
        for position, (area, place) in enumerate(AREAS)
        if place.country == country and kind in {None, "", type_of(place)}
    ]


def _sold_country(given: Given) -> str:
    country: str = given["country_code"]
    if not any(place.country == country for _, place in AREAS):
        raise wrong_value("country_code")
    return country


def _available(account: Account, *, country: str, kind: str = "") -> dict[str, int]:
    numbers = [
        number
        for area, place in AREAS
        if place.country == country and kind in {"", type_of(place)}
        for number in _free(account, area, place)
    ]
    return _count(numbers)


def _free(account: Account, area: str, place: Place) -> list[str]:
    found = account.world.stock.free(area, country=place.country, area_code=place.area_code, centre=place.centre)
    return [number for number, _ in found]


def _count(numbers: list[str]) -> dict[str, int]:
    gold = sum(class_of(number) == "GOLD" for number in numbers)
    return {"CLASSIC": len(numbers) - gold, "GOLD": gold}


# ── Price and hold ────────────────────────────────────────────────────────────────────


def get_quota_status(account: Account, given: Given) -> dict[str, int]:
    since = account.stamp(account.now - timedelta(days=QUOTA_DAYS))
    bought = sum(row["at"] >= since for row in account.rows("bought"))
    return {
        "assigned_count": len(account.rows("dids")),
        "assigned_max": MOST_ASSIGNED,
        "quota_current_count": bought,
        "quota_current_remaining": max(QUOTA - bought, 0),
        "quota_max_over_period": QUOTA,
        "quota_period_days": QUOTA_DAYS,
    }


def get_quote(account: Account, given: Given) -> Document:
    wanted = _wanted(account, given)
    quantity = min(given["quantity"], len(wanted))
    return {"available": quantity, **_terms(account, given["class"], quantity)}


def reserve(account: Account, given: Given) -> Document:
    """Numbers of the area, drawn or in sequence; fewer than asked for when there are not enough."""
    wanted, quantity = _wanted(account, given), given["quantity"]
    remaining = get_quota_status(account, given)
    if not wanted or quantity > remaining["quota_current_remaining"]:
        raise wrong_value("quantity")
    token = account.letters("order", 40, HEX)
    if given["mode"] == "RANDOM":
        chosen = Random(token).sample(wanted, min(quantity, len(wanted)))
    else:
        chosen = wanted[:quantity]
    until = account.now + HOLD
    for number in chosen:
        account.world.stock.take(number, account.owner, until=until)
    order = {
        "token": token,
        "expire": account.stamp(until),
        "items": [_item(account, number) for number in chosen],
        **_terms(account, given["class"], len(chosen)),
        "_until": until.isoformat(),
        "_class": given["class"],
    }
    account.write("orders", token, order)
    return _shown(order)


def view_order(account: Account, given: Given) -> Document:
    return _shown(_live_order(account, given))


def cancel_order(account: Account, given: Given) -> bool:
    order = _live_order(account, given)
    for item in order["items"]:
        account.world.stock.give_back(_digits(item))
    account.remove("orders", order["token"])
    return True


def _wanted(account: Account, given: Given) -> list[str]:
    position = given["area_code_id"] - FIRST_ID
    if not 0 <= position < len(AREAS):
        raise wrong_value("area_code_id")
    if not 1 <= given["quantity"] <= MOST_AT_ONCE:
        raise wrong_value("quantity")
    return [number for number in _free(account, *AREAS[position]) if class_of(number) == given["class"]]


def _terms(account: Account, kind: str, quantity: int) -> Document:
    month = PER_MONTH[kind]
    prepaid = account.settings.billing_mode == "PREPAID"
    return {
        "contract": {
            "billing_mode": account.settings.billing_mode,
            "duration_month": 1,
            "end_date": account.stamp(account.now + timedelta(days=30)),
        },
        "cost": {
            "amount_per_month": amount(month * quantity),
            "amount_prepaid_debit": amount(month * quantity if prepaid else Decimal(0)),
            "amount_unit": amount(month),
            "discount_percent": 0,
            "quantity": quantity,
            "quantity_paying": quantity,
        },
    }


def _item(account: Account, number: str) -> dict[str, str]:
    """The hash is the DID's from now on."""
    return {"hash": account.new_hash("did"), "intl_number": f"+{number}", "local_number": local_forms(number)[0]}


def _digits(item: Document) -> str:
    return str(item["intl_number"]).removeprefix("+")


def _live_order(account: Account, given: Given) -> Document:
    order = account.held("orders", given["token"])
    if datetime.fromisoformat(order["_until"]) <= account.now:
        raise wrong_value("token")
    return order


def _shown(order: Document) -> Document:
    return {name: value for name, value in order.items() if not name.startswith("_")}


# ── Buying and giving up ──────────────────────────────────────────────────────────────


def buy_order(account: Account, given: Given) -> Document:
    """Number by number: what cannot be had or paid is told beside what was bought."""
    order = _live_order(account, given)
    unit, bought, errors = PER_MONTH[order["_class"]], [], []
    for item in order["items"]:
        problem = _buy(account, item, unit)
        if problem is None:
            bought.append(item)
        else:
            errors.append({"code": problem[0], "message": problem[1], "DID": item})
    account.remove("orders", order["token"])
    return {"success": bought, "errors": errors, **_terms(account, order["_class"], len(bought))}


def _buy(account: Account, item: Document, unit: Decimal) -> tuple[int, str] | None:
    number, stock = _digits(item), account.world.stock
    place = stock.place(number)
    if place is None or not stock.take(number, account.owner):
        return GONE
    if number.endswith(UNSOLD) or not can_pay(account, unit):
        stock.give_back(number)
        return GONE if number.endswith(UNSOLD) else UNPAID
    join(account, {**new_did(account, number, place), "hash": item["hash"]})
    account.write("bought", item["hash"], {"at": account.stamp()})
    charge(account, unit)
    return None


def cancel_subscription(account: Account, given: Given) -> bool:
    leave(account, did_row(account, given["hash"]))
    return True
