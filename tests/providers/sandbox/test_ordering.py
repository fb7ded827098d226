"""Finding, ordering and cancelling numbers, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.providers.sandbox.running import HARBOURLINE, Running

FREE = "5145550199"
ORDER = {"did": FREE, "routing": "grp:4768", "pop": "60", "dialtime": "60", "cnam": "0", "billing_type": "1"}
PRICE = Decimal("1.25")


def _balance(sandbox: Running) -> Decimal:
    return Decimal(sandbox.call("getBalance")["balance"]["current_balance"])


def test_numbers_are_found_by_region_and_rate_centre(sandbox: Running) -> None:
    assert {row["province"] for row in sandbox.call("getProvinces")["provinces"]} == {"QC", "ON", "BC", "AB", "NS"}
    assert {row["state"] for row in sandbox.call("getStates")["states"]} == {"NY", "FL", "CA", "TX", "IL", "WA"}
    centres = sandbox.call("getRateCentersCAN", province="ON")["ratecenters"]
    assert {row["ratecenter"] for row in centres} == {"TORONTO", "OTTAWA", "MISSISSAUGA"}
    rows = sandbox.call("getDIDsCAN", province="ON", ratecenter="OTTAWA")["dids"]
    assert {row["did"][:3] for row in rows} == {"613"}
    assert sandbox.status("getDIDsUSA", state="QC") == "invalid_state"


@pytest.mark.parametrize(
    ("kind", "query", "found"), [("starts", "51455501", True), ("ends", "199", True), ("contains", "777", False)]
)
def test_numbers_are_found_by_their_digits(sandbox: Running, kind: str, query: str, found: bool) -> None:
    answer = sandbox.call("searchDIDsCAN", type=kind, query=query)
    assert answer["status"] == ("success" if found else "no_did")
    test = {"starts": str.startswith, "ends": str.endswith}.get(kind, str.__contains__)
    assert all(test(row["did"], query) for row in answer.get("dids", []))


def test_an_order_brings_the_number_and_is_charged(sandbox: Running) -> None:
    before = _balance(sandbox)
    assert sandbox.status("orderDID", **ORDER, note="New") == "success"
    row = sandbox.call("getDIDsInfo", did=FREE)["dids"][0]
    assert (row["routing"], row["note"], row["sms_enabled"]) == ("grp:4768", "New", "0")
    assert _balance(sandbox) == before - PRICE
    today = sandbox.control("clock")["now"][:10]
    ledger = sandbox.call("getTransactionHistory", date_from=_days_before(today, 1), date_to=today)["transactions"]
    assert f"DID{FREE}" in {row["type"] for row in ledger}


def _days_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


@pytest.mark.parametrize("word", ["1", "true"])
def test_a_test_order_checks_and_changes_nothing(sandbox: Running, word: str) -> None:
    before = _balance(sandbox)
    assert sandbox.status("orderDID", **ORDER, test=word) == "success"
    assert sandbox.status("getDIDsInfo", did=FREE) == "invalid_did"
    assert _balance(sandbox) == before


def test_without_money_there_is_no_number(sandbox: Running) -> None:
    sandbox.change(balance="1.00")
    assert sandbox.status("orderDID", **ORDER) == "non_sufficient_funds"
    assert sandbox.status("getDIDsInfo", did=FREE) == "invalid_did"


def test_a_number_is_sold_once(sandbox: Running) -> None:
    assert sandbox.status("orderDID", **ORDER) == "success"
    assert sandbox.status("orderDID", HARBOURLINE, **{**ORDER, "routing": "none:"}) == "did_in_use"
    assert FREE not in {row["did"] for row in sandbox.call("getDIDsCAN", HARBOURLINE, province="QC")["dids"]}


def test_a_cancelled_number_is_gone_at_once_and_for_sale(sandbox: Running) -> None:
    assert sandbox.status("cancelDID", did="5145550100", test="1") == "success"
    assert sandbox.status("getDIDsInfo", did="5145550100") == "success"
    assert sandbox.status("cancelDID", did="5145550100") == "success"
    assert sandbox.status("getDIDsInfo", did="5145550100") == "invalid_did"
    assert sandbox.status("cancelDID", did="5145550100") == "invalid_did"
    assert sandbox.status("searchDIDsCAN", type="starts", query="5145550100") == "success"
