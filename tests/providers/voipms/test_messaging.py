"""Messages are listed whole, sent once and deleted; where they come in is one setting among others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from providers import errors
from providers.values.calls import Direction, Window
from providers.values.messaging import Media, MessageKind, MessageState
from providers.values.phone import PhoneNumber
from providers.voipms import messaging
from providers.voipms.messaging import message_from
from providers.voipms.provider import VoipmsAccount
from tests.providers.scripted import Reply, Request, Script, json_reply
from tests.providers.voipms.conftest import answers, sent

OURS, THEIRS = PhoneNumber("+15145550142"), PhoneNumber("+15145550199")
DAY = Window(start=datetime(2026, 11, 20, 5, tzinfo=UTC), end=datetime(2026, 11, 21, 5, tzinfo=UTC))
ROW = {
    "id": "111120", "date": "2026-11-20 10:24:16", "type": "1", "did": "5145550142", "contact": "5145550199",
    "message": "hello+john", "carrier_status": "received",
}  # fmt: skip


def test_messages_of_both_kinds_are_listed_for_their_span(account: VoipmsAccount, script: Script) -> None:
    late = {**ROW, "id": "2", "date": "2026-11-21 00:00:01"}
    media = {**ROW, "id": "3", "type": 0, "col_media1": "https://example.com/a.png", "col_media2": None, "message": ""}
    answers(script, getSMS={"sms": [ROW, late]}, getMMS={"sms": media})
    sms, mms = account.messaging.list_messages(DAY)
    assert (sms.sender, sms.recipient, sms.text) == (THEIRS.e164, OURS.e164, "hello john")
    assert (sms.kind, sms.direction, sms.state) == (MessageKind.SMS, Direction.INBOUND, MessageState.RECEIVED)
    assert sms.at == datetime(2026, 11, 20, 15, 24, 16, tzinfo=UTC)
    assert (mms.kind, mms.direction, mms.sender) == (MessageKind.MMS, Direction.OUTBOUND, OURS.e164)
    assert mms.media == ("https://example.com/a.png",)
    assert sent(script, "getSMS") == [{"from": "2026-11-19", "to": "2026-11-21", "limit": "5000"}]


def test_a_long_span_is_asked_for_in_pieces(account: VoipmsAccount, script: Script) -> None:
    answers(script, getSMS={"status": "no_sms"}, getMMS={"status": "no_sms"})
    span = Window(start=DAY.end - timedelta(days=200), end=DAY.end)
    assert list(account.messaging.list_messages(span, number=OURS)) == []
    asked = sent(script, "getSMS")
    assert len(asked) == 3
    assert {fields["did"] for fields in asked} == {"5145550142"}
    ends = [datetime.fromisoformat(fields["to"]) for fields in asked]
    starts = [datetime.fromisoformat(fields["from"]) for fields in asked]
    assert all(start - end == timedelta(days=1) for start, end in zip(starts[1:], ends, strict=False))
    assert all(end - start < timedelta(days=92) for start, end in zip(starts, ends, strict=True))


def test_a_full_answer_is_asked_for_again_by_halves(
    account: VoipmsAccount, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messaging, "LISTED", 2)
    stock = [{**ROW, "id": str(day), "date": f"2026-11-{day} 10:00:00"} for day in (19, 20, 21)]

    def answer(request: Request) -> Reply:
        if request.method == "getMMS":
            return json_reply({"status": "no_sms"})
        found = [row for row in stock if request.fields["from"] <= row["date"][:10] <= request.fields["to"]]
        return json_reply({"status": "success", "sms": found[: int(request.fields["limit"])]})

    script.answer = answer
    span = Window(start=DAY.start - timedelta(days=1), end=DAY.end + timedelta(days=1))
    assert [message.remote_id for message in account.messaging.list_messages(span)] == ["19", "20", "21"]


def test_a_day_that_is_fuller_than_an_answer_is_no_complete_listing(
    account: VoipmsAccount, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messaging, "LISTED", 2)
    answers(script, getSMS={"sms": [ROW, ROW]})
    with pytest.raises(errors.UnexpectedAnswer):
        list(account.messaging.list_messages(DAY))


def test_a_number_without_sms_has_no_messages(account: VoipmsAccount, script: Script) -> None:
    script.say_json({"status": "invalid_did"})
    assert list(account.messaging.list_messages(DAY, number=OURS)) == []


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("hello+john", "hello john"),
        ("caf%C3%A9+%2B+lait", "café + lait"),
        ("hello john", "hello john"),
        ("1 + 1", "1 + 1"),
        ("a+b=c", "a+b=c"),
        ("100% sure", "100% sure"),
        ("+15145550199", "+15145550199"),
        ("Ok.", "Ok."),
        ("", ""),
    ],
)
def test_text_is_read_in_either_spelling(written: str, text: str) -> None:
    assert message_from(MessageKind.SMS, {**ROW, "message": written}).text == text


def test_the_spelling_of_text_can_be_settled() -> None:
    assert message_from(MessageKind.SMS, ROW, spelling="plain").text == "hello+john"
    assert message_from(MessageKind.SMS, {**ROW, "message": "1 + 1"}, spelling="plus").text == "1   1"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("Message delivered to handset.", MessageState.DELIVERED),
        ("Information not available", MessageState.SENT),
        (None, MessageState.SENT),
        ("Spam filter", MessageState.UNKNOWN),
    ],
)
def test_what_the_carrier_says_is_a_state(told: str | None, state: MessageState) -> None:
    assert message_from(MessageKind.SMS, {**ROW, "type": "0", "carrier_status": told}).state is state


def test_one_message_is_looked_up_with_its_files(account: VoipmsAccount, script: Script) -> None:
    answers(script, getMMS={"sms": ROW}, getMediaMMS={"media": {"0": "https://example.com/a.png"}})
    found = account.messaging.get_message("111120", MessageKind.MMS)
    assert found.media == ("https://example.com/a.png",)
    assert sent(script, "getMMS")[0]["mms"] == "111120"
    answers(script, getSMS={"status": "no_sms"})
    with pytest.raises(errors.NotFound):
        account.messaging.get_message("7")


def test_a_message_is_sent_once_and_its_id_comes_back(account: VoipmsAccount, script: Script) -> None:
    answers(script, sendSMS={"sms": 23434})
    message = account.messaging.send_sms(OURS, THEIRS, "Bonjour à tous")
    assert (message.remote_id, message.state) == ("23434", MessageState.SENT)
    assert sent(script, "sendSMS") == [{"did": "5145550142", "dst": "5145550199", "message": "Bonjour à tous"}]


def test_a_lost_send_is_not_repeated(account: VoipmsAccount, script: Script) -> None:
    script.say(Reply(hang_up=True))
    with pytest.raises(errors.OutcomeUnknown):
        account.messaging.send_sms(OURS, THEIRS, "x")
    assert len(script.requests) == 1


def test_files_go_as_addresses_or_whole(account: VoipmsAccount, script: Script) -> None:
    answers(script, sendMMS={"mms": "5"})
    picture = Media(name="a.png", content_type="image/png", content=b"\x89PNG")
    assert account.messaging.send_mms(OURS, THEIRS, "", [picture, "https://example.com/b.gif"]).remote_id == "5"
    (fields,) = sent(script, "sendMMS")
    assert fields["media1"] == "data:image/png;base64,iVBORw=="
    assert fields["media2"] == "https://example.com/b.gif"
    assert fields["message"] == " "
    assert script.requests[0].verb == "POST"
    with pytest.raises(errors.Invalid) as problem:
        account.messaging.send_mms(OURS, THEIRS, "", [picture] * 4)
    assert problem.value.field == "media"


def test_each_kind_is_deleted_by_its_own_method(account: VoipmsAccount, script: Script) -> None:
    account.messaging.delete_message("5")
    account.messaging.delete_message("5", MessageKind.MMS)
    assert [request.method for request in script.requests] == ["deleteSMS", "deleteMMS"]


def test_the_callback_is_set_without_touching_the_rest(account: VoipmsAccount, script: Script) -> None:
    row = {"did": "5145550142", "sms_enabled": "1", "sms_email": "a@example.com", "sms_email_enabled": "1"}
    answers(script, getDIDsInfo={"dids": row})
    account.messaging.set_callback(OURS, "https://example.com/in/k3y")
    account.messaging.set_callback(OURS, "")
    first, second = sent(script, "setSMS")
    assert first == {
        "did": "5145550142", "enable": "1", "email_enabled": "1", "email_address": "a@example.com",
        "url_callback_enable": "1", "url_callback_retry": "1",
        "url_callback": "https://example.com/in/k3y?id={ID}&from={FROM}&to={TO}&message={MESSAGE}&files={MEDIA}&date={TIMESTAMP}",
    }  # fmt: skip
    assert (second["url_callback"], second["url_callback_enable"]) == ("", "0")
