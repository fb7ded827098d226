"""What is refused, with the message that clients met; the leftmost fault wins."""

from __future__ import annotations

from typing import Any

import pytest

from providers.sandbox.seed import CALLR_ACCOUNTS
from tests.providers.sandbox.callr.calling import Callr, RpcError
from tests.providers.sandbox.running import Running

PERSON = {"number": "+33639980121", "timeout": 20}
NOWHERE = "ZZZZZZZZ"
OOPS = "Oops, Internal Error. ¯\\_(ツ)_/¯"
DAY = ("2026-01-01 00:00:00", "2026-01-02 00:00:00")


def app_of(callr: Callr, package: str) -> str:
    return next(str(app["hash"]) for app in callr.call("apps.get_list", False) if app["package"]["name"] == package)


@pytest.mark.parametrize(
    ("method", "params", "message"),
    [
        ("sms.send", ("+33600000000", PERSON["number"], "x", None), "PROPERTY_VALUE_ERROR [from]"),
        ("sms.send", ("12345", PERSON["number"], "x", None), "PROPERTY_VALUE_ERROR [from]"),
        ("sms.send", ("SMS", None, None, None), "PROPERTY_TYPE_ERROR [to]"),
        ("sms.send", ("SMS", PERSON["number"], None, None), "INVALID_PARAM_FORMAT [body]"),
        ("sms.send", ("SMS", "+999123456", "x", None), "SMS_ROUTING_ERROR"),
        ("sms.get", (NOWHERE,), "PROPERTY_VALUE_ERROR [id]"),
        ("sms.get", ("short",), "PROPERTY_VALUE_ERROR [id]"),
        ("cdr.get", ("IN", DAY[1], DAY[0], None, None), "TO_BEFORE_FROM"),
        ("cdr.get", ("IN", DAY[1], DAY[0], NOWHERE, None), "TO_BEFORE_FROM"),
        ("cdr.get", ("IN", *DAY, NOWHERE, None), "PROPERTY_VALUE_ERROR [app]"),
        ("cdr.get", ("BOTH", *DAY, None, None), "INVALID_PARAM_FORMAT [type]"),
        ("cdr.get", ("IN", "2026-13-41 00:00:00", DAY[1], None, None), "INVALID_PARAM_FORMAT [from]"),
        ("cdr.search", ({}, None), "PROPERTY_MISSING [filters.type]"),
        ("apps.get", (NOWHERE,), "PROPERTY_VALUE_ERROR [app]"),
        ("apps.get", (7,), "INVALID_PARAM_FORMAT [app]"),
        ("apps.create", ("NOTHING10", "x", None), OOPS),
        ("apps.create", ("CALLTRACKING10", "a\nb", None), "INVALID_PARAM_FORMAT [name]"),
        ("apps.create", ("CALLTRACKING10", "x", {"targets": "none"}), "INVALID_PARAM_FORMAT [params]"),
        ("apps.create", ("REALTIME10", "x", {"targets": []}), "INVALID_PARAM_FORMAT [params]"),
        ("apps.create", ("ACTIONS10", "x", {"format": "JSON", "script": ""}), "INVALID_PARAM_FORMAT [params]"),
        ("apps.get_authorized_clis", ("FAX",), "INVALID_PARAM_FORMAT [type]"),
        ("calls.realtime", (NOWHERE, None, None), "PROPERTY_VALUE_ERROR [app]"),
        ("calls.hangup", (12, None), "INVALID_PARAM_FORMAT [options]"),
        ("calls.get_status_1", (NOWHERE,), "PROPERTY_VALUE_ERROR [request_id]"),
        ("calls.broadcast_1", (PERSON, [99999], None), "PROPERTY_VALUE_ERROR [messages]"),
        ("calls.broadcast_1", ({}, [1], None), "PROPERTY_MISSING [target.number]"),
        ("calls.broadcast_1", (PERSON, [1], {"loop": 11}), "PROPERTY_VALUE_ERROR [options.loop]"),
        ("clicktocall/calls.get_status", (NOWHERE,), "PROPERTY_VALUE_ERROR [call]"),
        ("clicktocall/calls.cancel", (NOWHERE,), "PROPERTY_VALUE_ERROR [call]"),
        ("clicktocall/calls.start_2", (NOWHERE, [], [], None), "PROPERTY_VALUE_ERROR [app]"),
        ("did/areacode.types", ("ZZ",), "PROPERTY_VALUE_ERROR [country_code]"),
        ("did/areacode.types", ("france",), "INVALID_PARAM_FORMAT [country_code]"),
        ("did/areacode.get_list", ("FR", "GOLDEN"), "INVALID_PARAM_FORMAT [type]"),
        ("did/store.get_quote", (1, "CLASSIC", 1), "PROPERTY_VALUE_ERROR [area_code_id]"),
        ("did/store.get_quote", (101, "SILVER", 1), "INVALID_PARAM_FORMAT [class]"),
        ("did/store.reserve", (101, "CLASSIC", 0, "RANDOM"), "PROPERTY_VALUE_ERROR [quantity]"),
        ("did/store.buy_order", ("0" * 40,), "PROPERTY_VALUE_ERROR [token]"),
        ("apps.assign_did", (NOWHERE, NOWHERE), "PROPERTY_VALUE_ERROR [app]"),
        ("apps.remove_did", (NOWHERE,), "PROPERTY_VALUE_ERROR [did]"),
        ("media/library.get", (424242,), "PROPERTY_VALUE_ERROR [media_id]"),
        ("media/library.create", ("a/b",), "INVALID_PARAM_FORMAT [name]"),
        ("media/library.get_list", (["NOISE"],), "INVALID_PARAM_FORMAT [categories]"),
        ("media/library.get_phone_id", (1, "FR"), "FORBIDDEN"),
        ("media/library.get_phone_id", (1001, "france"), "INVALID_PARAM_FORMAT [country_code]"),
        ("media/library.set_name", (2, "mine"), "FORBIDDEN"),
        ("media/library.set_tags", (1001, {"CATEGORY": ["NOISE"]}), "INVALID_PARAM_FORMAT [tags]"),
        ("media/library.set_content_from_file", (1001, "tmp-gone"), "FILE_NOT_FOUND"),
        ("media/library.set_content_from_recording", (1001, "tmp-gone"), "PROPERTY_VALUE_ERROR [media_file]"),
        ("media/tts.set_content", (1001, "", "TTS_FR-FR_AUDREY", None), "INVALID_PARAM_FORMAT [text]"),
        ("media/tts.set_content", (1001, "x", "TTS-FR-FR_AUDREY", None), "PROPERTY_VALUE_ERROR [voice]"),
        ("media/tts.set_content", (1001, "x", "TTS_FR-FR_AUDREY", {"rate": 101}), "PROPERTY_VALUE_ERROR [rate]"),
        ("media/email.get_templates", ("FAX",), "INVALID_PARAM_FORMAT [type]"),
        ("media/recording.get", (NOWHERE,), "PROPERTY_VALUE_ERROR [hash]"),
        ("jobs.get", ("x" * 32,), "PROPERTY_VALUE_ERROR [id]"),
        ("account/sub.get", (NOWHERE,), "PROPERTY_VALUE_ERROR [id]"),
        ("account/sub.create", ({"account": {}}, None), "PROPERTY_MISSING [properties.contact]"),
        ("account/sub.create", (None, None), "INVALID_PARAM_FORMAT [properties]"),
        ("sip/subscriber.create", ({"ring_timeout": 200}, None), "PROPERTY_VALUE_ERROR [properties.ring_timeout]"),
        ("sip/subscriber.create", ({"codecs": ["GSM"]}, None), "PROPERTY_VALUE_ERROR [properties.codecs]"),
        ("sip/subscriber.create", ({"cli": "+33600000000"}, None), "PROPERTY_VALUE_ERROR [properties.cli]"),
        ("analytics/calls.top_apps", ("IN", "BEAUTY", *DAY, 5), "PROPERTY_VALUE_ERROR [sort]"),
    ],
)
def test_it_is_refused(callr: Callr, method: str, params: tuple[Any, ...], message: str) -> None:
    assert callr.refusal(method, *params) == message


