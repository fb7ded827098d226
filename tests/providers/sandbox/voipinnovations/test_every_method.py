"""Every documented operation, called with sensible parameters from the served WSDL, answers success in its documented shape.

The shape is held against the schema with each call (`Foreign.call`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from providers.wire.catalog import load
from tests.providers.sandbox.voipinnovations.foreign import Foreign, rows

CATALOG = load("voipinnovations")
Given = dict[str, Any]

ADDRESS = {
    "address1": "40 WILLOW STREET", "address2": "", "city": "BROOKLYN", "state": "NY", "zip": "11201", "plusFour": "2210",
    "callerName": "NORDPHONE",
}  # fmt: skip
BRAND = {
    "DisplayName": "Lakeside Clinic", "CompanyName": "Lakeside Clinic Inc", "EntityType": "PRIVATE_PROFIT",
    "Vertical": "HEALTHCARE", "Ein": "12-0000000", "Country": "US",
}  # fmt: skip
CAMPAIGN = {
    "description": "Reminders of visits", "displayName": "Reminders", "vertical": "HEALTHCARE",
    "messageFlow": "People opt in at the front desk, on paper, and are told how to stop.",
    "sampleMsg1": "Your visit is tomorrow at 10. Reply STOP to end.", "subOptIn": True, "subOptOut": True, "subHelp": True,
    "numPooling": False, "directLending": False, "embeddedLink": False, "embeddedPhone": False, "affMarketing": False,
    "ageGated": False, "usecaseId": "CUSTOMER_CARE",
}  # fmt: skip


def numbers(*tns: str, epg: int = 1202) -> Given:
    return {"didParams": {"DIDParam": [{"tn": tn, "epg": epg} for tn in tns]}}


def location(foreign: Foreign) -> Given:
    did = foreign.without_911()
    (added,) = rows(foreign.done("addLocation", did=did, **ADDRESS), "VILocations")
    return {"did": did, "locationId": added["locationId"]}


def alerted(foreign: Foreign) -> Given:
    tn = foreign.mine(alerts=True)
    return {"tn": tn, "email": foreign.has("dids", tn)["alerts"][0]}


def customer(foreign: Foreign, status: str = "VERIFIED") -> str:
    return next(str(row["CustomerId"]) for row in foreign.has("customers") if row["Status"] == status)


def sole_proprietor(foreign: Foreign) -> str:
    asked = {**BRAND, "EntityType": "SOLE_PROPRIETOR", "Ein": "", "MobilePhone": "+12125550142"}
    (made,) = rows(foreign.done("CreateSMSCustomer", customer=asked), "Customers")
    return str(made["CustomerId"])


def campaign(foreign: Foreign) -> str:
    return str(foreign.has("campaigns")[0]["id"])


def external(foreign: Foreign) -> str:
    foreign.done("RegisterExternalSMSCampaign", campaignId="CEXT01", displayName="Our own")
    return "CEXT01"


def city(foreign: Foreign) -> int:
    return int(rows(rows(foreign.done("GetCountries"), "Countries")[0], "cities")[0]["id"])


def text(foreign: Foreign) -> Given:
    return {"sender": f"1{foreign.texting()}", "recipient": "12125550142", "message": "Hello there"}


def nothing(foreign: Foreign) -> Given:
    return {}


def mine(foreign: Foreign) -> Given:
    return {"tn": foreign.mine(forward="", script="")}


# The operation → its parameters, and the member of its result that has to hold something.
SENSIBLE: dict[str, tuple[Callable[[Foreign], Given], str]] = {
    "auditDIDs": (nothing, "DIDs"),
    "queryDID": (lambda foreign: {"did": foreign.mine()}, "DIDs"),
    "getDIDs": (lambda foreign: {"state": "NY", "sms": "1"}, "DIDLocators"),
    "getDIDsExtended": (lambda foreign: {"npa": "212"}, "DIDLocators"),
    "getDIDCount": (lambda foreign: {"state": "NY", "orderby": "tier"}, "DIDCounts"),
    "reserveDID": (lambda foreign: numbers(foreign.free()[0]), "DIDs"),
    "assignDID": (lambda foreign: numbers(*foreign.free()[:2]), "DIDs"),
    "assignDIDExtended": (
        lambda foreign: numbers(rows(foreign.done("getDIDsExtended", npa="212"), "DIDLocators")[0]["tn"]), "DIDs",
    ),
    "configDID": (lambda foreign: numbers(foreign.mine()), "DIDs"),
    "releaseDID": (lambda foreign: numbers(foreign.mine(), epg=0), "DIDs"),
    "InventoryDIDs": (lambda foreign: numbers(foreign.mine(), epg=0), ""),
    "GetInventoryTNs": (lambda foreign: {"didType": "ALL"}, "TNs"),
    "GetUnconfiguredTNs": (lambda foreign: {"didType": "LOCAL"}, "TNs"),
    "CreateDIDGroup": (lambda foreign: {"name": "Night shift"}, "DIDGroups"),
    "GetDIDGroups": (nothing, "DIDGroups"),
    "GetDIDGroup": (lambda foreign: {"tn": foreign.mine(group=True)}, "DIDGroups"),
    "SetDIDGroup": (lambda foreign: {"tn": foreign.mine(group=0), "groupId": 5002}, ""),
    "RemoveDIDGroup": (lambda foreign: {"tn": foreign.mine(group=True)}, ""),
    "AuditDIDGroup": (lambda foreign: {"groupId": 5001}, "DIDs"),
    "GetAvailableStates": (nothing, "responseData"),
    "GetAvailableRateCenters": (lambda foreign: {"state": "NY"}, "responseData"),
    "GetAvailableNPAs": (lambda foreign: {"state": "NY", "ratecenter": "BROOKLYN"}, "responseData"),
    "GetScripts": (nothing, "ProgrammableTelcoScripts"),
    "ProgramDID": (lambda foreign: {"did": foreign.mine(script=""), "scriptId": "8102"}, ""),
    "UnprogramDID": (lambda foreign: {"did": foreign.mine(script=True), "endpointGroupId": "1202"}, ""),
    "AuditEndpointGroups": (nothing, "EndpointGroups"),
    "AuditEndpointGroup": (lambda foreign: {"groupId": 1203}, "EndpointGroups"),
    "ActivateEndpointGroup": (lambda foreign: {"groupid": "1209"}, ""),
    "DeactivateEndpointGroup": (lambda foreign: {"groupid": "1204"}, ""),
    "AuditClients": (nothing, "Clients"),
    "AuditConferenceLines": (nothing, "ConferenceLines"),
    "AuditDIDFailovers": (nothing, "DIDFailovers"),
    "AuditDIDForwards": (nothing, "DIDForwards"),
    "AuditFaxToEmails": (nothing, "FaxToEmails"),
    "GetPrepaidBalance": (nothing, "Amount"),
    "GetDIDFailover": (lambda foreign: {"tn": foreign.mine(failover=True)}, "DIDs"),
    "UpdateDIDFailover": (lambda foreign: {**mine(foreign), "failover": "2125550199"}, ""),
    "GetDIDForward": (lambda foreign: {"tn": foreign.mine(forward=True)}, "DIDs"),
    "SetDIDForward": (lambda foreign: {**mine(foreign), "forward": "2125550198"}, ""),
    "RemoveDIDForward": (lambda foreign: {"tn": foreign.mine(forward=True), "epgId": "1201"}, ""),
    "GetConferenceLine": (lambda foreign: {"tn": foreign.mine(pin=True)}, "ConferenceLine"),
    "SetConferenceLine": (lambda foreign: {**mine(foreign), "pin": "7781"}, "ConferenceLine"),
    "RemoveConferenceLine": (lambda foreign: {"tn": foreign.mine(pin=True)}, "ConferenceLine"),
    "GetCNAMDisplay": (lambda foreign: {"tn": foreign.mine(caller_name=True)}, "DisplayName"),
    "UpdateCNAMDisplay": (lambda foreign: {"tn": foreign.mine(cnam_storage=True), "name": "HARPER"}, "DisplayName"),
    "RemoveCNAM": (lambda foreign: {"tn": foreign.mine(caller_name=True)}, ""),
    "SetFaxToEmail": (lambda foreign: {**mine(foreign), "email": "fax@example.com"}, "Email"),
    "GetFaxToEmail": (lambda foreign: {"tn": foreign.mine(fax_email=True)}, "Email"),
    "RemoveFaxToEmail": (lambda foreign: {"tn": foreign.mine(fax_email=True)}, "Email"),
    "ConfigFaxToEmailNotifications": (lambda foreign: {"tn": foreign.mine(fax_email=True), "enabled": False}, ""),
    "AddEmailToFax": (lambda foreign: {**mine(foreign), "email": "desk@example.com"}, ""),
    "GetEmailToFax": (lambda foreign: {"tn": foreign.mine(fax_senders=True)}, "Email"),
    "RemoveEmailToFax": (lambda foreign: {"email": "desk@nordphone.example"}, ""),
    "validate911": (lambda foreign: ADDRESS, ""),
    "insert911": (lambda foreign: {"did": foreign.without_911(), **ADDRESS}, "Statuses"),
    "update911": (lambda foreign: {"did": foreign.with_911(), **ADDRESS}, "Statuses"),
    "remove911": (lambda foreign: {"did": foreign.with_911()}, "Statuses"),
    "query911": (lambda foreign: {"did": foreign.with_911()}, "DID911s"),
    "audit911": (nothing, "DID911s"),
    "getProvisioningHistory": (lambda foreign: {"did": foreign.with_911()}, "VILocations"),
    "addLocation": (lambda foreign: {"did": foreign.mine(), **ADDRESS}, "VILocations"),
    "getLocations": (lambda foreign: {"did": foreign.with_911()}, "VILocations"),
    "provisionLocation": (location, "Statuses"),
    "removeLocation": (location, "Statuses"),
    "Add911Alert": (lambda foreign: {"tn": foreign.with_911(), "email": "night@example.com"}, ""),
    "Remove911Alert": (alerted, ""),
    "Query911Alert": (lambda foreign: {"tn": foreign.mine(alerts=True)}, "Alerts"),
    "isPortable": (lambda foreign: {"tn": "3135550142"}, "IsPortable"),
    "getPortDetails": (lambda foreign: {"portId": 40211}, "PortDetails"),
    "getActivePorts": (nothing, "ActivePorts"),
    "GetPortHistory": (lambda foreign: {"tn": "3135550120"}, "PortHistory"),
    "GetCountries": (nothing, "Countries"),
    "AssignIntlDID": (lambda foreign: {"cityID": city(foreign), "epgID": 1201}, "DID"),
    "ReleaseIntlDID": (lambda foreign: {"tn": foreign.has("intl")[0]["tn"]}, ""),
    "AuditIntlDIDs": (nothing, "DIDs"),
    "GlobalDIDSearch": (lambda foreign: {"areaCode": "207946", "flag1": False, "flag2": False}, "DIDs"),
    "ConfigSMS": (
        lambda foreign: {"tn": foreign.mine(sms_capable=True), "enable": True, "forwardEmail": "texts@example.com"}, "DIDs",
    ),
    "ConfigSMSDestination": (
        lambda foreign: {
            "tn": foreign.mine(sms_capable=True), "destinationType": "POST", "destination": "https://example.com/in",
            "authToken": "Reef-4410",
        },
        "DIDs",
    ),
    "UpdateSMSDLR": (lambda foreign: {"tns": {"string": [foreign.texting()]}, "dlr": True}, "DIDs"),
    "AuditSMS": (nothing, "DIDs"),
    "SendSMS": (text, "MsgDetails"),
    "SendSMSWithDLR": (text, "MsgDetails"),
    "SendMMS": (
        lambda foreign: {**text(foreign), "files": {"MMSFile": [{"FileName": "a.png", "FileContent": b"\x89PNG"}]}},
        "MsgDetails",
    ),
    "GetSMSCustomers": (nothing, "Customers"),
    "GetSMSCustomersByTag": (lambda foreign: {"tag": "own"}, "Customers"),
    "CreateSMSCustomer": (lambda foreign: {"customer": BRAND}, "Customers"),
    "UpdateSMSCustomer": (
        lambda foreign: {"customer": {"CustomerId": customer(foreign), "Website": "https://example.com"}}, "Customers",
    ),
    "DeleteSMSCustomer": (lambda foreign: {"customerId": customer(foreign, "PENDING")}, ""),
    "CheckSMSCustomerStatus": (lambda foreign: {"customerId": customer(foreign)}, "Customers"),
    "TriggerSMSOTP": (lambda foreign: {"customerId": sole_proprietor(foreign)}, ""),
    "GetSMSEnumerations": (nothing, "Enumerations"),
    "GetSMSUsecaseOptions": (lambda foreign: {"customerId": customer(foreign)}, "UsecaseOptions"),
    "GetSMSCampaigns": (nothing, "Campaigns"),
    "CreateSMSCampaign": (lambda foreign: {"customerId": customer(foreign), **CAMPAIGN}, "Campaigns"),
    "UpdateSMSCampaign": (lambda foreign: {"campaignId": campaign(foreign), "helpMessage": "Call us"}, "Campaigns"),
    "DeleteSMSCampaign": (lambda foreign: {"campaignId": campaign(foreign)}, ""),
    "GetCampaignRejectionReason": (lambda foreign: {"campaignId": campaign(foreign)}, ""),
    "RegisterExternalSMSCampaign": (
        lambda foreign: {"campaignId": "CEXT01", "displayName": "Our own"}, "Campaigns",
    ),
    "ResubmitExternalSMSCampaign": (lambda foreign: {"campaignId": external(foreign)}, ""),
    "AssignToSMSCampaign": (
        lambda foreign: {"tns": {"string": [foreign.mine(sms_capable=True)]}, "campaignId": campaign(foreign)}, "",
    ),
    "RemoveFromSMSCampaign": (lambda foreign: {"tns": {"string": [foreign.texting()]}}, ""),
}  # fmt: skip


def test_the_table_has_every_operation_of_the_catalogue_and_of_the_wsdl(foreign: Foreign) -> None:
    assert set(SENSIBLE) == set(CATALOG.methods)
    served = foreign.contract.ports["APIServiceSoap"]._operations
    assert set(served) == set(CATALOG.methods)
    assert len(served) == 101


@pytest.mark.parametrize("name", SENSIBLE)
def test_it_answers_success_in_its_shape(foreign: Foreign, name: str) -> None:
    given, filled = SENSIBLE[name]
    answer = foreign.done(name, **given(foreign))
    if filled:
        assert answer[filled], answer
    if name in {"reserveDID", "assignDID", "assignDIDExtended", "configDID", "releaseDID"}:
        assert {row["statusCode"] for row in rows(answer, "DIDs")} == {"100"}
    seen = foreign.sandbox.seen(name)[-1]
    assert (seen["status"], seen["wrote"]) == ("100", CATALOG.methods[name].writes)
