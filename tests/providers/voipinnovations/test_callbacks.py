"""Port Callbacks: what is posted to us. Nothing is signed, so nothing of it is believed for that alone."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.values.callbacks import CallbackRequest, Event, EventKind
from providers.values.calls import Direction
from providers.values.messaging import Message, MessageKind, MessageState
from providers.voipinnovations.callbacks import LARGEST, VoipinnovationsCallbacks

CALLBACKS = VoipinnovationsCallbacks()
WEBHOOK = {
    "type": "incomingWebhookSMS", "caller_id_number": "13125550100", "destination_number": "12125550142", "text": "Êtes-vous là?",
    "id": "m-1",
}  # fmt: skip
GATEWAY = {"from": "13125550100", "to": "12125550142", "messageType": "SMS", "text": "Êtes-vous là?"}
RECEIPT = {"status": "delivered", "to": "13125550100", "msgid": "uuid-1"}


def request(body: bytes = b"", content_type: str = "", **query: str) -> CallbackRequest:
    return CallbackRequest(method="POST", query=query, headers={"content-type": content_type}, body=body)


def as_json(values: Any, **query: str) -> CallbackRequest:
    return request(json.dumps(values).encode(), "application/json; charset=utf-8", **query)


def as_form(values: dict[str, str], **query: str) -> CallbackRequest:
    return request(urlencode(values).encode(), "application/x-www-form-urlencoded", **query)


def only(asked: CallbackRequest) -> tuple[Event, Message]:
    (event,) = CALLBACKS.parse(asked)
    assert event.message is not None
    return event, event.message


@pytest.mark.parametrize(
    "asked",
    [as_json(WEBHOOK), as_json(GATEWAY), as_form(GATEWAY), request(b"", "", **GATEWAY), request(json.dumps(GATEWAY).encode())],
    ids=["webhook", "gateway", "form", "query", "JSON that does not say so"],
)  # fmt: skip
def test_both_shapes_are_one_message(asked: CallbackRequest) -> None:
    event, message = only(asked)
    assert (event.kind, message.kind, message.direction) == (EventKind.MESSAGE, MessageKind.SMS, Direction.INBOUND)
    assert (message.sender, message.recipient) == ("+13125550100", "+12125550142")
    assert (message.text, message.state) == ("Êtes-vous là?", MessageState.RECEIVED)


def test_nothing_is_verified_whatever_is_claimed() -> None:
    for asked in (as_json(WEBHOOK | {"verified": True, "signature": "x"}), as_form(RECEIPT | {"verified": "true"})):
        (event,) = CALLBACKS.parse(asked, secret="s3cret")
        assert event.verified is False


@pytest.mark.parametrize(
    ("more", "media"),
    [
        ({"type": "incomingWebhookMMS"}, ()),
        ({"messageType": "MMS"}, ()),
        ({"files": ["https://media.example.com/1.png"]}, ("https://media.example.com/1.png",)),
        ({"fileUrls": "https://a.example.com/1,https://a.example.com/2"}, ("https://a.example.com/1", "https://a.example.com/2")),
        ({"files": ["file:///etc/passwd", "javascript:x", 5, None, {}, "https://a.example.com/1"]}, ("https://a.example.com/1",)),
    ],
)  # fmt: skip
def test_a_message_with_files_is_an_mms_and_only_addresses_of_the_web_are_taken(
    more: dict[str, Any], media: tuple[str, ...]
) -> None:
    _, message = only(as_json(WEBHOOK | more))
    assert (message.kind, message.media) == (MessageKind.MMS, media)


def test_the_files_of_a_message_are_bounded() -> None:
    _, message = only(as_json(GATEWAY | {"files": [f"https://a.example.com/{n}" for n in range(5000)]}))
    assert len(message.media) == 20


@pytest.mark.parametrize(
    ("status", "state"),
    [("delivered", MessageState.DELIVERED), ("SENT", MessageState.SENT), ("Failed", MessageState.FAILED),
     ("undelivered", MessageState.FAILED), ("rejected", MessageState.FAILED), ("something new", MessageState.UNKNOWN)],
)  # fmt: skip
def test_a_receipt_tells_the_state_of_what_was_sent(status: str, state: MessageState) -> None:
    event, message = only(as_form(RECEIPT | {"status": status}))
    assert (event.kind, message.remote_id, message.state) == (EventKind.MESSAGE_STATE, "uuid-1", state)
    assert (message.direction, message.recipient) == (Direction.OUTBOUND, "+13125550100")


# ── Replays ───────────────────────────────────────────────────────────────────────────


def test_what_is_posted_again_has_the_same_name() -> None:
    for asked in (as_json(WEBHOOK), as_json(GATEWAY), as_form(GATEWAY), as_form(RECEIPT), request(b"", "", **GATEWAY)):
        assert CALLBACKS.parse(asked) == CALLBACKS.parse(asked)
    assert only(as_json(WEBHOOK))[0].remote_id == "m-1"


def test_another_message_has_another_name() -> None:
    asked = [as_json(WEBHOOK), as_json(WEBHOOK | {"id": "m-2"}), as_json(GATEWAY), as_json(GATEWAY | {"text": "Oui"}),
             as_json(GATEWAY | {"from": "13125550101"}), as_form(GATEWAY), request(b"", "", **GATEWAY)]  # fmt: skip
    assert len({only(each)[0].remote_id for each in asked}) == len(asked)


def test_each_state_of_a_message_is_told_once() -> None:
    asked = [as_form(RECEIPT), as_form(RECEIPT | {"status": "sent"}), as_form(RECEIPT | {"msgid": "uuid-2"})]
    assert len({only(each)[0].remote_id for each in asked}) == 3


def test_long_names_stay_apart_and_are_kept_short() -> None:
    asked = [
        as_form(RECEIPT | {"msgid": "x" * 5000 + end, "status": status})
        for end in "ab"
        for status in ("sent", "failed")
    ]
    asked += [as_json(WEBHOOK | {"id": "x" * 5000 + end}) for end in "ab"]
    names = {only(each)[0].remote_id for each in asked}
    assert len(names) == len(asked)
    assert max(map(len, names)) <= 210


# ── What is not from the provider ─────────────────────────────────────────────────────

UNREADABLE = {
    "nothing": request(),
    "no sender": as_json({"to": "12125550142", "text": "x"}),
    "no recipient": as_json({"from": "12125550142", "text": "x"}),
    "half a receipt": as_form({"msgid": "1"}),
    "a sender that is an object": as_json(GATEWAY | {"from": {"number": "1"}}),
    "a sender that is a list": as_json(GATEWAY | {"from": ["13125550100"]}),
    "a sender that is true": as_json(GATEWAY | {"from": True}),
    "a list": as_json([WEBHOOK]),
    "a text": as_json("x"),
    "broken JSON": request(b'{"from": "1', "application/json"),
    "deep JSON": request(b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "application/json"),
    "half a letter": request(b'{"from":"\\ud800","to":"1"}', "application/json"),
    "Latin letters": request("from=1&to=é".encode("latin-1")),
    "XML": request(b"<a/>", "text/xml"),
    "too long": as_json(GATEWAY | {"text": "x" * LARGEST}),
    "a query that is too long": request(b"", "", **GATEWAY, more="x" * LARGEST),
    "too many fields": request(b"&".join(b"a%d=1" % n for n in range(5000)) + b"&from=1&to=2"),
    "a compressed body": request(b"\x1f\x8b\x08" + bytes(50), "application/json"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(errors.UnexpectedAnswer):
        CALLBACKS.parse(UNREADABLE[name])


def test_unknown_fields_change_nothing() -> None:
    more = {"new": {"a": [1]}, "verified": True, "remote_id": "x", "state": "FAILED", "direction": "out", "": None}
    assert only(as_json(WEBHOOK | more)) == only(as_json(WEBHOOK))


def test_senders_that_are_no_numbers_are_kept_as_written() -> None:
    for written, kept in (
        ("72345", "72345"),
        ("NORDPHONE", "NORDPHONE"),
        (13125550100, "+13125550100"),
        ("+447700900123", "+447700900123"),
    ):
        assert only(as_json(GATEWAY | {"from": written}))[1].sender == kept
    assert len(only(as_json(GATEWAY | {"from": "x" * 5000}))[1].sender) == 40


def test_no_zero_byte_reaches_a_database() -> None:
    _, message = only(as_json(GATEWAY | {"text": "a\x00b", "from": "1\x002"}))
    assert "\x00" not in message.text + message.sender


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = [*WEBHOOK, *GATEWAY, *RECEIPT, "files", "fileUrls"]


@settings(max_examples=150, deadline=None)
@given(values=st.dictionaries(st.sampled_from(NAMES), JSON | st.sampled_from(["1", "12125550142"])) | JSON)
def test_any_json_is_events_or_an_error_of_the_tree(values: Any) -> None:
    bounded(as_json(values))


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=100),
    content_type=st.sampled_from(["", "application/json", "application/x-www-form-urlencoded", "multipart/form-data"]),
    query=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=10)),
)
def test_any_request_is_events_or_an_error_of_the_tree(body: bytes, content_type: str, query: dict[str, str]) -> None:
    bounded(CallbackRequest(method="POST", query=query, headers={"content-type": content_type}, body=body))


def bounded(asked: CallbackRequest) -> None:
    try:
        events = CALLBACKS.parse(asked)
    except errors.UnexpectedAnswer:
        return
    for event in events:
        assert not event.verified
        assert event.remote_id
        assert len(event.remote_id) <= 210


def test_subscriptions_are_not_offered() -> None:
    for ask in (
        lambda: CALLBACKS.list_subscriptions(),
        lambda: CALLBACKS.subscribe("x", "https://example.com/"),
        lambda: CALLBACKS.unsubscribe("1"),
    ):
        with pytest.raises(errors.Unsupported):
            ask()