def test_an_app_of_another_package_is_of_a_bad_type(callr: Callr) -> None:
    tracking = app_of(callr, "CALLTRACKING10")
    assert callr.refusal("clicktocall/calls.start_2", tracking, [PERSON], [PERSON], None) == "BAD_APP_TYPE"
    assert callr.refusal("calls.realtime", tracking, PERSON, None) == "BAD_APP_TYPE"


@pytest.mark.parametrize(
    "wrong", [[], [{}], [{"number": "nobody"}], ["text"], [{"number": "+33639980121", "timeout": 1}]]
)
def test_a_bad_list_of_targets_is_told_by_the_name_of_the_list(callr: Callr, wrong: list[Any]) -> None:
    app = app_of(callr, "CLICKTOCALL10")
    assert callr.refusal("clicktocall/calls.start_2", app, wrong, [PERSON], None) == "PROPERTY_VALUE_ERROR [a_targets]"
    assert callr.refusal("clicktocall/calls.start_2", app, [PERSON], wrong, None) == "PROPERTY_VALUE_ERROR [b_targets]"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"cli": "+33600000000"}, "options.cli"),
        ({"cdr_field": None}, "options.cdr_field"),
        ({"cdr_field": "a b"}, "options.cdr_field"),
    ],
)
def test_options_are_named_with_a_dot(callr: Callr, options: dict[str, Any], named: str) -> None:
    app = app_of(callr, "REALTIME10")
    assert callr.refusal("calls.realtime", app, PERSON, options) == f"PROPERTY_VALUE_ERROR [{named}]"


