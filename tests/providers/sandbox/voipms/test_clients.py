"""Clients of an account that resells: signed up, charged, paid, with numbers, logins and calls of their own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.providers.sandbox.running import HARBOURLINE, Running

PERSON = {
    "firstname": "Jean",
    "lastname": "Tremblay",
    "address": "12 rue de l’Église",
    "city": "Québec",
    "state": "QC",
    "country": "CA",
    "zip": "G1K 4B2",
    "phone_number": "4185550142",
    "email": "jean@example.com",
    "password": "Abcdef12",
}
TERMS = {"monthly": "2.50", "setup": "1.00", "minute": "0.02"}


def _sign_up(sandbox: Running, **changed: str) -> dict[str, Any]:
    twice = {"confirm_email": PERSON["email"], "confirm_password": PERSON["password"]}
    return sandbox.call("signupClient", **{**PERSON, **twice, **changed})


def _first(sandbox: Running) -> str:
    return str(sandbox.call("getClients")["clients"][0]["client"])


def _span(sandbox: Running) -> dict[str, str]:
    today = date.fromisoformat(sandbox.control("clock")["now"][:10])
    return {"date_from": str(today - timedelta(days=30)), "date_to": str(today), "timezone": "-5", "answered": "1"}


def test_a_client_is_signed_up_changed_and_deleted(sandbox: Running) -> None:
    client = str(_sign_up(sandbox)["client"])
    (row,) = sandbox.call("getClients", client=client)["clients"]
    assert (row["firstname"], row["city"], row["password"]) == ("Jean", "Québec", "Abcdef12")
    assert sandbox.call("getClients", client="jean@example.com")["clients"] == [row]
    assert sandbox.status("setClient", client=client, **{**PERSON, "city": "Lévis"}) == "success"
    assert sandbox.call("getClients", client=client)["clients"][0]["city"] == "Lévis"
    assert sandbox.status("delClient", client=client) == "success"
    assert sandbox.status("getClients", client=client) == "invalid_client"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"confirm_email": "other@example.com"}, "mismatch_email_confirm"),
        ({"confirm_password": "Other1234"}, "mismatch_password_confirm"),
        ({"email": "joan@example.com", "confirm_email": "joan@example.com"}, "used_email"),
        ({"password": "weakweak", "confirm_password": "weakweak"}, "weak_password"),
        ({"balance_management": "7"}, "invalid_balancemanagement"),
    ],
)
def test_a_sign_up_that_does_not_hold_is_refused(sandbox: Running, changed: dict[str, str], status: str) -> None:
    assert _sign_up(sandbox, **changed)["status"] == status


def test_who_does_not_resell_has_no_clients(sandbox: Running) -> None:
    assert sandbox.status("getClients", HARBOURLINE) == "invalid_client"
    assert sandbox.status("getPackages", HARBOURLINE) == "no_package"


def test_charges_and_payments_make_the_balance(sandbox: Running) -> None:
    client = str(_sign_up(sandbox)["client"])
    assert sandbox.status("addPayment", client=client, payment="20.00", test="1") == "success"
    assert sandbox.status("addPayment", client=client, payment="20.00", description="Cheque") == "success"
    assert sandbox.status("addCharge", client=client, charge="4.50", description="Router") == "success"
    assert sandbox.status("addCharge", client=client, charge="0") == "invalid_charge"
    (deposit,) = sandbox.call("getDeposits", client=client)["deposits"]
    assert (deposit["amount"], deposit["description"]) == ("20.00", "Cheque")
    assert [row["amount"] for row in sandbox.call("getCharges", client=client)["charges"]] == ["4.50"]
    balance = sandbox.call("getResellerBalance", client=client)["balance"]
    assert Decimal(balance["current_balance"]) == Decimal("15.50")
    assert balance["calls_total"] == "0"


def test_a_threshold_is_kept(sandbox: Running) -> None:
    client = _first(sandbox)
    assert sandbox.status("setClientThreshold", client=client, threshold="251") == "Invalid_threshold"
    assert sandbox.status("setClientThreshold", client=client, threshold="130", email="a@example.com") == "success"
    told = sandbox.call("getClientThreshold", client=client)["threshold_information"]
    assert told == {"threshold": "130", "email": "a@example.com"}


def test_its_calls_are_those_of_its_logins_and_numbers_at_its_price(sandbox: Running) -> None:
    client = _first(sandbox)
    numbers = {row["did"] for row in sandbox.call("getDIDsInfo", client=client)["dids"]}
    assert numbers
    rows = sandbox.call("getResellerCDR", client=client, **_span(sandbox))["cdr"]
    own = {row["uniqueid"]: row for row in sandbox.call("getCDR", **_span(sandbox))["cdr"]}
    for row in rows:
        assert row["account"].endswith("_clinic") or numbers & {row["destination"], row["callerid"]}
        assert Decimal(row["total"]) == Decimal(own[row["uniqueid"]]["total"]) * Decimal("1.5")
        assert "rate" not in row
    assert int(sandbox.call("getResellerBalance", client=client)["balance"]["calls_total"]) >= len(rows)
    logins = {row["value"] for row in sandbox.call("getCallAccounts", client=client)["accounts"]}
    assert {login.rpartition("_")[2] for login in logins} == {"all", "clinic"}
    assert sandbox.status("getResellerCDR", client="1", **_span(sandbox)) == "invalid_client"


def test_a_number_is_connected_charged_and_taken_back(sandbox: Running) -> None:
    client = str(_sign_up(sandbox)["client"])
    assert sandbox.status("connectDID", did="5145550101", account="nobody", **TERMS) == "invalid_account"
    assert sandbox.status("connectDID", did="5145550101", account=client, **TERMS, dont_charge_setup="1") == "success"
    assert sandbox.call("getDIDsInfo", client=client)["dids"][0]["reseller_monthly"] == "2.50"
    assert [row["amount"] for row in sandbox.call("getCharges", client=client)["charges"]] == ["2.50"]
    assert sandbox.status("unconnectDID", did="5145550101") == "success"
    assert sandbox.status("getDIDsInfo", client=client) == "no_did"


def test_a_fax_number_is_connected_too(sandbox: Running) -> None:
    did = sandbox.call("getFaxNumbersInfo")["numbers"][0]["did"].replace(".", "")
    assert sandbox.status("connectFAX", did=did, account=_first(sandbox), **TERMS) == "success"
    assert sandbox.call("getFaxNumbersInfo", did=did)["numbers"][0]["reseller_account"] == _first(sandbox)
    assert sandbox.status("unconnectFAX", did=did) == "success"
    assert sandbox.call("getFaxNumbersInfo", did=did)["numbers"][0]["reseller_account"] == ""


def test_its_messages_are_those_of_its_numbers(sandbox: Running) -> None:
    client = str(_sign_up(sandbox)["client"])
    sandbox.call("connectDID", did="6045550100", account=client, **TERMS)
    sandbox.call("setSMS", did="6045550100", enable="1")
    sandbox.call("sendSMS", did="6045550100", dst="5145550142", message="x")
    (row,) = sandbox.call("getResellerSMS", client=client)["sms"]
    assert row["did"] == "6045550100"
    assert "carrier_status" not in row
    assert sandbox.status("getResellerMMS", client=client) == "no_sms"


def test_packages_price_the_rates(sandbox: Running) -> None:
    package = sandbox.call("getPackages")["packages"][0]["package"]
    assert package in {row["value"] for row in sandbox.call("getClientPackages", client=_first(sandbox))["packages"]}
    assert sandbox.status("getRates", package=package, query="Atlantis") == "no_rate"
    (rate,) = sandbox.call("getRates", package=package, query="1418")["rates"]
    assert Decimal(rate["client_rate"]) == Decimal(rate["real_rate"]) * Decimal("1.5")
    assert sandbox.status("getRates", package="1", query="1418") == "invalid_package"
    premium = sandbox.call("getTerminationRates", route="2", query="France")
    assert premium["route"] == [{"value": "2", "description": "Premium"}]
    assert {row["prefix"] for row in premium["rates"]} == {"33", "336"}
    assert sandbox.status("getTerminationRates", route="2", query="Atlantis") == "no_rate"
