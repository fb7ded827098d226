"""What the envelope's own code refuses; and nothing changes then."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.providers.sandbox.voipinnovations.foreign import HARBOURLINE, NORDPHONE, Foreign, rows

UNKNOWN = "2015550123"
ADDRESS = {
    "address1": "40 WILLOW STREET", "city": "BROOKLYN", "state": "NY", "zip": "11201", "callerName": "NORDPHONE",
}  # fmt: skip


def test_a_number_without_locations_has_a_placeholder(asked: Foreign) -> None:
    (row,) = rows(asked.done("getLocations", did=asked.without_911()), "VILocations")
    assert (row["statusCode"], row["locationId"], row["activatedTime"].year) == ("206200", None, 1)


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("getDIDs", {"npa": "201"}),
        ("getDIDs", {"state": "NY", "tier": "777"}),
        ("getDIDCount", {"state": "ZZ"}),
        ("getDIDsExtended", {"npa": "201"}),
        ("GetAvailableRateCenters", {"state": "ZZ"}),
        ("GetAvailableNPAs", {"state": "NY", "ratecenter": "NOWHERE"}),
        ("AuditDIDGroup", {"groupId": 77}),
        ("AuditEndpointGroup", {"groupId": 77}),
        ("ActivateEndpointGroup", {"groupid": "77"}),
        ("GetDIDGroup", {"tn": UNKNOWN}),
        ("GetFaxToEmail", {"tn": UNKNOWN}),
        ("SetFaxToEmail", {"tn": UNKNOWN, "email": "fax@example.com"}),
        ("ConfigFaxToEmailNotifications", {"tn": UNKNOWN, "enabled": True}),
        ("GetEmailToFax", {"tn": UNKNOWN}),
        ("GetCNAMDisplay", {"tn": UNKNOWN}),
        ("getPortDetails", {"portId": 1}),
        ("GetPortHistory", {"tn": UNKNOWN}),
        ("isPortable", {"tn": "911"}),
        ("ReleaseIntlDID", {"tn": "33199004799"}),
        ("GlobalDIDSearch", {"areaCode": "999", "flag1": False, "flag2": False}),
        ("validate911", {**ADDRESS, "address1": "9 NOWHERE PLACE"}),
        ("AuditSMS", {"tn": UNKNOWN}),
    ],
)
def test_nothing_found_is_101(asked: Foreign, method: str, given: dict[str, Any]) -> None:
    assert asked.code(method, **given) == 101


@pytest.mark.parametrize("method", ["GetInventoryTNs", "GetUnconfiguredTNs"])
def test_no_number_of_a_kind_is_101(asked: Foreign, method: str) -> None:
    assert asked.code(method, didType="TF") == 101


# ── By the envelope ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["getDIDs", "getDIDCount", "getDIDsExtended"])
def test_a_search_wants_a_criterion(asked: Foreign, method: str) -> None:
    assert asked.code(method) == 302490


@pytest.mark.parametrize(
    ("given", "code"), [({"state": "NY"}, 302490), ({"state": "NY", "rateCenter": "NEW YORK"}, 100)]
)
def test_the_extended_search_wants_more(asked: Foreign, given: dict[str, str], code: int) -> None:
    assert asked.code("getDIDsExtended", **given) == code


@pytest.mark.parametrize(
    ("method", "given", "code"),
    [
        ("GetDIDFailover", {}, 900),
        ("UpdateDIDFailover", {"failover": "2125550142"}, 900),
        ("GetDIDForward", {}, 900),
        ("SetDIDForward", {"forward": "2125550142"}, 900),
        ("RemoveDIDForward", {"epgId": "1201"}, 900),
        ("GetConferenceLine", {}, 900),
        ("SetConferenceLine", {"pin": "1234"}, 900),
        ("SetDIDGroup", {"groupId": 5001}, 900),
        ("RemoveDIDGroup", {}, 900),
        ("UpdateCNAMDisplay", {"name": "HARPER"}, 933),
        ("RemoveCNAM", {}, 933),
        ("Add911Alert", {"email": "a@example.com"}, 941),
        ("Remove911Alert", {"email": "a@example.com"}, 941),
        ("Query911Alert", {}, 941),
        ("AddEmailToFax", {"email": "a@example.com"}, 900),
        ("ConfigSMSDestination", {"destinationType": "SIP"}, 900),
        ("ConfigSMS", {"enable": True}, 900),
    ],
)
def test_another_customers_number_cannot_be_touched(
    asked: Foreign, method: str, given: dict[str, Any], code: int
) -> None:
    tn = asked.mine(HARBOURLINE)
    before = asked.has("dids", tn, HARBOURLINE)
    assert asked.code(method, tn=tn, **given) == code
    assert asked.has("dids", tn, HARBOURLINE) == before


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("UpdateDIDFailover", {"failover": "12125550142"}),
        ("SetDIDForward", {"forward": "abc"}),
        ("RemoveDIDForward", {"epgId": "77"}),
        ("SetConferenceLine", {"pin": "12ab"}),
        ("SetConferenceLine", {"pin": "123456789"}),
        ("SetDIDGroup", {"groupId": 77}),
        ("SetFaxToEmail", {"email": "nobody"}),
        ("AddEmailToFax", {"email": "nobody"}),
        ("ConfigSMSDestination", {"destinationType": "PIGEON"}),
        ("ConfigSMSDestination", {"destinationType": "POST", "destination": "ftp://example.com"}),
        ("ConfigSMSDestination", {"destinationType": "EMAIL", "destination": "nobody"}),
        ("ConfigSMSDestination", {"destinationType": "FORWARD", "destination": "12"}),
    ],
)
def test_a_value_of_no_use_leaves_the_number_as_it_was(asked: Foreign, method: str, given: dict[str, Any]) -> None:
    tn = asked.mine(sms_capable=True)
    before = asked.has("dids", tn)
    assert asked.code(method, tn=tn, **given) == 900
    assert asked.has("dids", tn) == before


@pytest.mark.parametrize(("name", "code"), [("O'HARA", 934), ("CAFÉ", 934), ("A-B", 934), ("SIXTEEN LETTERS X", 900)])
def test_a_caller_name_is_plain_and_short(asked: Foreign, name: str, code: int) -> None:
    tn = asked.mine(cnam_storage=True)
    assert asked.code("UpdateCNAMDisplay", tn=tn, name=name) == code


@pytest.mark.parametrize("method", ["GetCNAMDisplay", "UpdateCNAMDisplay", "RemoveCNAM"])
def test_not_every_number_can_store_a_caller_name(asked: Foreign, method: str) -> None:
    given = {"name": "HARPER"} if method == "UpdateCNAMDisplay" else {}
    assert asked.code(method, tn=asked.mine(cnam_storage=False), **given) == 933


def test_parking_is_for_all_of_the_numbers_or_none(asked: Foreign) -> None:
    tn = asked.mine(inventory=False)
    params = {"DIDParam": [{"tn": tn, "epg": 0}, {"tn": UNKNOWN, "epg": 0}]}
    assert asked.code("InventoryDIDs", didParams=params) == 900
    assert asked.has("dids", tn)["inventory"] is False


# ── Emergency calls ───────────────────────────────────────────────────────────────────────


def test_locations_are_of_ones_own_numbers(asked: Foreign) -> None:
    did = asked.mine(HARBOURLINE)
    for method in ("insert911", "update911", "addLocation"):
        assert asked.code(method, did=did, **ADDRESS) == 909
    for method in ("query911", "remove911", "getProvisioningHistory"):
        assert asked.code(method, did=did) == 909


def test_a_record_is_added_once_and_changed_when_there_is_one(asked: Foreign) -> None:
    assert asked.code("insert911", did=asked.with_911(), **ADDRESS) == 911
    assert asked.code("update911", did=asked.without_911(), **ADDRESS) == 910
    assert asked.code("query911", did=asked.without_911()) == 101


@pytest.mark.parametrize("method", ["provisionLocation", "removeLocation"])
def test_a_location_has_to_exist(asked: Foreign, method: str) -> None:
    assert asked.code(method, did=asked.with_911(), locationId="1") == 910


def test_nothing_removed_is_told_as_such(asked: Foreign) -> None:
    (status,) = rows(asked.done("remove911", did=asked.without_911()), "Statuses")
    assert status["code"] == "205200"


# ── Texts and campaigns ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": f"1{UNKNOWN}"},
        {"sender": "+12125550120"},
        {"recipient": "+12125550142"},
        {"recipient": "2125550142"},
        {"message": "x" * 2001},
    ],
)
@pytest.mark.parametrize("method", ["SendSMS", "SendSMSWithDLR", "SendMMS"])
def test_a_text_that_cannot_be_sent_costs_nothing(asked: Foreign, method: str, wrong: dict[str, str]) -> None:
    given = {"sender": f"1{asked.texting()}", "recipient": "12125550142", "message": "Hello"} | wrong
    assert asked.code(method, **given) == 900
    assert asked.has("messages") == []
    assert asked.done("GetPrepaidBalance")["Amount"] == Decimal(NORDPHONE.balance)


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("ConfigSMSDestination", {"destinationType": "SIP"}),
        ("ConfigSMS", {"enable": True, "forwardEmail": "a@example.com"}),
    ],
)
def test_not_every_number_can_text(asked: Foreign, method: str, given: dict[str, Any]) -> None:
    assert asked.code(method, tn=asked.mine(sms_capable=False), **given) == 900


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("CheckSMSCustomerStatus", {"customerId": "B1"}),
        ("DeleteSMSCustomer", {"customerId": "B1"}),
        ("DeleteSMSCustomer", {"customerId": "B7001"}),  # it has a campaign
        ("TriggerSMSOTP", {"customerId": "B7001"}),  # it is no sole proprietor
        ("GetSMSUsecaseOptions", {"customerId": "B1"}),
        ("UpdateSMSCustomer", {"customer": {"CustomerId": "B1", "Website": "https://example.com"}}),
        ("CreateSMSCustomer", {"customer": {"DisplayName": "Acme", "EntityType": "GUILD"}}),
        ("CreateSMSCustomer", {"customer": {"DisplayName": "Acme", "Vertical": "MAGIC"}}),
        ("UpdateSMSCampaign", {"campaignId": "C1", "description": "Hello"}),
        ("DeleteSMSCampaign", {"campaignId": "C1"}),
        ("GetCampaignRejectionReason", {"campaignId": "C1"}),
        ("ResubmitExternalSMSCampaign", {"campaignId": "C10000"}),  # it is not external
        ("RegisterExternalSMSCampaign", {"campaignId": "C10000", "displayName": "Again"}),
        ("AssignToSMSCampaign", {"campaignId": "C1", "tns": {"string": ["2125550120"]}}),
        ("AssignToSMSCampaign", {"campaignId": "C10000", "tns": {"string": ["2125550120", UNKNOWN]}}),
        ("RemoveFromSMSCampaign", {"tns": {"string": [UNKNOWN]}}),
    ],
)
def test_brands_and_campaigns_that_are_not_there_or_not_fit(asked: Foreign, method: str, given: dict[str, Any]) -> None:
    before = [asked.has(collection) for collection in ("customers", "campaigns", "dids")]
    answer = asked.call(method, **given)
    assert answer["responseCode"] == 900
    assert answer["responseMessage"]
    assert [asked.has(collection) for collection in ("customers", "campaigns", "dids")] == before


# ── International ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("city", "epg"), [(1, 1201), (101, 77), (101, 1203)], ids=["city", "group", "strips the code"])
def test_an_international_number_is_not_sold(asked: Foreign, city: int, epg: int) -> None:
    assert asked.code("AssignIntlDID", cityID=city, epgID=epg) == 900
