"""Numbers of all kinds from the one stock of the world; back orders; what the days cost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from providers.sandbox.app import open_world
from tests.providers.sandbox.running import HARBOURLINE, Running

SETTINGS = {"routing": "grp:4768", "pop": "60", "dialtime": "60", "cnam": "0"}
DAY = 86_400


def _balance(sandbox: Running) -> Decimal:
    return Decimal(sandbox.call("getBalance")["balance"]["current_balance"])


def _ledger(sandbox: Running, days: int = 60) -> list[dict[str, Any]]:
    today = date.fromisoformat(sandbox.control("clock")["now"][:10])
    span = {"date_from": str(today - timedelta(days=days)), "date_to": str(today)}
    rows: list[dict[str, Any]] = sandbox.call("getTransactionHistory", **span)["transactions"]
    return rows


def test_what_another_service_sold_is_not_for_sale_here(tmp_path: Path) -> None:
    world = open_world(tmp_path)
    assert world.stock.holder("15145550100") == "voipms:ops@nordphone.example"
    assert world.stock.take("15145550199", "callr:nordphone")
    world.close()
    sandbox = Running(tmp_path).start()
    try:
        assert sandbox.status("searchDIDsCAN", type="starts", query="5145550199") == "no_did"
        assert sandbox.status("orderDID", did="5145550199", billing_type="1", **SETTINGS) == "did_in_use"
        assert sandbox.status("orderDID", did="5145550198", billing_type="1", **SETTINGS) == "success"
    finally:
        sandbox.stop()
    world = open_world(tmp_path)
    assert world.stock.holder("15145550198") == "voipms:ops@nordphone.example"
    world.close()


def test_a_toll_free_number_is_found_and_ordered(sandbox: Running) -> None:
    (row,) = sandbox.call("searchTollFreeUSA", type="starts", query="8005550142")["dids"]
    assert row["did"] == "8005550142"
    before = _balance(sandbox)
    assert sandbox.status("orderTollFree", did=row["did"], **SETTINGS) == "success"
    assert _balance(sandbox) == before - Decimal("0.99")
    assert sandbox.status("orderTollFree", did=row["did"], **SETTINGS) == "did_in_use"
    assert (
        sandbox.status("orderTollFree", HARBOURLINE, did=row["did"], **{**SETTINGS, "routing": "none:"}) == "did_in_use"
    )
    assert sandbox.status("searchTollFreeCanUS", type="starts", query="8005550142") == "no_did"
    assert sandbox.status("orderTollFree", did="5145550199", **SETTINGS) == "invalid_did"


def test_a_vanity_number_is_found_by_its_letters(sandbox: Running) -> None:
    rows = sandbox.call("searchVanity", type="8**", query="555*14*")["dids"]
    assert {row["did"][3:8] for row in rows} == {"55501"}
    assert len({row["did"][:3] for row in rows}) == 7
    assert [row["did"] for row in sandbox.call("searchVanity", type="888", query="JKL0142")["dids"]] == ["8885550142"]
    assert sandbox.status("searchVanity", type="888", query="HELP") == "invalid_query"
    assert sandbox.status("orderVanity", did="8885550142", carrier="9", **SETTINGS) == "invalid_carrier"
    before = _balance(sandbox)
    assert sandbox.status("orderVanity", did="8885550142", carrier="2", **SETTINGS) == "success"
    assert sandbox.status("orderVanity", did="8775550142", carrier="3", **SETTINGS) == "success"
    assert _balance(sandbox) == before - Decimal("15.99") - Decimal("31.49"), "as listed for each carrier"


def test_numbers_abroad_are_ordered_by_place(sandbox: Running) -> None:
    countries = sandbox.call("getDIDCountries", type="GEOGRAPHIC")["countries"]
    france = next(row["value"] for row in countries if "FRANCE" in row["description"])
    paris = sandbox.call("getDIDsInternationalGeographic", country_id=france)["locations"][0]
    before = {row["did"] for row in sandbox.call("getDIDsInfo")["dids"]}
    asked = {"location_id": paris["location_id"], "billing_type": "1", **SETTINGS}
    assert sandbox.status("orderDIDInternationalGeographic", **asked, quantity="2") == "success"
    new = {row["did"] for row in sandbox.call("getDIDsInfo")["dids"]} - before
    assert len(new) == 2
    assert all(number.startswith("33199") for number in new)
    again = sandbox.call("getDIDsInternationalGeographic", country_id=france)["locations"][0]
    assert int(again["stock"]) == int(paris["stock"]) - 2
    assert sandbox.status("cancelDID", did=new.pop()) == "success"
    assert sandbox.status("orderDIDInternationalGeographic", **asked, quantity="101") == "invalid_quantity"
    assert sandbox.status("orderDIDInternationalGeographic", **asked, quantity="100") == "unsifficient_stock"


def test_a_virtual_number_is_the_login_and_three_digits(sandbox: Running) -> None:
    assert sandbox.status("orderDIDVirtual", digits="123", **SETTINGS) == "success"
    assert sandbox.status("orderDIDVirtual", digits="123", **SETTINGS) == "did_in_use"
    assert sandbox.call("getDIDsInfo", did="118204123")["dids"][0]["routing"] == "grp:4768"


def test_a_back_order_is_filled_when_the_place_has_numbers(sandbox: Running) -> None:
    asked = {"quantity": "2", "province": "NS", "ratecenter": "Halifax", "billing_type": "1", **SETTINGS}
    assert sandbox.status("backOrderDIDCAN", **asked, test="1") == "success"
    assert sandbox.call("getBackOrders")["back_orders"] == []
    assert sandbox.status("backOrderDIDCAN", **asked) == "success"
    (order,) = sandbox.call("getBackOrders")["back_orders"]
    assert (order["description"], order["routing"]) == ("HALIFAX, NS", "grp:4768")
    before = {row["did"] for row in sandbox.call("getDIDsInfo")["dids"]}
    sandbox.step(DAY + 1)
    new = {row["did"] for row in sandbox.call("getDIDsInfo")["dids"]} - before
    assert [number[:3] for number in new] == ["902", "902"]
    assert sandbox.call("getBackOrders")["back_orders"] == []
    assert sandbox.status("getBackOrders", id=order["id"]) == "invalid_id"
    assert sandbox.status("backOrderDIDCAN", **{**asked, "ratecenter": "Nowhere"}) == "invalid_ratecenter"


def test_a_number_is_charged_each_month(sandbox: Running) -> None:
    due = sandbox.did("5145550100")["next_billing"]
    sandbox.step(32 * DAY)
    rows = [row for row in _ledger(sandbox) if row["type"] == "DID5145550100"]
    assert rows
    assert {row["ammount"] for row in rows} <= {"-0.85", "-4.25"}
    assert sandbox.did("5145550100")["next_billing"] > due


@pytest.mark.parametrize("balance", ["10.00", "-5.00"])
def test_an_account_that_runs_dry_is_filled_up(sandbox: Running, balance: str) -> None:
    sandbox.change(balance=balance)
    sandbox.step(DAY + 1)
    assert _balance(sandbox) > 150
    assert "250.00" in {row["ammount"] for row in _ledger(sandbox) if row["type"] == "Payment"}
