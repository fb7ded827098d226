"""Events are really posted, signed over the raw body, and tried again until they are accepted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

import pytest

from providers.sandbox.callr import events
from tests.providers.sandbox.callr.calling import Callr
from tests.providers.sandbox.callr.listening import Posted, accept, listening
from tests.providers.sandbox.running import Running

PERSON = "+33639980121"
SECRET = "sim-secret-1"
VECTORS = {
    "MD5": "zyRvK7gYBxzq2nSxZNP/Yw==",
    "SHA1": "jdZZlHJTDhITH6T4xalGfPgaZE8=",
    "SHA256": "aHaoKJ4u0R7ue5fRNbvUusUbtacm+yrn4W9FiKj21+c=",
    "SHA512": "Y7Qip0+NYdOindx3VnUIXIT3DOHOQ9CiAZSVwgSUe8vJx4ibCBW38O4upj9esNHfak3pmkIx+99Lf9pb5bdYTg==",
}


@pytest.mark.parametrize("algorithm", VECTORS)
def test_the_signature_is_that_of_the_documents(algorithm: str) -> None:
    assert events.signature(SECRET, algorithm, b'{"type":"sms.mo","try":0}') == VECTORS[algorithm]


@pytest.mark.parametrize("algorithm", [*VECTORS, None])
def test_a_delivery_is_signed_over_its_raw_body(sandbox: Running, callr: Callr, algorithm: str | None) -> None:
    with listening() as listener:
        options = {"hmac_secret": SECRET, "hmac_algo": algorithm}
        hook = callr.call("webhooks.subscribe", "sms.mt.status_update", listener.url, options)
        sent = callr.call("sms.send", "SMS", PERSON, "Été / hiver", {"user_data": "abc"})
        sandbox.step(2)
        posted = listener.wait_for(2)[0]
    digest = getattr(hashlib, (algorithm or "SHA256").lower())
    assert (
        posted.headers["x-callr-hmacsignature"]
        == base64.b64encode(hmac.new(SECRET.encode(), posted.body, digest).digest()).decode()
    )
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["user-agent"].startswith("CALLR/API ")
    event = posted.json
    assert set(event) == {"type", "event_at", "event_id", "hook_hash", "try", "data"}
    assert posted.headers["x-callr-eventid"] == event["event_id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["event_at"])
    assert (event["hook_hash"], event["try"], event["type"]) == (hook["hash"], 0, "sms.mt.status_update")
    assert (event["data"]["hash"], event["data"]["status"], event["data"]["user_data"]) == (sent, "PENDING", "abc")


def test_without_a_secret_there_is_no_signature(sandbox: Running, callr: Callr) -> None:
    with listening() as listener:
        callr.call("webhooks.subscribe", "did.assigned", listener.url, None)
        area = callr.call("did/areacode.get_list", "FR", None)[0]["id"]
        order = callr.call("did/store.reserve", area, "CLASSIC", 1, "SEQUENTIAL")
        bought = callr.call("did/store.buy_order", order["token"])["success"][0]
        posted = listener.wait_for(1)[0]
    assert "x-callr-hmacsignature" not in posted.headers
    assert posted.json["data"]["hash"] == bought["hash"]


def test_a_message_goes_its_way_and_each_step_is_told(sandbox: Running, callr: Callr) -> None:
    with listening() as listener:
        callr.call("webhooks.subscribe", "sms.mt.status_update", listener.url, None)
        callr.call("sms.send", "SMS", PERSON, "hello", None)
        sandbox.step(60)
        posted = listener.wait_for(4)
    steps = sorted((each.json["data"]["date_update"], each.json["data"]["status"]) for each in posted)
    assert [status for _, status in steps] == ["PENDING", "SENT", "REMOTE_QUEUED", "RECEIVED"]


def test_a_reply_comes_to_the_hook_of_the_message_and_to_the_subscription(sandbox: Running, callr: Callr) -> None:
    with listening() as dynamic, listening() as subscribed:
        callr.call("webhooks.subscribe", "sms.mo", subscribed.url, None)
        options = {"webhook": {"endpoint": dynamic.url, "options": {"hmac_secret": SECRET}}}
        callr.call("sms.send", "", PERSON, "Pouvez-vous venir ?", options)
        sandbox.step(60)
        reply = subscribed.wait_for(1)[0].json
        told = dynamic.wait_until(lambda posted: any(each.json["type"] == "sms.mo" for each in posted))
    assert (reply["data"]["type"], reply["data"]["from"]) == ("IN", PERSON)
    private = next(each for each in told if each.json["type"] == "sms.mo")
    assert private.json["hook_hash"] is None
    assert private.json["data"]["hash"] == reply["data"]["hash"]
    assert "x-callr-hmacsignature" in private.headers


def test_a_refused_delivery_is_tried_again_with_the_same_event(sandbox: Running, callr: Callr) -> None:
    def refuse_first(posted: Posted) -> tuple[int, bytes]:
        return (500, b"") if posted.json["try"] == 0 else (204, b"")

    with listening(refuse_first) as listener:
        callr.call("webhooks.subscribe", "job.status_update", listener.url, {"hmac_secret": SECRET})
        callr.call("cdr.export_async", "IN", "2020-01-01 00:00:00", "2020-01-02 00:00:00", None)
        sandbox.step(1)
        first = listener.wait_for(1)[0]
        sandbox.step(150)

        def second_tries(posted: list[Posted]) -> list[Posted]:
            # The job's other events are refused and tried again too, in any order.
            return [each for each in posted if (each.json["try"], each.json["event_id"]) == (1, first.json["event_id"])]

        second = second_tries(listener.wait_until(lambda posted: bool(second_tries(posted))))[0]
    assert second.json["data"] == first.json["data"]
    assert second.headers["x-callr-hmacsignature"] == events.signature(SECRET, "SHA256", second.body)


def test_who_never_accepts_is_disabled_by_the_system(sandbox: Running, callr: Callr) -> None:
    with listening(lambda posted: (503, b"")) as listener:
        hook = callr.call("webhooks.subscribe", "did.unassigned", listener.url, None)
        callr.call("did/store.cancel_subscription", callr.call("apps.get_dids", True)[0]["hash"])
        for number in range(events.TRIES):
            listener.wait_for(number + 1)
            sandbox.step(60 * 2**number + 120)
        tried = [each.json["try"] for each in listener.wait_for(events.TRIES)]
        callr.call("system.get_timestamp")
        sandbox.step(3600)
        assert tried == list(range(events.TRIES))
        assert callr.call("webhooks.get_list") == [{**hook, "status": "DISABLED_SYSTEM", "updated_at": ANYTHING}]


class _Anything:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


ANYTHING = _Anything()


def test_the_log_tells_what_was_posted(sandbox: Running, callr: Callr) -> None:
    with listening() as listener:
        hook = callr.call("webhooks.subscribe", "did.unassigned", listener.url, None)
        callr.call("did/store.cancel_subscription", callr.call("apps.get_dids", True)[0]["hash"])
        event = listener.wait_for(1)[0].json
        sandbox.step(1)
    found = callr.call("webhooks.search_log", {"hook_hash": hook["hash"]}, None)["hits"]
    assert [(row["event_id"], row["try"]) for row in found] == [(event["event_id"], 0)]


@pytest.mark.parametrize(
    ("ends", "stays"),
    [("webhooks.disable", "DISABLED"), ("webhooks.unsubscribe", "")],
    ids=["disabled", "unsubscribed"],
)
def test_nothing_is_told_to_who_wants_no_more(sandbox: Running, callr: Callr, ends: str, stays: str) -> None:
    with listening() as gone, listening(accept) as there:
        first = callr.call("webhooks.subscribe", "did.unassigned", gone.url, None)
        callr.call("webhooks.subscribe", "did.unassigned", there.url, None)
        assert callr.call(ends, first["hash"]) is True
        callr.call("did/store.cancel_subscription", callr.call("apps.get_dids", True)[0]["hash"])
        there.wait_for(1)
        assert not gone.posted
    left = [row["status"] for row in callr.call("webhooks.get_list") if row["hash"] == first["hash"]]
    assert left == ([stays] if stays else [])


def test_calls_of_the_world_are_told_as_they_end(sandbox: Running, callr: Callr) -> None:
    with listening() as listener:
        for kind in ("call.inbound_hangup", "media.recording.new"):
            callr.call("webhooks.subscribe", kind, listener.url, None)
        sandbox.step(86400 * 3)
        told = listener.wait_until(
            lambda posted: {each.json["type"] for each in posted} >= {"call.inbound_hangup", "media.recording.new"}
        )
    call = next(each.json["data"] for each in told if each.json["type"] == "call.inbound_hangup")
    listed = callr.call("cdr.get", "IN", call["start"], call["hangup"], None, None)
    assert call in listed


def test_money_that_comes_is_told(sandbox: Running, callr: Callr) -> None:
    with listening() as listener:
        callr.call("webhooks.subscribe", "billing.credit", listener.url, None)
        sub = callr.call("account/sub.search", None, None)["hits"][0]
        before = callr.call("billing.get_prepaid_credit")
        callr.call("account/sub.transfer_credit", None, sub["hash"], "150.00", None)
        data = listener.wait_for(1)[0].json["data"]
    assert (data["last_transaction_amount"], data["currency_code"]) == ("150.00", "EUR")
    assert float(data["balance"]) == pytest.approx(float(before) - 150)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (("sms.nothing", "https://example.com/", None), "PROPERTY_VALUE_ERROR [type]"),
        (("sms.mo", "ftp://example.com/", None), "INVALID_PARAM_FORMAT [endpoint]"),
        (("sms.mo", "https://example.com/", {"hmac_secret": "short"}), "PROPERTY_VALUE_ERROR [options.hmac_secret]"),
        (("sms.mo", "https://example.com/", {"hmac_algo": "CRC"}), "PROPERTY_VALUE_ERROR [options.hmac_algo]"),
        (("sms.mo", "https://example.com/", {"format": "XML"}), "PROPERTY_VALUE_ERROR [options.format]"),
    ],
)
def test_a_subscription_is_checked(callr: Callr, params: tuple[object, ...], message: str) -> None:
    assert callr.refusal("webhooks.subscribe", *params) == message


def test_an_account_that_runs_low_is_warned(sandbox: Running, callr: Callr) -> None:
    sub = callr.call("account/sub.search", None, None)["hits"][0]
    callr.call("account/sub.transfer_credit", sub["hash"], None, "1495.00", None)
    callr.login_as = f"account.hash {sub['hash']}"
    with listening() as listener:
        callr.call("webhooks.subscribe", "billing.credit_warning", listener.url, None)
        callr.call("sms.send", "SMS", PERSON, "the last but a few", None)
        data = listener.wait_for(1)[0].json["data"]
    assert (data["balance"], data["warning_limit"], data["last_transaction_amount"]) == ("999.10", "1000.00", "5.90")


def test_somebody_writes_now_and_then(sandbox: Running, callr: Callr) -> None:
    with listening() as listener:
        callr.call("webhooks.subscribe", "sms.mo", listener.url, None)
        sandbox.step(86400)
        told = [each.json["data"] for each in listener.wait_for(2)]
    assert {each["to"] for each in told} == {"38100"}
    listed = callr.call("sms.get_list", "IN", "2020-01-01 00:00:00", "2099-01-01 00:00:00")
    assert all(each in listed for each in told)
