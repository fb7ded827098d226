"""Ports Messaging and Campaigns: messages cost money and are sent once; registrations are made once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from providers import errors
from providers.values.calls import Direction, Window
from providers.values.messaging import Media, MessageKind, MessageState, RegistrationState
from providers.values.phone import PhoneNumber
from providers.voipinnovations.messaging import MMS_BYTES
from providers.voipinnovations.provider import VoipinnovationsAccount
from tests.providers.kept import Kept
from tests.providers.scripted import Reply, Script
from tests.providers.voipinnovations.conftest import answers, called, sent
from tests.providers.voipinnovations.soap_answers import Fields, fault, items, listing, reply

SENDER, PERSON, ABROAD = PhoneNumber("+12125550142"), PhoneNumber("+13125550100"), PhoneNumber("+33199004712")
PICTURE = Media(name="dot.png", content_type="image/png", content=b"\x89PNG\r\n\x1a\n\x00\xff")
TAKEN: dict[str, Any] = {"Uuid": "u-1", "MsgDetails": {"success": "true", "status": "SENT", "uuid": "u-1"}}
LOST = {"hung up": Reply(hang_up=True), "a fault": fault(), "a page": Reply(body=b"<html>", status=502)}


def taken(method: str = "SendSMS", **details: str) -> Reply:
    return reply(method, {"Uuid": "u-1", "MsgDetails": TAKEN["MsgDetails"] | details})


# ── Messages ──────────────────────────────────────────────────────────────────────────


def test_a_message_goes_out_with_eleven_digits(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, SendSMS=taken())
    message = account.messaging.send_sms(SENDER, PERSON, "Réal & Fils <5 %> 🙂")
    assert sent(script, "SendSMS") == [
        {"sender": "12125550142", "recipient": "13125550100", "message": "Réal & Fils <5 %> 🙂"}
    ]
    assert (message.remote_id, message.state, message.direction) == ("u-1", MessageState.SENT, Direction.OUTBOUND)
    assert (message.sender, message.recipient, message.kind) == (SENDER.e164, PERSON.e164, MessageKind.SMS)
    assert message.at is not None
    assert abs(message.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_picture_goes_out_as_it_is(account: VoipinnovationsAccount, script: Script, kept: Kept) -> None:
    answers(script, SendMMS=taken("SendMMS"))
    message = account.messaging.send_mms(SENDER, PERSON, "look", [PICTURE])
    assert (message.kind, message.remote_id) == (MessageKind.MMS, "u-1")
    assert items(script.requests[0].fields["xml"], "MMSFile") == [
        {"FileName": "dot.png", "FileContent": "iVBORw0KGgoA/w=="}
    ]


@pytest.mark.parametrize(
    ("details", "state"),
    [({"status": "queued"}, MessageState.QUEUED), ({"status": "FAILED"}, MessageState.FAILED),
     ({"status": ""}, MessageState.SENT), ({"status": "SOMETHING NEW"}, MessageState.UNKNOWN),
     ({"success": ""}, MessageState.SENT)],
)  # fmt: skip
def test_a_word_that_we_do_not_know_is_an_unknown_state(
    account: VoipinnovationsAccount, script: Script, details: dict[str, str], state: MessageState
) -> None:
    answers(script, SendSMS=taken(**details))
    assert account.messaging.send_sms(SENDER, PERSON, "x").state is state


def test_a_message_that_was_not_taken_is_refused_under_an_envelope_of_success(
    account: VoipinnovationsAccount, script: Script
) -> None:
    answers(script, SendSMS=taken(success="false", status="REJECTED", data="The sender is not valid", code="17"))
    with pytest.raises(errors.Refused) as caught:
        account.messaging.send_sms(SENDER, PERSON, "x")
    assert caught.value.code == "17"
    assert "The sender is not valid" in caught.value.public_message


def test_the_id_is_found_in_either_place(account: VoipinnovationsAccount, script: Script) -> None:
    for values in ({"Uuid": "u-9"}, {"MsgDetails": {"uuid": "u-9"}}, {"Uuid": "", "MsgDetails": {"uuid": "u-9"}}):
        answers(script, SendSMS=reply("SendSMS", values))
        assert account.messaging.send_sms(SENDER, PERSON, "x").remote_id == "u-9"


@pytest.mark.parametrize("name", LOST)
def test_a_lost_answer_is_unknown_and_the_message_is_never_sent_twice(
    account: VoipinnovationsAccount, script: Script, name: str
) -> None:
    ways: dict[str, Callable[[], object]] = {
        "SendSMS": lambda: account.messaging.send_sms(SENDER, PERSON, "x"),
        "SendMMS": lambda: account.messaging.send_mms(SENDER, PERSON, "x", [PICTURE]),
    }
    for method, send in ways.items():
        script.requests.clear()
        answers(script, SendSMS=LOST[name], SendMMS=LOST[name])
        with pytest.raises(errors.OutcomeUnknown):
            send()
        assert called(script) == [method]


def test_an_answer_without_an_id_is_unknown(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, SendSMS=reply("SendSMS", {"MsgDetails": {"status": "SENT"}}))
    with pytest.raises(errors.OutcomeUnknown):
        account.messaging.send_sms(SENDER, PERSON, "x")


def test_a_refusal_is_said_in_the_services_words(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, SendSMS=reply("SendSMS", code=900, said="Number is not valid or without country code"))
    with pytest.raises(errors.Refused) as caught:
        account.messaging.send_sms(SENDER, PERSON, "x")
    assert "without country code" in caught.value.public_message


def test_what_cannot_be_sent_is_refused_unsent(account: VoipinnovationsAccount, script: Script) -> None:
    large = Media(name="x", content_type="image/png", content=bytes(MMS_BYTES // 2 + 1))
    ways: list[Callable[[], object]] = [
        lambda: account.messaging.send_sms(ABROAD, PERSON, "x"),
        lambda: account.messaging.send_sms(SENDER, ABROAD, "x"),
        lambda: account.messaging.send_sms(SENDER, PERSON, ""),
        lambda: account.messaging.send_sms(SENDER, PERSON, "a\x00b"),
        lambda: account.messaging.send_mms(SENDER, PERSON, "x", ["https://media.example.com/1.png"]),
        lambda: account.messaging.send_mms(SENDER, PERSON, "x", [large, large]),
    ]
    for send in ways:
        with pytest.raises(errors.Invalid):
            send()
    assert not script.requests


def test_there_is_no_history(account: VoipinnovationsAccount, script: Script) -> None:
    now = datetime.now(UTC)
    for ask in (
        lambda: account.messaging.list_messages(Window(start=now - timedelta(days=1), end=now)),
        lambda: account.messaging.get_message("u-1"),
        lambda: account.messaging.delete_message("u-1"),
    ):
        with pytest.raises(errors.Unsupported):
            ask()
    assert not script.requests


def test_messages_that_come_in_are_posted_to_us_or_nowhere(account: VoipinnovationsAccount, script: Script) -> None:
    account.messaging.set_callback(SENDER, "https://patchbay.example.com/in?a=1&b=2")
    account.messaging.set_callback(SENDER, "")
    assert sent(script, "ConfigSMSDestination") == [
        {"tn": "2125550142", "destinationType": "POST", "destination": "https://patchbay.example.com/in?a=1&b=2"},
        {"tn": "2125550142", "destinationType": "NONE"},
    ]
    with pytest.raises(errors.NotFound):
        account.messaging.set_callback(ABROAD, "")


# ── Brands and campaigns ──────────────────────────────────────────────────────────────

BRAND = {
    "CustomerId": "B1",
    "DisplayName": "Nordphone",
    "CompanyName": "Nordphone Inc",
    "Ein": "12-3456789",
    "Status": "VERIFIED",
}
CAMPAIGN = {
    "CampaignId": "C1", "CustomerId": "B1", "DisplayName": "Reminders", "UsecaseId": "2FA", "Status": "ACTIVE",
    "TNs": ("string", ["2125550142", "12125550143", "none"]),
}  # fmt: skip


def brands(*rows: Fields, method: str = "GetSMSCustomers") -> Reply:
    return reply(method, {"Customers": ("SMSCustomer", rows)})


def campaigns(*rows: Fields, method: str = "GetSMSCampaigns") -> Reply:
    return reply(method, {"Campaigns": ("SMSCampaign", rows)})


def test_brands_are_listed_without_their_tax_numbers(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, GetSMSCustomers=brands(BRAND, {"CustomerId": "B2", "CompanyName": "Harbourline"}))
    first, second = account.campaigns.list_brands()
    assert (first.remote_id, first.name, first.state) == ("B1", "Nordphone", RegistrationState.ACTIVE)
    assert "12-3456789" not in repr(first)
    assert (second.name, second.state) == ("Harbourline", RegistrationState.UNKNOWN)


def test_campaigns_are_listed_with_the_numbers_that_are_told(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, GetSMSCampaigns=campaigns(CAMPAIGN, {"CampaignId": "C2"}))
    first, second = account.campaigns.list_campaigns()
    assert (first.remote_id, first.name, first.brand, first.use_case) == ("C1", "Reminders", "B1", "2FA")
    assert first.numbers == (SENDER, PhoneNumber("+12125550143"))
    assert (second.name, second.numbers) == ("C2", ())


@pytest.mark.parametrize(
    ("word", "state"),
    [("ACTIVE", RegistrationState.ACTIVE), ("Approved", RegistrationState.ACTIVE), ("VERIFIED", RegistrationState.ACTIVE),
     ("VETTED_VERIFIED", RegistrationState.ACTIVE), ("UNVERIFIED", RegistrationState.PENDING),
     ("PENDING REVIEW", RegistrationState.PENDING), ("IN_REVIEW", RegistrationState.PENDING),
     ("REJECTED", RegistrationState.REJECTED), ("TCR_FAILED", RegistrationState.REJECTED),
     ("INACTIVE", RegistrationState.UNKNOWN), ("NOT ACTIVE", RegistrationState.UNKNOWN), ("EXPIRED", RegistrationState.UNKNOWN),
     ("DISAPPROVED", RegistrationState.UNKNOWN), ("", RegistrationState.UNKNOWN)],
)  # fmt: skip
def test_only_a_word_that_says_so_makes_a_campaign_active(
    account: VoipinnovationsAccount, script: Script, word: str, state: RegistrationState
) -> None:
    answers(script, GetSMSCampaigns=campaigns(CAMPAIGN | {"Status": word}))
    assert next(account.campaigns.list_campaigns()).state is state


def test_none_is_an_empty_listing_and_one_without_its_id_is_told(
    account: VoipinnovationsAccount, script: Script
) -> None:
    answers(script, GetSMSCampaigns=reply("GetSMSCampaigns", code=101), GetSMSCustomers=brands({"Status": "x"}, BRAND))
    assert list(account.campaigns.list_campaigns()) == []
    listing = account.campaigns.list_brands()
    assert next(listing).remote_id == "B1"
    with pytest.raises(errors.UnexpectedAnswer):
        next(listing)


def test_numbers_are_assigned_in_one_request(account: VoipinnovationsAccount, script: Script) -> None:
    numbers = [SENDER, PhoneNumber("+12125550143")]
    account.campaigns.assign("C1", numbers)
    account.campaigns.unassign("C1", numbers)
    assert called(script) == ["AssignToSMSCampaign", "RemoveFromSMSCampaign"]
    for request in script.requests:
        assert listing(request.fields["xml"]) == ["2125550142", "2125550143"]
    assert sent(script, "AssignToSMSCampaign")[0]["campaignId"] == "C1"


def test_numbers_that_cannot_be_assigned_are_refused_unsent(account: VoipinnovationsAccount, script: Script) -> None:
    for numbers in ([], [SENDER, ABROAD]):
        with pytest.raises(errors.Invalid):
            account.campaigns.assign("C1", numbers)
    assert not script.requests


def test_a_brand_is_made_changed_and_deleted(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, CreateSMSCustomer=brands({"CustomerId": "B7"}, method="CreateSMSCustomer"))
    assert account.campaigns.save_brand({"CompanyName": "Nordphone"}) == "B7"
    assert account.campaigns.save_brand({"CompanyName": "Nordphone Inc"}, remote_id="B7") == "B7"
    account.campaigns.delete_brand("B7")
    made, changed, deleted = script.requests
    assert items(made.fields["xml"], "customer") == [{"CompanyName": "Nordphone"}]
    assert items(changed.fields["xml"], "customer") == [{"CustomerId": "B7", "CompanyName": "Nordphone Inc"}]
    assert deleted.fields["customerId"] == "B7"


NEW = {
    "customerId": "B1", "description": "Reminders", "displayName": "Reminders", "vertical": "HEALTHCARE",
    "messageFlow": "By form", "sampleMsg1": "See you", "usecaseId": "2FA", **dict.fromkeys(
        ("subOptIn", "subOptOut", "subHelp", "numPooling", "directLending", "embeddedLink", "embeddedPhone", "affMarketing",
         "ageGated"), "false"),
}  # fmt: skip


def test_a_campaign_is_made_changed_and_deleted(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, CreateSMSCampaign=campaigns({"CampaignId": "C7"}, method="CreateSMSCampaign"))
    assert account.campaigns.save_campaign(NEW) == "C7"
    account.campaigns.delete_campaign("C7")
    assert sent(script, "CreateSMSCampaign") == [NEW]
    assert sent(script, "DeleteSMSCampaign") == [{"campaignId": "C7"}]


def test_a_registration_whose_id_is_not_told_or_not_clear_is_unknown_and_made_once(
    account: VoipinnovationsAccount, script: Script
) -> None:
    """It costs money, so it is looked for before anything else."""
    for said in (
        reply("CreateSMSCustomer"),
        brands(BRAND, BRAND | {"CustomerId": "B2"}, method="CreateSMSCustomer"),
        fault(),
    ):
        script.requests.clear()
        answers(script, CreateSMSCustomer=said)
        with pytest.raises(errors.OutcomeUnknown):
            account.campaigns.save_brand({"CompanyName": "Nordphone"})
        assert called(script) == ["CreateSMSCustomer"]


def test_a_campaign_without_what_it_needs_is_refused_unsent(account: VoipinnovationsAccount, script: Script) -> None:
    for name in NEW:
        with pytest.raises(errors.Invalid) as caught:
            account.campaigns.save_campaign({key: value for key, value in NEW.items() if key != name})
        assert caught.value.field == name
    assert not script.requests
