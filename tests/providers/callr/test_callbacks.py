"""What CALLR posts is believed only when it is signed, and only the error tree comes out of everything else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.callr.callbacks import LONGEST_BODY, is_signed, signature
from providers.callr.provider import PROVIDER, CallrAccount
from providers.values.callbacks import CallbackRequest, EventKind
from providers.values.calls import Direction
from providers.values.messaging import MessageState
from providers.wire.catalog import load
from tests.providers.callr.service import Service

SECRET = "s3cret-of-8-or-more"
# callr-methods.json, `hmac.vectors`
VECTORS = [
    ("md5", "zyRvK7gYBxzq2nSxZNP/Yw=="),
    ("sha1", "jdZZlHJTDhITH6T4xalGfPgaZE8="),
    ("sha256", "aHaoKJ4u0R7ue5fRNbvUusUbtacm+yrn4W9FiKj21+c="),
    (
        "sha512",
        "Y7Qip0+NYdOindx3VnUIXIT3DOHOQ9CiAZSVwgSUe8vJx4ibCBW38O4upj9esNHfak3pmkIx+99Lf9pb5bdYTg==",
    ),
]
VECTOR_BODY = b'{"type":"sms.mo","try":0}'
VECTOR_SECRET = "sim-secret-1"
SMS = {
    "hash": "8242D945",
    "type": "IN",
    "from": "+33639980112",
    "to": "38100",
    "text": "Oui",
    "status": "RECEIVED",
    "parts": 1,
    "date_creation": "2026-11-20 09:30:00",
    "b_customer_debit": "0.00",
}


def event(kind: str = "sms.mo", data: Any = SMS, **members: Any) -> dict[str, Any]:
    whole = {
        "type": kind,
        "event_at": "2026-11-20T09:30:00.123Z",
        "event_id": "1763631000123ab",
        "hook_hash": "M1T9QZT4",
        "try": 0,
        "data": data,
    }
    return whole | members


def posted(body: bytes, *, secret: str = "", **headers: str) -> CallbackRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if secret:
        named["x-callr-hmacsignature"] = signature(body, secret).decode()
    return CallbackRequest(method="POST", query={}, headers=named, body=body)


def dumped(document: Any) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(("algorithm", "expected"), VECTORS)
def test_signatures_are_those_of_the_vectors(algorithm: str, expected: str) -> None:
    assert signature(VECTOR_BODY, VECTOR_SECRET, algorithm) == expected.encode()
    request = posted(VECTOR_BODY, x_callr_hmacsignature=expected)
    assert is_signed(request, VECTOR_SECRET)
    assert not is_signed(request, VECTOR_SECRET + "x")


def test_an_incoming_message_is_read(account: CallrAccount) -> None:
    (found,) = account.callbacks.parse(posted(dumped(event()), secret=SECRET), secret=SECRET)
    assert (found.kind, found.remote_id, found.verified) == (EventKind.MESSAGE, "1763631000123ab", True)
    assert found.at == datetime(2026, 11, 20, 9, 30, 0, 123000, tzinfo=UTC)
    assert found.message is not None
    assert (found.message.remote_id, found.message.text) == ("8242D945", "Oui")
    assert (found.message.direction, found.message.state) == (Direction.INBOUND, MessageState.RECEIVED)


def test_a_delivery_report_tells_the_new_state(account: CallrAccount) -> None:
    data = SMS | {"type": "OUT", "status": "EXPIRED", "status_error": "handset off"}
    (found,) = account.callbacks.parse(posted(dumped(event("sms.mt.status_update", data))))
    assert found.kind is EventKind.MESSAGE_STATE
    assert found.message is not None
    assert (found.message.state, found.message.error) == (MessageState.FAILED, "handset off")


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("call.inbound_hangup", {"callid": 7}, EventKind.CALL),
        ("billing.credit_warning", {"balance": "100.00"}, EventKind.BALANCE),
        ("media.recording.new", {"type": "CALL"}, EventKind.MEDIA),
        ("media.recording.new", {"type": "VOICEMAIL"}, EventKind.VOICEMAIL),
        ("did.assigned", {"hash": "ABCD1234"}, EventKind.OTHER),
        ("something.new", {}, EventKind.OTHER),
    ],
)
def test_other_events_have_their_kind_and_all_that_they_say(
    account: CallrAccount, kind: str, data: Any, expected: EventKind
) -> None:
    (found,) = account.callbacks.parse(posted(dumped(event(kind, data, unknown={"x": [1]}))))
    assert found.kind is expected
    assert found.raw["data"] == data
    assert found.raw["unknown"] == {"x": [1]}


def test_every_documented_event_can_be_read(account: CallrAccount) -> None:
    for kind in load("callr").enums["webhook_types"]:
        data = SMS if kind.startswith("sms.") else {}
        assert len(account.callbacks.parse(posted(dumped(event(kind, data))))) == 1


def test_without_a_secret_nothing_counts_as_verified(account: CallrAccount) -> None:
    (found,) = account.callbacks.parse(posted(dumped(event()), secret="whatever-they-say"))
    assert found.verified is False


@pytest.mark.parametrize(
    "given_signature", [None, "", "x", "é" * 44, signature(b"another body", SECRET).decode(), "A" * 44, "A" * 88]
)
def test_what_is_not_signed_with_the_secret_is_refused(account: CallrAccount, given_signature: str | None) -> None:
    headers = {} if given_signature is None else {"x-callr-hmacsignature": given_signature}
    request = CallbackRequest(method="POST", query={}, headers=headers, body=dumped(event()))
    with pytest.raises(errors.NotAllowed):
        account.callbacks.parse(request, secret=SECRET)


def test_the_signature_covers_the_bytes_and_not_what_they_mean(account: CallrAccount) -> None:
    signed = posted(dumped(event()), secret=SECRET)
    spaced = CallbackRequest(method="POST", query={}, headers=signed.headers, body=signed.body.replace(b": ", b":"))
    with pytest.raises(errors.NotAllowed):
        account.callbacks.parse(spaced, secret=SECRET)


def test_a_replay_is_known_by_its_id_whatever_its_try(account: CallrAccount) -> None:
    ids = {
        account.callbacks.parse(posted(dumped(event() | {"try": times}), secret=SECRET), secret=SECRET)[0].remote_id
        for times in range(3)
    }
    assert len(ids) == 1


def test_a_header_that_names_another_event_is_refused(account: CallrAccount) -> None:
    with pytest.raises(errors.UnexpectedAnswer):
        account.callbacks.parse(posted(dumped(event()), x_callr_eventid="another"))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"\xff\xfe", b"<html></html>", b"[" * 100_000, b'{"type":"sms.mo"}',
        dumped(event(data=None)), dumped(event(data=[1])), dumped(event(data={"hash": ["x"]})), dumped(event(event_id="")),
        dumped(event(event_id={"a": 1})), dumped(event(event_at="yesterday")), dumped(event(type=7.5, event_id=None)),
        dumped(event(event_id="1" * 300)), b" " * (LONGEST_BODY + 1),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_unexpected(account: CallrAccount, body: bytes) -> None:
    for secret in ("", SECRET):
        with pytest.raises(errors.UnexpectedAnswer):
            account.callbacks.parse(posted(body, secret=secret), secret=secret)


def test_only_posts_are_webhooks(account: CallrAccount) -> None:
    request = CallbackRequest(method="GET", query={}, headers={}, body=dumped(event()))
    with pytest.raises(errors.UnexpectedAnswer):
        account.callbacks.parse(request)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        name: JSON | st.just(value)
        for name, value in {**event(), "data": {**SMS}, "other": 1}.items()
    },
)  # fmt: skip


@given(st.binary(max_size=300) | JSON.map(dumped) | MEMBERS.map(dumped))
@settings(max_examples=400, deadline=None)
def test_only_the_error_tree_comes_out_of_any_body(body: bytes) -> None:
    with PROVIDER.open({"login": "a", "password": "b"}) as account:
        assert account.callbacks is not None
        for request in (posted(body), posted(body, secret=SECRET)):
            try:
                (found,) = account.callbacks.parse(request, secret=SECRET if request.headers else "")
            except errors.ProviderError:
                continue
            assert found.remote_id
            assert found.verified is bool(request.headers)


def test_a_subscription_asks_for_signatures(account: CallrAccount, wire: Service) -> None:
    wire.results["webhooks.subscribe"] = {"hash": "M1T9QZT4", "type": "sms.mo", "endpoint": "https://example.com/x"}
    made = account.callbacks.subscribe("sms.mo", "https://example.com/x", secret=SECRET)
    assert (made.remote_id, made.kind, made.url, made.active) == ("M1T9QZT4", "sms.mo", "https://example.com/x", None)
    assert wire.sent("webhooks.subscribe") == [
        ["sms.mo", "https://example.com/x", {"format": "JSON", "hmac_secret": SECRET, "hmac_algo": "SHA256"}]
    ]


@pytest.mark.parametrize(
    ("kind", "secret", "field"), [("sms.gone", "", "type"), ("sms.mo", "short", "options.hmac_secret")]
)
def test_a_subscription_that_cannot_be_is_refused_here(
    account: CallrAccount, wire: Service, kind: str, secret: str, field: str
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        account.callbacks.subscribe(kind, "https://example.com/x", secret=secret)
    assert (problem.value.field, wire.calls) == (field, [])


def test_subscriptions_are_listed_without_their_secrets(account: CallrAccount, wire: Service) -> None:
    wire.results["webhooks.get_list"] = [
        {"hash": "A", "type": "sms.mo", "endpoint": "https://example.com/", "status": "DISABLED_SYSTEM",
         "options": {"hmac_secret": SECRET}},
    ]  # fmt: skip
    (found,) = account.callbacks.list_subscriptions()
    assert found.active is False
    assert SECRET not in repr(found)
