"""Text messages: what is queued, and what is posted to us."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.values.callbacks import CallbackRequest, Event, EventKind
from providers.values.calls import Direction, Window
from providers.values.messaging import Media, MessageKind, MessageState
from providers.values.phone import PhoneNumber
from providers.voicemeup.callbacks import LONGEST_BODY, VoicemeupCallbacks
from providers.voicemeup.provider import VoicemeupAccount
from tests.providers.scripted import Script, json_reply

SENDER, RECIPIENT = PhoneNumber("+15145550142"), PhoneNumber("+14165550100")
HASH = "8c7d0c0e-0000-4000-8000-000000000000"
QUEUED = json_reply({"response_details": {"response_status": "success", "response_messages": {
    "message": {"code": "queued_sms_hash", "_content": HASH}}}})  # fmt: skip
POSTED = {
    "sms_log_id": "4711", "sms_hash": HASH, "datetime": "2024-05-01 13:07:09", "date": "2024-05-01", "time": "13:07:09",
    "direction": "inbound", "source_number": "14165550100", "destination_number": "15145550142", "client_did_id": "7",
    "message": "Bonjour é", "attachment": "", "attachment_size": "0", "attachment_mime_type": "", "status": "enabled",
    "transmission_status": "completed", "datetime_transmission": "2024-05-01 13:07:10",
}  # fmt: skip


def parse(body: Any) -> tuple[Event, ...]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return VoicemeupCallbacks().parse(CallbackRequest(method="POST", query={}, headers={}, body=content))


def test_a_text_message_is_queued(account: VoicemeupAccount, script: Script) -> None:
    script.say(QUEUED)
    found = account.messaging.send_sms(SENDER, RECIPIENT, "Salut & à bientôt +1")
    assert (found.remote_id, found.state, found.kind) == (HASH, MessageState.QUEUED, MessageKind.SMS)
    (request,) = script.requests
    assert request.fields["message"] == "Salut & à bientôt +1"
    assert (request.fields["source_number"], request.fields["destination_number"]) == ("15145550142", "14165550100")


def test_a_message_with_media_names_one_address(account: VoicemeupAccount, script: Script) -> None:
    script.say(QUEUED)
    found = account.messaging.send_mms(SENDER, RECIPIENT, "", ["https://example.com/cat.png"])
    assert (found.kind, found.media) == (MessageKind.MMS, ("https://example.com/cat.png",))
    assert script.requests[0].fields["attachment"] == "https://example.com/cat.png"
    assert "message" not in script.requests[0].fields


def test_what_cannot_be_sent_is_refused_before(account: VoicemeupAccount, script: Script) -> None:
    picture = Media(name="a.png", content_type="image/png", content=b"x")
    calls: list[Callable[[], object]] = [
        lambda: account.messaging.send_sms(SENDER, RECIPIENT, ""),
        lambda: account.messaging.send_sms(SENDER, RECIPIENT, "x" * 1001),
        lambda: account.messaging.send_mms(SENDER, RECIPIENT, "x", [picture]),
        lambda: account.messaging.send_mms(SENDER, RECIPIENT, "x", ["https://example.com/a", "https://example.com/b"]),
        lambda: account.messaging.send_mms(SENDER, RECIPIENT, "x", ["cat.png"]),
    ]
    for call in calls:
        with pytest.raises(errors.Invalid):
            call()
    assert not script.requests


def test_there_is_no_list_of_messages(account: VoicemeupAccount) -> None:
    window = Window(start=datetime(2024, 5, 1, tzinfo=UTC), end=datetime(2024, 5, 2, tzinfo=UTC))
    for call in (
        lambda: account.messaging.list_messages(window),
        lambda: account.messaging.get_message(HASH),
        lambda: account.messaging.delete_message(HASH),
        lambda: account.messaging.set_callback(SENDER, "https://example.com/"),
    ):
        with pytest.raises(errors.Unsupported):
            call()


def test_a_message_that_came_in() -> None:
    (event,) = parse(POSTED)
    assert (event.kind, event.remote_id, event.verified) == (EventKind.MESSAGE, HASH, False)
    message = event.message
    assert message
    assert (message.sender, message.recipient, message.text) == ("+14165550100", "+15145550142", "Bonjour é")
    assert (message.direction, message.state) == (Direction.INBOUND, MessageState.RECEIVED)
    assert message.at == datetime(2024, 5, 1, 17, 7, 9, tzinfo=UTC)


def test_the_state_of_a_message_that_was_sent_is_an_event_of_its_own() -> None:
    (done,) = parse({**POSTED, "direction": "outbound", "transmission_status": "failed"})
    (later,) = parse({**POSTED, "direction": "outbound", "transmission_status": "completed"})
    assert done.message
    assert (done.kind, done.message.state) == (EventKind.MESSAGE_STATE, MessageState.FAILED)
    assert done.remote_id != later.remote_id
    assert done.remote_id == parse({**POSTED, "direction": "outbound", "transmission_status": "failed"})[0].remote_id


def test_the_two_halves_of_a_message_with_media() -> None:
    """First the text with an HTML wrapper, then the medium: the wrapper is no medium, and both can be joined."""
    (text,) = parse({**POSTED, "attachment": "https://example.com/1/text.mms.html"})
    (medium,) = parse(
        {**POSTED, "sms_hash": HASH[:-1] + "1", "message": "", "attachment": "https://example.com/1/cat.jpg"}
    )
    assert text.message
    assert medium.message
    assert (text.message.kind, text.message.media, text.message.text) == (MessageKind.MMS, (), "Bonjour é")
    assert (medium.message.media, medium.message.text) == (("https://example.com/1/cat.jpg",), "")
    assert text.raw["datetime_transmission"] == medium.raw["datetime_transmission"]


def test_unknown_fields_are_kept_and_short_codes_are_left_as_written() -> None:
    (event,) = parse({**POSTED, "new_field": 7, "source_number": "12345"})
    assert event.raw["new_field"] == "7"
    assert event.message
    assert event.message.sender == "12345"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"not json", b"[]x", b"\xff\xfe", b"null", b'"text"', b"{}", b"[" * 5000,
        {**POSTED, "sms_hash": "", "sms_log_id": ""},
        {**POSTED, "datetime": "yesterday"}, {**POSTED, "message": {"a": 1}}, {**POSTED, "source_number": ""},
        b'{"a":"' + b"x" * LONGEST_BODY + b'"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_unexpected_answer(body: Any) -> None:
    with pytest.raises(errors.UnexpectedAnswer):
        parse(body)


FIELDS = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(allow_nan=False), st.lists(st.text(), max_size=2)
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.dictionaries(st.sampled_from(sorted(POSTED)), FIELDS).map(lambda new: {**POSTED, **new}),
    )
)
def test_anything_posted_is_events_or_an_unexpected_answer(body: Any) -> None:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    try:
        events = parse(content)
    except errors.UnexpectedAnswer:
        return
    assert all(not event.verified for event in events)


def test_nothing_is_subscribed_to_by_api(account: VoicemeupAccount) -> None:
    for call in (
        account.callbacks.list_subscriptions,
        lambda: account.callbacks.subscribe("sms", "https://example.com/"),
        lambda: account.callbacks.unsubscribe("1"),
    ):
        with pytest.raises(errors.Unsupported):
            call()