def test_a_click_to_call_app_takes_no_number(callr: Callr) -> None:
    did = callr.call("apps.get_dids", False)[0]["hash"]
    with pytest.raises(RpcError) as refused:
        callr.call("apps.assign_did", app_of(callr, "CLICKTOCALL10"), did)
    assert refused.value.code == 205


def test_another_accounts_things_are_not_there(sandbox: Running, callr: Callr) -> None:
    stranger = Callr.basic(sandbox, CALLR_ACCOUNTS[1].login, CALLR_ACCOUNTS[1].password)
    app, did = app_of(callr, "CALLTRACKING10"), callr.call("apps.get_dids", False)[0]["hash"]
    assert stranger.refusal("apps.get", app) == "PROPERTY_VALUE_ERROR [app]"
    assert stranger.refusal("apps.remove_did", did) == "PROPERTY_VALUE_ERROR [did]"


def test_a_refused_call_changes_nothing(sandbox: Running, callr: Callr) -> None:
    before = callr.call("apps.get_list", True), callr.call("billing.get_prepaid_credit")
    callr.refusal("apps.edit", app_of(callr, "CALLTRACKING10"), "renamed", {"medias": {"welcome": "loud"}})
    callr.refusal("sms.send", "SMS", "+999123456", "x", None)
    assert before == (callr.call("apps.get_list", True), callr.call("billing.get_prepaid_credit"))
    assert not [each for each in sandbox.seen() if each["wrote"]]


def test_trailing_nulls_may_be_left_out(callr: Callr) -> None:
    assert callr.call("apps.search")["total"] == callr.call("apps.search", None, None)["total"]


def test_an_empty_php_array_is_an_empty_object(callr: Callr) -> None:
    assert callr.call("calls.hangup", 12, []) is False
    assert callr.call("did.search", [], [])["total"]
