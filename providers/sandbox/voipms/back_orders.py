"""Numbers ordered where none is for sale now: they come as soon as the place has some, looked at once a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from providers.sandbox.seed import PLACES
from providers.sandbox.voipms.account import Account
from providers.sandbox.voipms.days import written
from providers.sandbox.voipms.dids import check_fields
from providers.sandbox.voipms.ordering import SETUP, asked_quantity, asked_region, buy, country_of, is_test, monthly
from providers.sandbox.voipms.status import Status
from providers.sandbox.world.store import Document
from providers.wire.catalog import Method

Answer = dict[str, Any]
Given = Mapping[str, str]

COLLECTION = "back_orders"
LOOK_SECONDS = 86_400
KEPT = (
    "routing", "failover_busy", "failover_unreachable", "failover_noanswer", "voicemail", "pop", "dialtime", "cnam",
    "billing_type", "callerid_prefix", "note",
)  # fmt: skip


def add(account: Account, method: Method, given: Given) -> Answer:
    """One row for all the numbers of the order."""
    country, region, quantity = country_of(method), asked_region(method, given), asked_quantity(given)
    centre = given["ratecenter"].upper()
    if not any((place.centre, place.region, place.country) == (centre, region, country) for place in PLACES):
        raise Status("invalid_ratecenter")
    check_fields(account, given)
    if is_test(given):
        return {}
    key = account.next_id(COLLECTION, 1200)
    order = {
        "id": key, "description": f"{centre}, {region}", "quantity": quantity, "country": country, "region": region,
        "centre": centre, "at": account.moment.isoformat(), **{field: given.get(field, "") for field in KEPT},
    }  # fmt: skip
    account.write(COLLECTION, key, order)
    account.later(LOOK_SECONDS, "back_order_is_looked_at", id=key)
    return {}


def list_orders(account: Account, method: Method, given: Given) -> Answer:
    """`quantity` stands beside the list, as published: of all that is listed."""
    orders = [order for order in account.rows(COLLECTION) if given.get("id", "") in {"", order["id"]}]
    if given.get("id") and not orders:
        raise Status("invalid_id")
    names = [field.name for field in method.fields if field.where != "top"]
    return {
        "quantity": str(sum(order["quantity"] for order in orders)),
        method.list_key: [_row(account, order, names) for order in orders],
    }


def _row(account: Account, order: Document, names: list[str]) -> Document:
    told = {**order, "order_date": written(account, datetime.fromisoformat(order["at"]), None)}
    return {name: told[name] for name in names}


def look(account: Account, entry: Document) -> None:
    """Buy what is there; what is missing is looked for a day later."""
    order = account.row(COLLECTION, entry["id"])
    if order is None:
        return
    stock = account.world.stock
    free = stock.free(country=order["country"], region=order["region"], centre=order["centre"])
    price = SETUP + monthly(order["billing_type"])
    bought = 0
    for number, place in free[: order["quantity"]]:
        if account.can_pay(price) and stock.take(number, account.owner):
            buy(account, number[1:], place, order, price)
            bought += 1
    if bought == order["quantity"]:
        account.remove(COLLECTION, order["id"])
    else:
        account.write(COLLECTION, order["id"], {**order, "quantity": order["quantity"] - bought})
        account.later(LOOK_SECONDS, "back_order_is_looked_at", id=order["id"])
