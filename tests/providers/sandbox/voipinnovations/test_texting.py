"""Texts: sent, delivered or lost, answered, and told to the customer's URL; and the brands and campaigns that they want."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.providers.sandbox.voipinnovations.foreign import HARBOURLINE, NORDPHONE, Foreign, rows
from tests.providers.sandbox.voipinnovations.listening import Listener, listening

PERSON = "12125550142"
DAY = 86400
BRAND = {
    "DisplayName": "Lakeside Clinic", "CompanyName": "Lakeside Clinic Inc", "EntityType": "PRIVATE_PROFIT",
    "Vertical": "HEALTHCARE", "Ein": "12-0000000", "Country": "US", "Tag": "clinics",
}  # fmt: skip
CAMPAIGN = {
    "description": "Reminders of visits", "displayName": "Reminders", "vertical": "HEALTHCARE",
    "messageFlow": "People opt in at the front desk, on paper, and are told how to stop.",
    "sampleMsg1": "Your visit is tomorrow at 10. Reply STOP to end.", "subOptIn": True, "subOptOut": True, "subHelp": True,
    "numPooling": False, "directLending": False, "embeddedLink": False, "embeddedPhone": False, "affMarketing": False,
    "ageGated": False, "usecaseId": "CUSTOMER_CARE",
}  # fmt: skip


def texts_go_to(foreign: Foreign, listener: Listener, kind: str = "POST", token: str = "Reef-4410") -> str:
    """A number of the account that texts get through from, and whose texts come to the listener."""
    tn = foreign.texting()
    foreign.done("ConfigSMSDestination", tn=tn, destinationType=kind, destination=listener.url, authToken=token)
    return tn


def send(foreign: Foreign, tn: str, text: str, to: str = PERSON, method: str = "SendSMS", **more: object) -> str:
    answer = foreign.done(method, sender=f"1{tn}", recipient=to, message=text, **more)
    assert (answer["MsgDetails"]["success"], answer["MsgDetails"]["status"]) == (True, "SENT")
    assert answer["MsgDetails"]["uuid"] == answer["Uuid"]
    return str(answer["Uuid"])


def status(foreign: Foreign, uuid: str) -> str:
    return next(str(row["status"]) for row in foreign.has("messages") if row["uuid"] == uuid)


# ── Sending ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("to", "ends"), [(PERSON, "DELIVERED"), ("12125550198", "UNDELIVERED"), ("12125550199", "SENT")]
)
def test_a_text_is_delivered_lost_or_never_heard_of(foreign: Foreign, to: str, ends: str) -> None:
    uuid = send(foreign, foreign.texting(), "Your order is ready", to)
    assert status(foreign, uuid) == "SENT"
    foreign.sandbox.step(10)
    assert status(foreign, uuid) == ends


def test_ten_digits_of_the_sender_are_taken_too(foreign: Foreign) -> None:
    foreign.done("SendSMS", sender=foreign.texting(), recipient=PERSON, message="Hello")


@pytest.mark.parametrize(
    ("method", "price"), [("SendSMS", "0.0075"), ("SendSMSWithDLR", "0.0075"), ("SendMMS", "0.02")]
)
def test_a_text_has_its_price(foreign: Foreign, method: str, price: str) -> None:
    send(foreign, foreign.texting(), "Hello", method=method)
    assert foreign.done("GetPrepaidBalance")["Amount"] == Decimal(NORDPHONE.balance) - Decimal(price)


def test_a_receipt_comes_to_the_numbers_own_url(foreign: Foreign) -> None:
    with listening() as listener:
        tn = texts_go_to(foreign, listener)
        foreign.done("UpdateSMSDLR", tns={"string": [tn]}, dlr=True)
        delivered = send(foreign, tn, "Hello", method="SendSMSWithDLR")
        foreign.sandbox.step(10)
        lost = send(foreign, tn, "Hello", "12125550198", method="SendSMSWithDLR")
        foreign.sandbox.step(10)
        receipts = [each.form for each in listener.wait_for(2)]
    assert receipts == [
        {"status": "DELIVERED", "to": PERSON, "msgid": delivered},
        {"status": "UNDELIVERED", "to": "12125550198", "msgid": lost},
    ]


@pytest.mark.parametrize(("dlr", "method"), [(False, "SendSMSWithDLR"), (True, "SendSMS")])
def test_receipts_want_both_the_number_and_the_message(foreign: Foreign, dlr: bool, method: str) -> None:
    """The answer to a question is the first that comes: no receipt came before it."""
    with listening() as listener:
        tn = texts_go_to(foreign, listener)
        foreign.done("UpdateSMSDLR", tns={"string": [tn]}, dlr=dlr)
        send(foreign, tn, "Shall we?", method=method)
        foreign.sandbox.step(60)
        assert listener.wait_for(1)[0].json["type"] == "incomingWebhookSMS"


# ── Receiving ─────────────────────────────────────────────────────────────────────────


def test_who_is_asked_answers(foreign: Foreign) -> None:
    with listening() as listener:
        tn = texts_go_to(foreign, listener)
        send(foreign, tn, "Are you coming?")
        foreign.sandbox.step(60)
        (came,) = listener.wait_for(1)
    assert (came.verb, came.headers["authorization"]) == ("POST", "Bearer Reef-4410")
    told = came.json
    assert (told["type"], told["caller_id_number"], told["destination_number"]) == (
        "incomingWebhookSMS",
        PERSON,
        f"1{tn}",
    )
    assert told["text"]


def test_the_other_shape_can_be_asked_for(foreign: Foreign) -> None:
    foreign.change(inbound="gateway")
    with listening() as listener:
        tn = texts_go_to(foreign, listener, token="")
        send(foreign, tn, "Are you coming?", method="SendMMS")
        foreign.sandbox.step(60)
        (came,) = listener.wait_for(1)
    assert "authorization" not in came.headers
    told = came.json
    assert (told["from"], told["to"], told["messageType"]) == (PERSON, f"1{tn}", "MMS")
    assert told["fileUrls"][0].startswith(foreign.sandbox.base)


def test_a_url_may_be_called_by_get(foreign: Foreign) -> None:
    with listening() as listener:
        listener.url += "?customer=7"
        tn = texts_go_to(foreign, listener, kind="GET")
        send(foreign, tn, "Are you coming?")
        foreign.sandbox.step(60)
        (came,) = listener.wait_for(1)
    assert (came.verb, came.body) == ("GET", b"")
    assert (came.query["customer"], came.query["destination_number"]) == ("7", f"1{tn}")


def test_a_picture_can_be_fetched(foreign: Foreign) -> None:
    with listening() as listener:
        tn = texts_go_to(foreign, listener)
        files = {"MMSFile": [{"FileName": "menu.png", "FileContent": b"\x89PNG"}]}
        send(foreign, tn, "Do you like it?", method="SendMMS", files=files)
        foreign.sandbox.step(60)
        told = listener.wait_for(1)[0].json
    assert told["type"] == "incomingWebhookMMS"
    assert told["files"]
    out = next(row for row in foreign.has("messages") if row["way"] == "out")
    assert (out["kind"], out["files"]) == ("MMS", ["menu.png"])


def test_a_text_that_is_not_taken_comes_again(foreign: Foreign) -> None:
    with listening(500) as listener:
        tn = texts_go_to(foreign, listener)
        send(foreign, tn, "Are you coming?")
        foreign.sandbox.step(60)
        listener.wait_for(1)
        foreign.sandbox.step(120)
        first, second = listener.wait_for(2)
    assert first.body == second.body


def test_one_customers_text_reaches_another(foreign: Foreign) -> None:
    there = next(row["tn"] for row in foreign.has("dids", account=HARBOURLINE) if row["sms"]["enabled"])
    with listening() as listener:
        foreign.done(
            "ConfigSMSDestination",
            HARBOURLINE,
            tn=there,
            destinationType="POST",
            destination=listener.url,
            authToken="",
        )
        tn = foreign.texting()
        send(foreign, tn, "Bonjour à côté ✓", f"1{there}")
        foreign.sandbox.step(10)
        told = listener.wait_for(1)[0].json
    assert (told["caller_id_number"], told["destination_number"], told["text"]) == (
        f"1{tn}", f"1{there}", "Bonjour à côté ✓",
    )  # fmt: skip


def test_texts_come_of_their_own_accord(foreign: Foreign) -> None:
    foreign.sandbox.step(DAY)
    arrived = [row for row in foreign.has("messages") if row["way"] == "in"]
    assert len(arrived) >= 3
    assert {row["tn"] for row in arrived} <= {row["tn"] for row in foreign.has("dids") if row["sms"]["enabled"]}


# ── Settings ──────────────────────────────────────────────────────────────────────────


def shown(foreign: Foreign, tn: str) -> dict[str, Any]:
    row: dict[str, Any]
    (row,) = rows(foreign.done("AuditSMS", tn=tn), "DIDs")
    return row


def test_the_audit_shows_where_texts_go(foreign: Foreign) -> None:
    tn = foreign.mine(sms_capable=True)
    foreign.done(
        "ConfigSMSDestination", tn=tn, destinationType="post", destination="https://example.com/", authToken="x"
    )
    row = shown(foreign, tn)
    assert (row["Enabled"], row["DestinationType"], row["Destination"]) == (True, "POST", "https://example.com/")
    foreign.done("ConfigSMSDestination", tn=tn, destinationType="NONE")
    assert (shown(foreign, tn)["Enabled"], shown(foreign, tn)["Destination"]) == (False, None)
    assert {row["TN"] for row in rows(foreign.done("AuditSMS"), "DIDs")} == {row["tn"] for row in foreign.has("dids")}


@pytest.mark.parametrize(
    ("forward", "kind"), [("2125550142", "FORWARD"), ("a@example.com;b@example.com", "EMAIL"), ("", "NONE")]
)
def test_the_old_way_of_settings_forwards(foreign: Foreign, forward: str, kind: str) -> None:
    tn = foreign.mine(sms_capable=True)
    foreign.done("ConfigSMS", tn=tn, enable=True, forwardEmail=forward)
    assert (shown(foreign, tn)["DestinationType"], shown(foreign, tn)["Forward"]) == (kind, forward or None)
    foreign.done("ConfigSMS", tn=tn, enable=False, forwardEmail="")
    assert shown(foreign, tn)["Enabled"] is False


# ── Brands ────────────────────────────────────────────────────────────────────────────


def brand(foreign: Foreign, **fields: str) -> str:
    (made,) = rows(foreign.done("CreateSMSCustomer", customer={**BRAND, **fields}), "Customers")
    assert made["Status"] == "PENDING"
    return str(made["CustomerId"])


def checked(foreign: Foreign, customer: str) -> str:
    (row,) = rows(foreign.done("CheckSMSCustomerStatus", customerId=customer), "Customers")
    return str(row["Status"])


def test_the_registry_takes_days_to_verify_a_brand(foreign: Foreign) -> None:
    customer = brand(foreign)
    foreign.sandbox.step(DAY)
    assert checked(foreign, customer) == "PENDING"
    foreign.sandbox.step(DAY + 60)
    assert checked(foreign, customer) == "VERIFIED"
    found = rows(foreign.done("GetSMSCustomersByTag", tag="clinics"), "Customers")
    assert [row["CustomerId"] for row in found] == [customer]


def test_a_brand_without_a_tax_number_is_mended(foreign: Foreign) -> None:
    customer = brand(foreign, Ein="")
    foreign.sandbox.step(2 * DAY + 60)
    assert checked(foreign, customer) == "UNVERIFIED"
    foreign.done("UpdateSMSCustomer", customer={"CustomerId": customer, "Ein": "12-0000001"})
    assert checked(foreign, customer) == "PENDING"
    foreign.sandbox.step(2 * DAY + 60)
    assert checked(foreign, customer) == "VERIFIED"
    foreign.done("DeleteSMSCustomer", customerId=customer)
    assert customer not in {row["CustomerId"] for row in rows(foreign.done("GetSMSCustomers"), "Customers")}


def test_a_sole_proprietor_answers_a_passcode(foreign: Foreign) -> None:
    customer = brand(foreign, EntityType="SOLE_PROPRIETOR", Ein="", MobilePhone="+12125550142")
    foreign.sandbox.step(3 * DAY)
    assert checked(foreign, customer) == "PENDING"
    foreign.done("TriggerSMSOTP", customerId=customer)
    foreign.sandbox.step(3700)
    assert checked(foreign, customer) == "VERIFIED"


def test_lists_to_choose_from_are_what_is_taken(foreign: Foreign) -> None:
    told = rows(foreign.done("GetSMSEnumerations"), "Enumerations")
    entities = [each.removeprefix("EntityType:") for each in told if each.startswith("EntityType:")]
    verticals = [each.removeprefix("Vertical:") for each in told if each.startswith("Vertical:")]
    assert len(entities) + len(verticals) == len(told)
    brand(foreign, EntityType=entities[1], Vertical=verticals[-1])
    usecases = rows(foreign.done("GetSMSUsecaseOptions", customerId="B7001"), "UsecaseOptions")
    foreign.done("CreateSMSCampaign", customerId="B7001", **{**CAMPAIGN, "usecaseId": usecases[0]})


# ── Campaigns ─────────────────────────────────────────────────────────────────────────


def campaign(foreign: Foreign, **fields: object) -> str:
    (made,) = rows(foreign.done("CreateSMSCampaign", customerId="B7001", **{**CAMPAIGN, **fields}), "Campaigns")
    assert made["Status"] == "PENDING"
    return str(made["CampaignId"])


def known(foreign: Foreign, key: str) -> dict[str, Any]:
    return next(dict(row) for row in rows(foreign.done("GetSMSCampaigns"), "Campaigns") if row["CampaignId"] == key)


def test_a_campaign_is_reviewed_and_takes_numbers_then(foreign: Foreign) -> None:
    key, tns = campaign(foreign), {"string": [foreign.mine(sms_capable=True, campaign="")]}
    assert foreign.code("AssignToSMSCampaign", tns=tns, campaignId=key) == 900
    foreign.sandbox.step(3 * DAY + 60)
    assert known(foreign, key)["Status"] == "APPROVED"
    foreign.done("AssignToSMSCampaign", tns=tns, campaignId=key)
    assert known(foreign, key)["TNs"] == tns
    foreign.done("RemoveFromSMSCampaign", tns=tns)
    assert known(foreign, key)["TNs"] is None


@pytest.mark.parametrize(
    ("wrong", "word"), [({"messageFlow": "They know."}, "opt in"), ({"subOptOut": False}, "opt-out")]
)
def test_a_campaign_is_rejected_with_the_reason(foreign: Foreign, wrong: dict[str, object], word: str) -> None:
    key = campaign(foreign, **wrong)
    assert foreign.done("GetCampaignRejectionReason", campaignId=key)["RejectionReason"] is None
    foreign.sandbox.step(3 * DAY + 60)
    assert known(foreign, key)["Status"] == "REJECTED"
    assert word in foreign.done("GetCampaignRejectionReason", campaignId=key)["RejectionReason"]


def test_a_rejected_campaign_is_mended_and_reviewed_again(foreign: Foreign) -> None:
    key = campaign(foreign, messageFlow="They know.")
    foreign.sandbox.step(3 * DAY + 60)
    foreign.done("UpdateSMSCampaign", campaignId=key, messageFlow=CAMPAIGN["messageFlow"])
    assert known(foreign, key)["Status"] == "PENDING"
    foreign.sandbox.step(3 * DAY + 60)
    assert known(foreign, key)["Status"] == "APPROVED"


def test_a_campaign_of_ones_own_has_only_to_be_accepted(foreign: Foreign) -> None:
    foreign.done("RegisterExternalSMSCampaign", campaignId="CEXT01", displayName="Our own")
    foreign.sandbox.step(3 * DAY + 60)
    assert known(foreign, "CEXT01")["Status"] == "APPROVED"
    foreign.done("ResubmitExternalSMSCampaign", campaignId="CEXT01")
    assert known(foreign, "CEXT01")["Status"] == "PENDING"


def test_a_brand_that_is_not_verified_has_no_campaigns(foreign: Foreign) -> None:
    assert foreign.code("CreateSMSCampaign", customerId=brand(foreign), **CAMPAIGN) == 900


def test_texts_without_an_approved_campaign_get_lost(foreign: Foreign) -> None:
    tn = foreign.texting()
    foreign.done("DeleteSMSCampaign", campaignId=foreign.has("dids", tn)["campaign"])
    uuid = send(foreign, tn, "Hello")
    foreign.sandbox.step(10)
    assert status(foreign, uuid) == "UNDELIVERED"
    foreign.change(campaign_needed=False)
    uuid = send(foreign, tn, "Hello")
    foreign.sandbox.step(10)
    assert status(foreign, uuid) == "DELIVERED"
