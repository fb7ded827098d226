"""What one call does, the next one shows: the life of a number, searching, what is set on a number, and groups."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.providers.sandbox.running import Running
from tests.providers.sandbox.voipinnovations.foreign import HARBOURLINE, NORDPHONE, Contract, Foreign, rows

DAY = 86400
ADDRESS = {"address1": "40 WILLOW STREET", "city": "BROOKLYN", "state": "NY", "zip": "11201", "callerName": "NORDPHONE"}
EASTERN = ZoneInfo("America/New_York")


def audited(foreign: Foreign, tn: str) -> dict[str, Any] | None:
    return next((dict(row) for row in rows(foreign.done("auditDIDs"), "DIDs") if row["tn"] == tn), None)


def balance(foreign: Foreign) -> Decimal:
    return Decimal(foreign.done("GetPrepaidBalance")["Amount"])


def now(foreign: Foreign) -> datetime:
    return datetime.fromisoformat(foreign.sandbox.control("clock")["now"])


# ── The life of a number ──────────────────────────────────────────────────────────────


def test_a_number_is_reserved_bought_moved_and_given_back(foreign: Foreign) -> None:
    tn = foreign.free(state="NY", tier="1", sms="1")[0]
    assert foreign.numbers("reserveDID", tn) == ["100"]
    assert tn not in foreign.free(state="NY")
    assert audited(foreign, tn) is None
    assert foreign.numbers("assignDID", tn, epg=1202, refId="ORD-9", cnam="1") == ["100"]
    row = audited(foreign, tn)
    assert row is not None
    assert (row["availability"], row["statusCode"], row["endpointId"], row["refId"], row["tier"], row["cnam"]) == (
        "assigned", "100", 1202, "ORD-9", "1", True,
    )  # fmt: skip
    assert balance(foreign) == Decimal(NORDPHONE.balance) - Decimal("0.50")
    assert foreign.numbers("configDID", tn, epg=1201, cnam="0") == ["100"]
    row = foreign.did(tn)
    assert (row["endpointId"], row["refId"], row["cnam"]) == (1201, "ORD-9", False)
    assert foreign.numbers("releaseDID", tn, epg=0) == ["100"]
    assert audited(foreign, tn) is None
    assert tn in foreign.free(state="NY")


def test_a_look_up_and_the_audit_tell_the_same(foreign: Foreign) -> None:
    for row in rows(foreign.done("auditDIDs"), "DIDs")[::9]:
        assert foreign.did(row["tn"]) == row


def test_calls_arrive_as_the_group_wants_them(foreign: Foreign) -> None:
    tn = foreign.bought()
    for epg, written in ((1201, f"+1{tn}"), (1202, f"1{tn}"), (1203, tn)):
        assert foreign.numbers("configDID", tn, epg=epg) == ["100"]
        assert foreign.did(tn)["rewrite"] == written


def test_a_reservation_ends_after_half_an_hour(foreign: Foreign) -> None:
    tn = foreign.free()[0]
    began = now(foreign)
    assert foreign.numbers("reserveDID", tn) == ["100"]
    row = foreign.did(tn)
    expires = row["expireDate"].replace(tzinfo=EASTERN)
    assert row["availability"] == "reserved"
    assert abs(expires - began - timedelta(minutes=30)) < timedelta(seconds=5)
    assert foreign.did(tn, HARBOURLINE)["statusCode"] == "102230"
    foreign.sandbox.step(31 * 60)
    assert foreign.did(tn, HARBOURLINE)["availability"] == "available"
    assert foreign.numbers("assignDID", tn, account=HARBOURLINE) in (["100"], ["104259"])


def test_the_length_of_a_reservation_can_be_set(foreign: Foreign) -> None:
    foreign.change(reservation_minutes=2)
    tn = foreign.free()[0]
    foreign.numbers("reserveDID", tn)
    foreign.sandbox.step(121)
    assert foreign.did(tn)["availability"] == "available"


def test_a_released_number_rests(foreign: Foreign) -> None:
    foreign.change(quarantine_hours=24)
    tn = foreign.mine()
    foreign.numbers("releaseDID", tn)
    assert foreign.did(tn, HARBOURLINE)["availability"] == "Unavailable"
    foreign.sandbox.step(DAY + 60)
    assert foreign.did(tn)["availability"] == "available"


def test_what_is_bought_here_is_sold_out_at_the_others(foreign: Foreign) -> None:
    tn = foreign.free(npa="212", tier="1")[0]
    there = {"state": "NY", "ratecenter": "NEW YORK", "province": ""}
    before = str(foreign.sandbox.call("getDIDsUSA", **there))
    assert tn in before
    assert foreign.numbers("assignDID", tn) == ["100"]
    assert tn not in str(foreign.sandbox.call("getDIDsUSA", **there))


# ── Searching ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({"npa": "415"}, lambda row: row["tn"].startswith("415")),
        ({"state": "ny"}, lambda row: row["state"] == "NY"),
        ({"rateCenter": "Brooklyn"}, lambda row: row["rateCenter"] == "BROOKLYN"),
        ({"lata": "132", "t38": "1"}, lambda row: row["lataId"] == 132 and row["t38"]),
        ({"npa": "312", "nxx": "555"}, lambda row: row["tn"].startswith("312555")),
        ({"nxx": "312555"}, lambda row: row["tn"].startswith("312555")),
        ({"tier": "2"}, lambda row: row["tier"] == "2"),
        ({"state": "TX", "cnam": "true"}, lambda row: row["outboundCNAM"]),
        ({"state": "TX", "sms": "false"}, lambda row: not row["sms"]),
        ({"network": "bandwidth"}, lambda row: row["network"] == "Bandwidth"),
        ({"state": "TF"}, lambda row: (row["state"], row["rateCenter"], row["tier"]) == ("ALL", "US+CA", None)),
    ],
)
def test_a_search_finds_what_fits(foreign: Foreign, given: dict[str, str], fits: Any) -> None:
    found = rows(foreign.done("getDIDs", **given), "DIDLocators")
    assert all(fits(row) for row in found)
    counted = rows(foreign.done("getDIDCount", **given), "DIDCounts")
    assert sum(int(row["didCount"]) for row in counted) == len(found)


@pytest.mark.parametrize(
    ("order", "field"), [("state", "state"), ("rc", "rateCenter"), ("lata", "lataId"), ("tier", "tier")]
)
def test_counts_come_in_the_order_asked_for(foreign: Foreign, order: str, field: str) -> None:
    told = [row[field] for row in rows(foreign.done("getDIDCount", t38="1", orderby=order), "DIDCounts")]
    assert told == sorted(told)


def test_the_partners_numbers_are_found_and_bought_their_own_way(foreign: Foreign) -> None:
    tn = rows(foreign.done("getDIDsExtended", npa="415"), "DIDLocators")[0]["tn"]
    assert tn not in foreign.free(npa="415")
    assert foreign.numbers("assignDIDExtended", tn) == ["100"]
    assert foreign.did(tn)["availability"] == "assigned"


def test_the_coverage_leads_from_state_to_area_code(foreign: Foreign) -> None:
    for state in rows(foreign.done("GetAvailableStates"), "responseData")[:4]:
        centre = rows(foreign.done("GetAvailableRateCenters", state=state), "responseData")[0]
        (npa, *_) = rows(foreign.done("GetAvailableNPAs", state=state, ratecenter=centre), "responseData")
        found = rows(foreign.done("getDIDs", state=state, rateCenter=centre, npa=npa), "DIDLocators")
        assert all(row["tn"].startswith(npa) for row in found)


# ── What is set on a number ───────────────────────────────────────────────────────────


def audit_of(foreign: Foreign, name: str) -> dict[str, Any]:
    return {row["TN"]: row for row in rows(foreign.done(f"Audit{name}"), name)}


def test_failover(foreign: Foreign) -> None:
    tn = foreign.bought()
    foreign.done("UpdateDIDFailover", tn=tn, failover="2125550142")
    (row,) = rows(foreign.done("GetDIDFailover", tn=tn), "DIDs")
    assert (row["tn"], row["failover"]) == (tn, "2125550142")
    assert audit_of(foreign, "DIDFailovers")[tn]["FailoverTN"] == "2125550142"
    assert foreign.did(tn)["failover"] is None
    foreign.done("UpdateDIDFailover", tn=tn, failover="")
    assert rows(foreign.done("GetDIDFailover", tn=tn), "DIDs")[0]["failover"] is None
    assert tn not in audit_of(foreign, "DIDFailovers")


def test_a_forward_takes_the_place_of_the_endpoint_group(foreign: Foreign) -> None:
    tn = foreign.bought()
    foreign.done("SetDIDForward", tn=tn, forward="3055550142")
    assert rows(foreign.done("GetDIDForward", tn=tn), "DIDs")[0]["forward"] == "3055550142"
    assert audit_of(foreign, "DIDForwards")[tn]["ForwardTN"] == "3055550142"
    assert foreign.did(tn)["endpointId"] == 0
    foreign.done("RemoveDIDForward", tn=tn, epgId="1203")
    assert foreign.did(tn)["endpointId"] == 1203
    assert tn not in audit_of(foreign, "DIDForwards")


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("SetDIDForward", {"tn": "", "forward": "3055550142"}),
        ("ProgramDID", {"did": "", "scriptId": "8101"}),
        ("SetConferenceLine", {"tn": "", "pin": "4321"}),
        ("InventoryDIDs", {"didParams": {"DIDParam": [{"tn": "", "epg": 0}]}}),
    ],
)
def test_config_brings_a_number_back_to_a_group(foreign: Foreign, method: str, given: dict[str, Any]) -> None:
    tn = foreign.bought()
    if "didParams" in given:
        given = {"didParams": {"DIDParam": [{"tn": tn, "epg": 0}]}}
    foreign.done(method, **{name: value or tn for name, value in given.items()})
    assert foreign.numbers("configDID", tn, epg=1204) == ["100"]
    assert foreign.did(tn)["endpointId"] == 1204
    row = foreign.has("dids", tn)
    assert (row["forward"], row["script"], row["pin"], row["inventory"]) == ("", "", None, False)


def test_a_conference_line(foreign: Foreign) -> None:
    tn = foreign.bought()
    line = foreign.done("GetConferenceLine", tn=tn)["ConferenceLine"]
    assert (line["Enabled"], line["PIN"]) == (False, None)
    foreign.done("SetConferenceLine", tn=tn, pin="4321")
    line = foreign.done("GetConferenceLine", tn=tn)["ConferenceLine"]
    assert (line["TN"], line["Enabled"], line["PIN"]) == (tn, True, "4321")
    assert audit_of(foreign, "ConferenceLines")[tn]["PIN"] == "4321"
    foreign.done("RemoveConferenceLine", tn=tn)
    assert foreign.done("GetConferenceLine", tn=tn)["ConferenceLine"]["Enabled"] is False
    assert tn not in audit_of(foreign, "ConferenceLines")


def test_a_caller_name(foreign: Foreign) -> None:
    tn = foreign.bought(npa="212", cnam="1")
    row = foreign.did(tn)
    assert (row["cnamStorageAvailability"], row["cnamStorageActive"]) == (True, False)
    assert foreign.code("GetCNAMDisplay", tn=tn) == 101
    foreign.done("UpdateCNAMDisplay", tn=tn, name="HARPER REALTY")
    assert foreign.done("GetCNAMDisplay", tn=tn)["DisplayName"] == "HARPER REALTY"
    row = foreign.did(tn)
    assert (row["cnamName"], row["cnamStorageActive"]) == ("HARPER REALTY", True)
    foreign.done("RemoveCNAM", tn=tn)
    assert foreign.did(tn)["cnamStorageActive"] is False


def test_faxes_leave_by_mail(foreign: Foreign) -> None:
    tn = foreign.bought()
    assert foreign.code("GetFaxToEmail", tn=tn) == 101
    assert foreign.done("SetFaxToEmail", tn=tn, email="fax@example.com")["Email"] == "fax@example.com"
    assert foreign.done("GetFaxToEmail", tn=tn)["Email"] == "fax@example.com"
    assert audit_of(foreign, "FaxToEmails")[tn]["Email"] == "fax@example.com"
    foreign.done("ConfigFaxToEmailNotifications", tn=tn, enabled=False)
    assert foreign.has("dids", tn)["fax_notices"] is False
    foreign.done("RemoveFaxToEmail", tn=tn)
    assert foreign.code("GetFaxToEmail", tn=tn) == 101
    assert foreign.code("ConfigFaxToEmailNotifications", tn=tn, enabled=True) == 101


def test_faxes_come_by_mail(foreign: Foreign) -> None:
    tn = foreign.bought()
    for email in ("a@example.com", "b@example.com"):
        foreign.done("AddEmailToFax", tn=tn, email=email)
    answer = foreign.done("GetEmailToFax", tn=tn)
    assert (answer["Email"], answer["CallerID"]) == ("a@example.com,b@example.com", tn)
    foreign.done("RemoveEmailToFax", email="a@example.com")
    assert foreign.done("GetEmailToFax", tn=tn)["Email"] == "b@example.com"


def test_parked_numbers_are_listed_and_configured_ones_not(foreign: Foreign) -> None:
    tn = foreign.bought()
    foreign.done("InventoryDIDs", didParams={"DIDParam": [{"tn": tn, "epg": 0}]})
    assert tn in rows(foreign.done("GetInventoryTNs", didType="LOCAL"), "TNs")
    assert tn in rows(foreign.done("GetInventoryTNs", didType="whatever"), "TNs")
    assert tn not in rows(foreign.done("GetUnconfiguredTNs", didType="ALL"), "TNs")
    for each in rows(foreign.done("GetUnconfiguredTNs", didType="LOCAL"), "TNs"):
        assert foreign.did(each)["endpointId"] == 0


def test_a_toll_free_number_is_parked_apart(foreign: Foreign) -> None:
    tn = foreign.bought(state="TF")
    foreign.done("InventoryDIDs", didParams={"DIDParam": [{"tn": tn, "epg": 0}]})
    assert rows(foreign.done("GetInventoryTNs", didType="TF"), "TNs") == [tn]
    assert tn not in rows(foreign.done("GetInventoryTNs", didType="LOCAL"), "TNs")


def test_groups_of_numbers(foreign: Foreign) -> None:
    tn = foreign.bought()
    (group,) = rows(foreign.done("CreateDIDGroup", name="Night shift"), "DIDGroups")
    assert foreign.code("GetDIDGroup", tn=tn) == 101
    foreign.done("SetDIDGroup", tn=tn, groupId=group["ID"])
    assert rows(foreign.done("GetDIDGroup", tn=tn), "DIDGroups") == [group]
    assert [row["tn"] for row in rows(foreign.done("AuditDIDGroup", groupId=group["ID"]), "DIDs")] == [tn]
    assert foreign.did(tn)["didGroupId"] == str(group["ID"])
    foreign.done("RemoveDIDGroup", tn=tn)
    assert group in rows(foreign.done("GetDIDGroups"), "DIDGroups")
    (row,) = rows(foreign.done("AuditDIDGroup", groupId=group["ID"]), "DIDs")
    assert (row["tn"], row["statusCode"]) == (None, "101200")


def test_a_script_takes_a_number_and_gives_it_back(foreign: Foreign) -> None:
    tn, script = foreign.bought(), rows(foreign.done("GetScripts"), "ProgrammableTelcoScripts")[0]
    foreign.done("ProgramDID", did=tn, scriptId=script["ID"])
    assert (foreign.did(tn)["endpointId"], foreign.has("dids", tn)["script"]) == (0, script["ID"])
    foreign.done("UnprogramDID", did=tn, endpointGroupId="1201")
    assert (foreign.did(tn)["endpointId"], foreign.has("dids", tn)["script"]) == (1201, "")


def test_nothing_of_a_number_outlives_its_release(foreign: Foreign) -> None:
    tn = foreign.bought()
    foreign.done("UpdateDIDFailover", tn=tn, failover="2125550142")
    foreign.numbers("releaseDID", tn)
    assert foreign.numbers("assignDID", tn) == ["100"]
    assert rows(foreign.done("GetDIDFailover", tn=tn), "DIDs")[0]["failover"] is None


# ── Endpoint groups and clients ───────────────────────────────────────────────────────


def test_an_endpoint_group_is_switched_off_and_on(foreign: Foreign) -> None:
    foreign.done("DeactivateEndpointGroup", groupid="1204")
    (group,) = rows(foreign.done("AuditEndpointGroup", groupId=1204), "EndpointGroups")
    assert (group["ID"], group["Active"]) == (1204, False)
    assert foreign.numbers("configDID", foreign.mine(), epg=1204) == ["105258"]
    foreign.done("ActivateEndpointGroup", groupid="1204")
    assert foreign.numbers("configDID", foreign.mine(), epg=1204) == ["100"]


def test_clients_hold_the_groups_and_what_is_on_their_numbers(foreign: Foreign) -> None:
    clients = rows(foreign.done("AuditClients"), "Clients")
    groups = {group["ID"]: group for group in rows(foreign.done("AuditEndpointGroups"), "EndpointGroups")}
    assert {group["ID"] for client in clients for group in rows(client, "EndpointGroups")} == set(groups)
    for client in clients:
        assert client["Usage"] == sum(group["MTDUsage"] for group in rows(client, "EndpointGroups"))
    assert all(rows(group, "Endpoints") for group in groups.values())


# ── International ─────────────────────────────────────────────────────────────────────


def test_an_international_number_comes_and_goes(foreign: Foreign) -> None:
    city = rows(rows(foreign.done("GetCountries"), "Countries")[-1], "cities")[0]
    bought = foreign.done("AssignIntlDID", cityID=city["id"], epgID=1201)["DID"]
    assert bought["city"] == city["name"]
    assert bought["tn"] in {row["tn"] for row in rows(foreign.done("AuditIntlDIDs"), "DIDs")}
    foreign.done("ReleaseIntlDID", tn=bought["tn"])
    assert bought["tn"] not in {row["tn"] for row in rows(foreign.done("AuditIntlDIDs"), "DIDs")}


# ── Restart ───────────────────────────────────────────────────────────────────────────


def test_everything_outlives_the_process(tmp_path: Path) -> None:
    running = Running(tmp_path).start()
    try:
        foreign = Foreign(running, Contract(running.base))
        tn = foreign.bought()
        foreign.done("insert911", did=tn, **ADDRESS)
        audit = foreign.done("auditDIDs")
        running.stop()
        running.start()
        foreign = Foreign(running, Contract(running.base))
        assert foreign.done("auditDIDs") == audit
        running.step(120)
        assert foreign.did(tn)["has911"] is True
    finally:
        running.stop()
