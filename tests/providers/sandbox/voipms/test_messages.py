"""SMS and MMS: sent, delivered, answered, told to the customer, listed and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.providers.sandbox.running import HARBOURLINE, NORDPHONE, Running
from tests.providers.sandbox.voipms.listening import Listener, listening

DID = "6045550100"
DST = "5145550142"
PICTURE = "data:image/png;base64,iVBORw0KGgo="
SIGNED = {"api_username": NORDPHONE.api_username, "api_password": NORDPHONE.api_password}


@pytest.fixture
def texting(sandbox: Running) -> Running:
    """The number texts, and types do not drift."""
    sandbox.change(drift=False)
    assert sandbox.status("setSMS", did=DID, enable="1") == "success"
    sandbox.step(61)
    return sandbox


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def _sent(sandbox: Running, **asked: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = sandbox.call("getSMS", did=DID, contact=DST, **asked).get("sms", [])
    return rows


def test_a_message_is_charged_and_then_delivered(texting: Running) -> None:
    before = Decimal(texting.call("getBalance")["balance"]["current_balance"])
    answer = texting.call("sendSMS", did=DID, dst=DST, message="Bonjour, ça va")
    assert answer["status"] == "success"
    (row,) = _sent(texting)
    assert (row["id"], row["type"], row["message"]) == (answer["sms"], "0", "Bonjour, ça va")
    assert row["carrier_status"] == "Information not available"
    assert Decimal(texting.call("getBalance")["balance"]["current_balance"]) == before - Decimal("0.0075")
    texting.step(6)
    assert _sent(texting)[0]["carrier_status"] == "Message delivered to handset."


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"message": ""}, "message_empty"),
        ({"message": "x" * 161}, "sms_toolong"),
        ({"dst": "911"}, "invalid_dst"),
        ({"dst": "5145550198"}, "sms_failed"),
        ({"dst": "5145550197"}, "sms_apply_regulations"),
        ({"did": "5145550100"}, "invalid_did"),
        ({"did": "5145550199"}, "invalid_did"),
    ],
)
def test_what_cannot_be_sent_is_refused(texting: Running, asked: dict[str, str], status: str) -> None:
    assert texting.status("sendSMS", **{"did": DID, "dst": DST, "message": "x", **asked}) == status
    assert _sent(texting) == []


def test_a_hundred_messages_a_day_and_no_more(texting: Running) -> None:
    texting.change(per_minute=10_000)
    statuses = [texting.status("sendSMS", did=DID, dst=DST, message="x") for _ in range(101)]
    assert statuses == ["success"] * 100 + ["limit_reached"]


def test_without_money_there_is_no_message(texting: Running) -> None:
    texting.change(balance="0")
    assert texting.status("sendSMS", did=DID, dst=DST, message="x") == "non_sufficient_funds"


def test_a_question_is_answered_newest_first(texting: Running) -> None:
    texting.call("sendSMS", did=DID, dst=DST, message="Ready?")
    texting.step(60)
    answered, asked = _sent(texting)
    assert (answered["type"], answered["carrier_status"], asked["type"]) == ("1", "received", "0")
    assert [row["type"] for row in _sent(texting, type="0")] == ["0"]
    assert len(_sent(texting, limit="1")) == 1


def test_a_number_of_the_service_receives_it(texting: Running) -> None:
    texting.call("setSMS", HARBOURLINE, did="5145550151", enable="1")
    texting.call("sendSMS", did=DID, dst="5145550151", message="Hello neighbour")
    texting.step(6)
    (row,) = texting.call("getSMS", HARBOURLINE, did="5145550151")["sms"]
    assert (row["contact"], row["type"]) == (DID, "1")


def test_the_text_is_encoded_with_plus_where_types_drift(texting: Running) -> None:
    texting.call("sendSMS", did=DID, dst=DST, message="1+1 is 2")
    texting.change(drift=True)
    assert _sent(texting)[0]["message"] == "1%2B1+is+2"


def test_days_are_asked_for_and_bounded(texting: Running) -> None:
    texting.call("sendSMS", did=DID, dst=DST, message="x")
    texting.step(2 * 86400)
    assert _sent(texting) == []
    today = texting.control("clock")["now"][:10]
    assert texting.status("getSMS", **{"from": "2026-01-01", "to": today}) == "invalid_daterange"
    assert texting.status("getSMS", did="5145550199") == "invalid_did"


def test_a_deleted_message_is_gone(texting: Running) -> None:
    sms = texting.call("sendSMS", did=DID, dst=DST, message="x")["sms"]
    assert texting.status("deleteMMS", id=sms) == "invalid_id"
    assert texting.status("deleteSMS", id=sms) == "success"
    assert texting.status("deleteSMS", id=sms) == "invalid_id"
    assert _sent(texting) == []


def test_pictures_are_kept_and_served(texting: Running) -> None:
    told = texting.post_multipart(
        **SIGNED, method="sendMMS", did=DID, dst=DST, message="", media1=PICTURE, media2="https://example.com/a.gif"
    )
    assert told["status"] == "success", told
    (row,) = texting.call("getMMS", did=DID)["sms"]
    assert row["col_media2"] == "https://example.com/a.gif"
    answer = texting.call("getMediaMMS", id=told["mms"], media_as_array="1")
    assert answer["media"] == [row["col_media1"], row["col_media2"]]
    assert texting.call("getMediaMMS", id=told["mms"])["media"] == {"0": row["col_media1"], "1": row["col_media2"]}
    with urlopen(row["col_media1"], timeout=60) as file:
        assert file.headers["content-type"] == "image/png"
        assert file.read().startswith(b"\x89PNG")


@pytest.mark.parametrize("media", ["data:text/html;base64,PGE+", "data:image/png;base64,***", "c:\\picture.png"])
def test_media_that_is_none_is_refused(texting: Running, media: str) -> None:
    told = texting.post_multipart(**SIGNED, method="sendMMS", did=DID, dst=DST, message="x", media1=media)
    assert told["status"] == "no_base64file"


def test_the_callback_is_a_filled_template(texting: Running, listener: Listener) -> None:
    url = listener.url + "/in?id={ID}&from={FROM}&to={TO}&text={MESSAGE}&at={TIMESTAMP}&odd={ODD}"
    texting.call("setSMS", did=DID, enable="1", url_callback_enable="1", url_callback=url, dialmode="2")
    texting.call("sendSMS", did=DID, dst=DST, message="Ready?")
    texting.step(60)
    (came,) = listener.wait_for(1)
    (received, _) = _sent(texting)
    assert came.verb == "GET"
    assert came.query == {
        "id": received["id"], "from": f"+1{DST}", "to": f"+1{DID}", "text": received["message"],
        "at": received["date"], "odd": "{ODD}",
    }  # fmt: skip


def test_without_ok_the_callback_is_repeated_every_30_minutes(texting: Running, listener: Listener) -> None:
    listener.answer = b"thanks"
    template = listener.url + "/in?id={ID}"
    texting.call("setSMS", did=DID, enable="1", url_callback_enable="1", url_callback=template, url_callback_retry="1")
    texting.call("sendSMS", did=DID, dst=DST, message="Ready?")
    texting.step(60)
    listener.wait_for(1)
    texting.step(31 * 60)
    listener.answer = b"ok"
    first, second = listener.wait_for(2)
    assert first.query == second.query


def test_the_webhook_is_json(texting: Running, listener: Listener) -> None:
    texting.call("setSMS", did=DID, enable="1", webhook_enable="1", webhook=listener.url)
    texting.call("sendSMS", did=DID, dst=DST, message="Ready?")
    texting.step(60)
    (came,) = listener.wait_for(1)
    told = json.loads(came.body)["data"]
    assert (came.verb, came.content_type) == ("POST", "application/json")
    assert told["payload"]["from"]["phone_number"] == DST
    assert told["payload"]["to"][0]["phone_number"] == DID
    assert str(told["payload"]["id"]) == _sent(texting)[0]["id"]


def test_a_callback_may_come_twice(texting: Running, listener: Listener) -> None:
    texting.change(duplicate_callbacks=True)
    texting.call("setSMS", did=DID, enable="1", url_callback_enable="1", url_callback=listener.url + "/?id={ID}")
    texting.call("sendSMS", did=DID, dst=DST, message="Ready?")
    texting.step(60)
    first, second = listener.wait_for(2)
    assert first.query == second.query


def test_a_message_is_passed_on_by_mail_and_to_another_phone(texting: Running) -> None:
    passed_on = {
        "email_enabled": "1",
        "email_address": "a@example.com",
        "sms_forward_enable": "1",
        "sms_forward": "4165550101",
    }
    assert texting.status("setSMS", did=DID, enable="1", **passed_on) == "success"
    texting.call("sendSMS", did=DID, dst=DST, message="Ready?")
    texting.step(60)
    (forwarded,) = texting.call("getSMS", did=DID, contact="4165550101")["sms"]
    assert forwarded["message"].startswith(f"{DST}: ")
    mails = texting.control(f"objects/voipms/{NORDPHONE.api_username}/mails")
    assert [mail["to"] for mail in mails if DST in mail["subject"]] == ["a@example.com"]


def test_what_is_under_way_outlives_a_restart(tmp_path: Path) -> None:
    sandbox = Running(tmp_path).start()
    try:
        sandbox.stand_still()
        sandbox.call("setSMS", did=DID, enable="1")
        sandbox.call("sendSMS", did=DID, dst=DST, message="x")
        sandbox.stop()
        sandbox.start()
        assert _sent(sandbox)[0]["carrier_status"] == "Information not available"
        sandbox.step(6)
        assert _sent(sandbox)[0]["carrier_status"] == "Message delivered to handset."
    finally:
        sandbox.stop()


def test_there_is_a_past_and_people_write_of_their_own_accord(sandbox: Running) -> None:
    today = sandbox.control("clock")["now"][:10]
    past = sandbox.call("getSMS", **{"from": _back(today, 25), "to": today, "limit": "500"})["sms"]
    assert len(past) > 50
    sandbox.step(86400)
    later = sandbox.control("clock")["now"][:10]
    assert len(sandbox.call("getSMS", **{"from": today, "to": later, "type": "1", "limit": "500"})["sms"]) >= 5


def _back(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
