"""Emergency calls: two copies of a location, made live on the world's clock or refused with what was meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.providers.sandbox.voipinnovations.foreign import Foreign, rows

DAY = 86400
EASTERN = ZoneInfo("America/New_York")
KNOWN = {
    "address1": "40 WILLOW STREET", "address2": "", "city": "BROOKLYN", "state": "NY", "zip": "11201", "plusFour": "2210",
    "callerName": "NORDPHONE",
}  # fmt: skip
WITHOUT_UNIT = {**KNOWN, "address1": "18 PINE STREET", "city": "NEW YORK", "zip": "10005", "plusFour": ""}
MISSPELT = {**KNOWN, "address1": "40 WILOW STREET"}
NOWHERE = {**KNOWN, "address1": "9 NOWHERE PLACE"}


def both(foreign: Foreign, did: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The carrier's copy and the emergency provider's."""
    answer = foreign.done("query911", did=did)
    (carrier,), (provider,) = rows(answer, "DID911s"), rows(answer, "VILocations")
    return dict(carrier), dict(provider)


@pytest.mark.parametrize(
    ("address", "code"),
    [(KNOWN, 100), (WITHOUT_UNIT, 100), ({**KNOWN, "zip": "11202"}, 100), (MISSPELT, 101), (NOWHERE, 101)],
)
def test_the_check_asks_less_than_the_provider(foreign: Foreign, address: dict[str, str], code: int) -> None:
    assert foreign.code("validate911", **address) == code


def test_a_location_is_geocoded_first_and_provisioned_later(foreign: Foreign) -> None:
    did = foreign.bought()
    foreign.done("insert911", did=did, **KNOWN)
    carrier, provider = both(foreign, did)
    assert carrier["statusCode"] == provider["statusCode"] == "GEOCODED"
    assert (carrier["activatedTime"], provider["activatedTime"].year) == (None, 1)
    assert foreign.did(did)["has911"] is False
    foreign.sandbox.step(61)
    carrier, provider = both(foreign, did)
    assert carrier["statusCode"] == provider["statusCode"] == "PROVISIONED"
    assert foreign.did(did)["has911"] is True
    assert did in {row["tn"] for row in rows(foreign.done("audit911"), "DID911s")}


def test_the_two_copies_are_written_differently(foreign: Foreign) -> None:
    did = foreign.bought()
    foreign.done("insert911", did=did, **KNOWN)
    foreign.sandbox.step(61)
    carrier, provider = both(foreign, did)
    assert (carrier["zipCode"], provider["zipCode"], provider["plusFour"]) == ("11201-2210", "11201", "2210")
    assert carrier["callerName"] != provider["callerName"] == carrier["callerName"].strip() == "NORDPHONE"
    assert (carrier["activatedTime"].tzinfo, provider["activatedTime"].utcoffset()) == (None, timedelta(0))
    assert carrier["activatedTime"].replace(tzinfo=EASTERN) == provider["activatedTime"]


def test_an_address_that_wants_a_unit_is_refused_later_with_what_was_meant(foreign: Foreign) -> None:
    did = foreign.bought()
    foreign.done("insert911", did=did, **WITHOUT_UNIT)
    assert both(foreign, did)[0]["statusCode"] == "GEOCODED"
    foreign.sandbox.step(61)
    carrier, _ = both(foreign, did)
    assert carrier["statusCode"] == "INVALID"
    assert "18 PINE STREET, NEW YORK NY" in carrier["statusDescription"]
    foreign.done("update911", did=did, **{**WITHOUT_UNIT, "address2": "STE 4"})
    foreign.sandbox.step(61)
    assert both(foreign, did)[0]["statusCode"] == "PROVISIONED"


def test_a_near_miss_names_its_alternates_at_once(foreign: Foreign) -> None:
    did = foreign.bought()
    foreign.done("insert911", did=did, **MISSPELT)
    carrier, _ = both(foreign, did)
    assert carrier["statusCode"] == "INVALID"
    assert "40 WILLOW STREET, BROOKLYN NY" in carrier["statusDescription"]


def test_an_invalid_update_takes_the_live_address_away(foreign: Foreign) -> None:
    did = foreign.with_911()
    assert foreign.did(did)["has911"] is True
    foreign.done("update911", did=did, **NOWHERE)
    assert both(foreign, did)[0]["statusCode"] == "INVALID"
    assert foreign.did(did)["has911"] is False
    foreign.sandbox.step(DAY)
    assert foreign.did(did)["has911"] is False


def test_the_later_of_two_requests_counts(foreign: Foreign) -> None:
    did = foreign.bought()
    foreign.done("insert911", did=did, **KNOWN)
    foreign.done("update911", did=did, **{**KNOWN, "address1": "42 WILLOW STREET"})
    foreign.sandbox.step(61)
    carrier, _ = both(foreign, did)
    assert (carrier["address1"], carrier["statusCode"]) == ("42 WILLOW STREET", "PROVISIONED")
    (live,) = rows(foreign.done("getProvisioningHistory", did=did), "VILocations")
    assert live["address1"] == "42 WILLOW STREET"


def test_the_time_to_be_provisioned_can_be_set(foreign: Foreign) -> None:
    foreign.change(provisioning_seconds=3600)
    did = foreign.bought()
    foreign.done("insert911", did=did, **KNOWN)
    foreign.sandbox.step(3500)
    assert both(foreign, did)[0]["statusCode"] == "GEOCODED"
    foreign.sandbox.step(200)
    assert both(foreign, did)[0]["statusCode"] == "PROVISIONED"


def test_a_record_is_removed_and_its_history_stays(foreign: Foreign) -> None:
    did = foreign.with_911()
    before = rows(foreign.done("getProvisioningHistory", did=did), "VILocations")
    foreign.done("remove911", did=did)
    assert foreign.code("query911", did=did) == 101
    assert foreign.did(did)["has911"] is False
    after = rows(foreign.done("getProvisioningHistory", did=did), "VILocations")
    assert [row["locationId"] for row in after] == [row["locationId"] for row in before]
    foreign.done("insert911", did=did, **KNOWN)


def test_a_location_is_added_made_live_and_removed(foreign: Foreign) -> None:
    did = foreign.bought()
    (added,) = rows(foreign.done("addLocation", did=did, **KNOWN), "VILocations")
    assert foreign.code("query911", did=did) == 101
    foreign.done("provisionLocation", did=did, locationId=added["locationId"])
    foreign.sandbox.step(61)
    assert foreign.did(did)["has911"] is True
    assert foreign.code("provisionLocation", did=did, locationId=added["locationId"]) == 911
    (status,) = rows(foreign.done("removeLocation", did=did, locationId=added["locationId"]), "Statuses")
    assert status["code"] == "205100"
    assert foreign.did(did)["has911"] is False
    assert rows(foreign.done("getLocations", did=did), "VILocations")[0]["statusCode"] == "206200"


def test_alerts_come_in_one_text(foreign: Foreign) -> None:
    did = foreign.bought()
    foreign.done("insert911", did=did, **KNOWN)
    assert foreign.code("Query911Alert", tn=did) == 101
    for email in ("a@example.com", "2125550142@vtext.com"):
        foreign.done("Add911Alert", tn=did, email=email)
    assert rows(foreign.done("Query911Alert", tn=did), "Alerts") == ["a@example.com,2125550142@vtext.com"]
    foreign.done("Remove911Alert", tn=did, email="a@example.com")
    assert rows(foreign.done("Query911Alert", tn=did), "Alerts") == ["2125550142@vtext.com"]
