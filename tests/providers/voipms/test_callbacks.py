"""What is posted to us becomes events; what nobody honest posts becomes one error, whatever it holds."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers import errors
from providers.values.callbacks import CallbackRequest, Event, EventKind
from providers.values.messaging import MessageKind
from providers.voipms.callbacks import VARIABLES, VoipmsCallbacks, template

PORT = VoipmsCallbacks()


def get(**query: str) -> CallbackRequest:
    return CallbackRequest(method="GET", query=query, headers={}, body=b"")


def post(body: bytes, content_type: str = "application/json") -> CallbackRequest:
    return CallbackRequest(method="POST", query={"key": "k3y"}, headers={"content-type": content_type}, body=body)


def webhook(**payload: Any) -> CallbackRequest:
    return post(json.dumps({"data": {"event_type": "message.received", "payload": payload}}).encode())


def form(**parts: bytes) -> CallbackRequest:
    body = b"".join(
        b'--cut\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), content)
        for name, content in parts.items()
    )
    return post(body + b"--cut--\r\n", "multipart/form-data; boundary=cut")


def the(request: CallbackRequest) -> Event:
    (event,) = PORT.parse(request)
    assert event.verified is False
    return event


def test_the_template_and_the_reading_of_it_agree() -> None:
    values = {"{ID}": "77", "{FROM}": "5145550199", "{TO}": "5145550142", "{MESSAGE}": "1 + 1 = 2 & ça va?"}
    address = template("https://example.com/in?key=k3y")
    for variable in VARIABLES.values():
        address = address.replace(variable, quote(values.get(variable, variable), safe="{}"))
    event = the(get(**dict(parse_qsl(urlsplit(address).query))))
    assert event.kind is EventKind.MESSAGE
    assert event.remote_id == "sms:77"
    assert event.message
    assert (event.message.sender, event.message.recipient) == ("+15145550199", "+15145550142")
    assert event.message.text == "1 + 1 = 2 & ça va?"
    assert event.message.media == (), "a variable that the service does not know stays as it was typed"


def test_an_address_with_variables_of_its_own_is_left_alone() -> None:
    assert template("https://example.com/?x={FROM}") == "https://example.com/?x={FROM}"


def test_files_make_it_an_mms() -> None:
    event = the(
        get(
            id="5", **{"from": "+15145550199"}, to="5145550142", files="https://a.example.com/1,https://b.example.com/2"
        )
    )
    assert event.message
    assert event.message.kind is MessageKind.MMS
    assert len(event.message.media) == 2
    assert event.remote_id == "mms:5"


def test_a_repetition_has_the_same_id_even_without_one() -> None:
    first = the(get(**{"from": "5145550199"}, to="5145550142", message="Hi"))
    assert first.remote_id == the(get(**{"from": "5145550199"}, to="5145550142", message="Hi")).remote_id
    assert first.remote_id != the(get(**{"from": "5145550199"}, to="5145550142", message="Ho")).remote_id


def test_a_webhook_is_read() -> None:
    sender, recipient = {"phone_number": "+15145550199"}, [{"phone_number": "+15145550142"}]
    event = the(webhook(**{"from": sender, "to": recipient, "text": "Hi", "id": 12, "unknown": [1]}))
    assert event.remote_id == "sms:12"
    assert event.message
    assert (event.message.sender, event.message.text) == ("+15145550199", "Hi")


def test_a_fax_is_read() -> None:
    event = the(form(**{"from": b"5145550199", "to": b"5145550142", "pdf": b"%PDF-1.4 \xff\x00"}))
    assert event.kind is EventKind.FAX
    assert event.fax
    assert (event.fax.sender, event.fax.recipient) == ("+15145550199", "+15145550142")
    assert (
        event.remote_id
        == the(form(**{"from": b"5145550199", "to": b"5145550142", "pdf": b"%PDF-1.4 \xff\x00"})).remote_id
    )


def test_a_fax_without_its_file_cannot_be_known_again() -> None:
    event = the(form(**{"from": b"5145550199", "to": b"5145550142"}))
    assert event.fax
    assert (event.kind, event.remote_id) == (EventKind.FAX, "")


@pytest.mark.parametrize(
    "request_",
    [
        get(),
        get(**{"from": "{FROM}"}, to="{TO}"),
        post(b""),
        post(b"[]"),
        post(b'{"data":{"payload":[]}}'),
        post(b"[" * 100_000),
        post(b"\xff\xfe"),
        webhook(text="nobody"),
        webhook(**{"from": {}, "to": [[]]}),
        form(**{"from": b"5145550142", "pdf": b"%PDF"}),
        form(**{"from": b"\xff", "to": b"\xff", "pdf": b"x"}),
        post(b"x", "multipart/form-data"),
        post(b"--x", "multipart/form-data; boundary=é"),
        post(b" " * (33 * 1024 * 1024)),
    ],
)
def test_what_cannot_be_read_is_one_error(request_: CallbackRequest) -> None:
    with pytest.raises(errors.UnexpectedAnswer) as problem:
        PORT.parse(request_)
    assert len(problem.value.raw) <= 200


NAMES = st.sampled_from(["from", "to", "id", "media", "text", "phone_number", "url", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_no_webhook_breaks_anything(payload: Any) -> None:
    survive(post(json.dumps({"data": {"payload": payload}}).encode()))
    survive(post(json.dumps(payload).encode()))


@given(
    st.binary(max_size=300), st.sampled_from(["application/json", "multipart/form-data; boundary=cut", "text/xml", ""])
)
def test_no_body_breaks_anything(body: bytes, content_type: str) -> None:
    survive(post(body, content_type))
    survive(post(b'--cut\r\nContent-Disposition: form-data; name="pdf"\r\n' + body + b"\r\n--cut--", content_type))


@given(st.text(max_size=60))
def test_no_content_type_breaks_anything(more: str) -> None:
    survive(post(b"--cut\r\n\r\n--cut--", f"multipart/form-data;{more}"))


@given(st.dictionaries(st.sampled_from([*VARIABLES, "key"]), st.text(max_size=40)))
def test_no_query_breaks_anything(query: dict[str, str]) -> None:
    survive(CallbackRequest(method="GET", query=query, headers={}, body=b""))


def survive(request: CallbackRequest) -> None:
    with suppress(errors.ProviderError):
        PORT.parse(request)


def test_subscriptions_are_not_offered() -> None:
    for gap in (PORT.list_subscriptions, lambda: PORT.subscribe("sms", ""), lambda: PORT.unsubscribe("1")):
        with pytest.raises(errors.Unsupported):
            gap()
