"""Emergency addresses: checked leniently, provisioned strictly, pending for a while, changed and cancelled."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.providers.sandbox.running import Running

DID = "5145550100"  # without an address at birth
GOOD = {
    "did": DID,
    "full_name": "Élise Gagnon",
    "street_number": "120",
    "street_name": "Rue Saint-Viateur Ouest",
    "city": "Montréal",
    "state": "QC",
    "country": "CA",
    "zip_code": "H2T 2L1",
    "language": "FR",
    "email": "elise@example.com",
}


def _info(sandbox: Running, did: str = DID) -> dict[str, Any]:
    info: dict[str, Any] = sandbox.call("e911Info", did=did)["info"]
    return info


def test_an_address_is_pending_and_then_active(sandbox: Running) -> None:
    assert sandbox.status("e911Info", did=DID) == "e911_disabled"
    before = Decimal(sandbox.call("getBalance")["balance"]["current_balance"])
    assert sandbox.status("e911Provision", **GOOD) == "success"
    assert Decimal(sandbox.call("getBalance")["balance"]["current_balance"]) < before
    assert _info(sandbox)["status"] == "1"
    assert sandbox.did(DID)["e911"] == "0"
    for method in ("e911Provision", "e911Update", "e911ProvisionManually"):
        assert sandbox.status(method, **GOOD) == "e911_pending"
    assert sandbox.status("e911Cancel", did=DID) == "e911_pending"
    sandbox.step(121)
    info = _info(sandbox)
    assert (info["status"], info["street_name"], info["zip_code"]) == ("2", "Rue Saint-Viateur Ouest", "H2T 2L1")
    assert sandbox.did(DID)["e911"] == "1"


@pytest.mark.parametrize(
    "changed",
    [
        {"zip_code": "H2T 9Z9"},
        {
            "street_name": "Harbour Street",
            "city": "Toronto",
            "state": "ON",
            "zip_code": "M5J 1B7",
            "street_number": "20",
        },
    ],
    ids=["the next street's postal code", "a building without its unit"],
)
def test_a_check_asks_less_than_an_order(sandbox: Running, changed: dict[str, str]) -> None:
    assert sandbox.status("e911Validate", **{**GOOD, **changed}) == "success"
    refused = sandbox.call("e911Provision", **{**GOOD, **changed})
    assert refused["status"] == "no_provision"
    assert refused["description"]
    assert sandbox.status("e911Info", did=DID) == "e911_disabled"


def test_a_near_miss_is_told_what_may_be_meant(sandbox: Running) -> None:
    near = {**GOOD, "street_name": "Rue St-Viateur O"}
    for method, status in (("e911Validate", "invalid_address"), ("e911Provision", "no_provision")):
        refused = sandbox.call(method, **near)
        assert refused["status"] == status
        meant = refused["alternates"][0]
        assert meant["street_name"] == "RUE SAINT-VIATEUR OUEST"
        assert "RUE SAINT-VIATEUR OUEST" in refused["description"]
    assert sandbox.status("e911Provision", **{**near, **meant}) == "success"


def test_what_is_not_found_goes_to_people(sandbox: Running) -> None:
    nowhere = {**GOOD, "street_name": "Zzyzx", "city": "Nowhere", "zip_code": "X0X 0X0", "state": "YT"}
    assert "alternates" not in str(sandbox.call("e911Validate", **nowhere).get("alternates"))
    assert sandbox.status("e911ProvisionManually", **nowhere) == "success"
    assert _info(sandbox)["status"] == "1"
    sandbox.step(86_401)
    assert sandbox.status("e911Info", did=DID) == "e911_disabled"
    assert sandbox.status("e911ProvisionManually", **{**GOOD, "street_name": "Rue St-Viateur O"}) == "success"
    sandbox.step(86_401)
    assert _info(sandbox)["status"] == "2"


def test_an_address_is_changed_and_cancelled(sandbox: Running) -> None:
    assert sandbox.status("e911Update", **GOOD) == "e911_disabled"
    assert sandbox.status("e911Cancel", did=DID) == "e911_disabled"
    there = {**GOOD, "did": "4385550100"}
    assert sandbox.status("e911Update", **{**there, "street_name": "Zzyzx"}) == "no_provision_update"
    assert sandbox.status("e911Update", **there) == "success"
    sandbox.step(121)
    assert _info(sandbox, "4385550100")["street_number"] == "120"
    assert sandbox.status("e911Cancel", did="4385550100") == "success"
    assert sandbox.did("4385550100")["e911"] == "0"


def test_the_wsdls_spelling_of_the_postal_code_is_taken(sandbox: Running) -> None:
    asked = {name: value for name, value in GOOD.items() if name != "zip_code"}
    assert sandbox.status("e911Validate", **asked) == "missing_zip"
    assert sandbox.status("e911Validate", **asked, zip=GOOD["zip_code"]) == "success"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"did": "5145550199"}, "invalid_did"),
        ({"country": "FR"}, "invalid_country"),
        ({"language": "xx"}, "invalid_language"),
    ],
)
def test_what_makes_no_sense_is_refused(sandbox: Running, changed: dict[str, str], status: str) -> None:
    assert sandbox.status("e911Provision", **{**GOOD, **changed}) == status
