"""Parameters are checked against the catalogue before anything is sent, and the one that is wrong is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.callr import encoding
from providers.callr.encoding import Missing, Refused, Unknown
from providers.values.phone import PhoneNumber
from providers.wire.catalog import Method, load

CATALOG = load("callr")
CALLEE = "+33199004712"
SPAN = {"from": "2026-11-01 00:00:00", "to": "2026-11-02 00:00:00"}


def encode(name: str, /, **params: Any) -> list[Any]:
    return encoding.encode(CATALOG, CATALOG.methods[name], params)


def test_names_become_positions() -> None:
    assert encode("did/store.reserve", mode="RANDOM", quantity=2, area_code_id=7, **{"class": "GOLD"}) == [
        7, "GOLD", 2, "RANDOM",
    ]  # fmt: skip


def test_nothing_to_pass_is_an_empty_list() -> None:
    assert encode("did/areacode.countries") == []


def test_an_optional_one_that_is_not_given_is_null_in_its_place() -> None:
    assert encode("account/sub.transfer_credit", to="ABCD1234", amount="100.00") == [None, "ABCD1234", "100.00", None]


def test_trailing_optionals_can_be_left_out_by_the_catalogue_alone() -> None:
    shorter = replace(CATALOG, options={**CATALOG.options, "trailing_optional": "omit"})
    transfer = CATALOG.methods["account/sub.transfer_credit"]
    assert encoding.encode(shorter, transfer, {"amount": "100.00"}) == [None, None, "100.00"]
    assert encoding.encode(shorter, CATALOG.methods["did.search"], {}) == []


def test_the_reserved_options_of_hangup_are_an_empty_object() -> None:
    assert encode("calls.hangup", callid=2**63 + 1) == [2**63 + 1, {}]


@pytest.mark.parametrize(
    ("name", "params", "wrong"),
    [
        ("sms.send", {"to": CALLEE, "body": "x"}, "from"),
        ("sms.send", {"from": "", "to": CALLEE}, "body"),
        ("sms.send", {"from": "", "to": None, "body": "x"}, "to"),
        ("apps.get_list", {}, "with_numbers"),
        ("calls.realtime", {"app": "ABCD1234", "target": {"timeout": 10}}, "target.number"),
    ],
)
def test_what_is_missing_is_named(name: str, params: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Missing) as problem:
        encode(name, **params)
    assert problem.value.name == wrong


@pytest.mark.parametrize(
    ("name", "params", "wrong"),
    [
        ("sms.get", {"id": "ABCD1234", "hash": "x"}, "hash"),
        ("sms.send", {"from": "", "to": CALLEE, "body": "x", "options": {"flash": True}}, "options.flash"),
        ("apps.create", {"package": "REALTIME10", "name": "x", "params": {"uri": "x"}}, "params.uri"),
        (
            "account/sub.create",
            {"properties": {"account": {"name": "x"}}, "options": {}},
            "properties.account.name",
        ),
    ],
)
def test_what_nobody_documented_is_named(name: str, params: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Unknown) as problem:
        encode(name, **params)
    assert problem.value.name == wrong


@pytest.mark.parametrize(
    ("name", "params", "wrong"),
    [
        ("sms.get", {"id": "abcd1234"}, "id"),
        ("sms.get", {"id": "ABCD1234\n"}, "id"),
        ("sms.get", {"id": 7}, "id"),
        ("jobs.get", {"id": "short"}, "id"),
        ("sms.send", {"from": "", "to": "0199004712", "body": "x"}, "to"),
        ("sms.send", {"from": "", "to": CALLEE, "body": 7}, "body"),
        ("sms.send", {"from": "", "to": CALLEE, "body": "a\x00b"}, "body"),
        ("sms.send", {"from": "", "to": CALLEE, "body": "x", "options": {"nature": "LOUD"}}, "options.nature"),
        ("sms.send", {"from": "", "to": CALLEE, "body": "x", "options": {"user_data": "a b"}}, "options.user_data"),
        ("sms.send", {"from": "", "to": CALLEE, "body": "x", "options": [1]}, "options"),
        ("cdr.get", {"type": "BOTH", **SPAN}, "type"),
        ("cdr.get", {"type": "IN", **SPAN, "from": "2026-11-01"}, "from"),
        ("cdr.get", {"type": "IN", **SPAN, "from": datetime(2026, 11, 1)}, "from"),
        ("calls.realtime", {"app": "ABCD1234", "target": {"number": CALLEE, "timeout": 4}}, "target.timeout"),
        ("calls.realtime", {"app": "ABCD1234", "target": {"number": CALLEE, "timeout": 301}}, "target.timeout"),
        ("calls.broadcast_1", {"target": {"number": CALLEE}, "messages": ["Hello"]}, "messages"),
        ("calls.broadcast_1", {"target": {"number": CALLEE}, "messages": 7}, "messages"),
        ("clicktocall/calls.start_2", {"app": "ABCD1234", "a_targets": [{"number": "1"}], "b_targets": []},
         "a_targets.number"),
        ("apps.get_list", {"with_numbers": "maybe"}, "with_numbers"),
        ("apps.create", {"package": "REALTIME10", "name": "a/b"}, "name"),
        ("did/areacode.types", {"country_code": "usa"}, "country_code"),
        ("did/store.get_quote", {"area_code_id": "x", "class": "GOLD", "quantity": 1}, "area_code_id"),
        ("did/store.get_quote", {"area_code_id": True, "class": "GOLD", "quantity": 1}, "area_code_id"),
        ("webhooks.subscribe", {"type": "sms.mo", "endpoint": "ftp://example.com"}, "endpoint"),
        ("account/sub.transfer_credit", {"amount": "-100.00"}, "amount"),
        ("account/sub.transfer_credit", {"amount": "100"}, "amount"),
        ("sms.set_settings", {"settings": "words"}, "settings"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_named(name: str, params: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Refused) as problem:
        encode(name, **params)
    assert problem.value.name == wrong


@pytest.mark.parametrize(
    ("name", "params", "positions"),
    [
        ("sms.send", {"from": "", "to": PhoneNumber(CALLEE), "body": "é"}, ["", CALLEE, "é", None]),
        ("did/store.get_quote", {"area_code_id": "7", "class": "GOLD", "quantity": "2"}, [7, "GOLD", 2]),
        ("apps.get_list", {"with_numbers": "true"}, [True]),
        ("apps.get_list", {"with_numbers": 0}, [False]),
        ("did.search", {"filters": "", "options": ""}, [None, None]),
        ("did.search", {"filters": {"KEYWORDS": "", "class": ""}}, [{"KEYWORDS": "", "class": ""}, None]),
        ("account/sub.transfer_credit", {"amount": Decimal("100.00")}, [None, None, "100.00", None]),
        ("media/recording.delete", {"hashes": "ABCD1234, WXYZ9876"}, [["ABCD1234", "WXYZ9876"]]),
        ("media/recording.delete", {"hashes": '["ABCD1234"]'}, [["ABCD1234"]]),
        ("calls.realtime", {"app": "ABCD1234", "target": '{"number": "+33199004712", "timeout": 20}'},
         ["ABCD1234", {"number": CALLEE, "timeout": 20}, None]),
        ("calls.broadcast_1", {"target": {"number": CALLEE}, "messages": [7, "TTS|TTS_FR-FR_AUDREY|Bonjour"]},
         [{"number": CALLEE}, [7, "TTS|TTS_FR-FR_AUDREY|Bonjour"], None]),
        ("apps.create", {"package": "CALLTRACKING10", "name": "Zoë (1)", "params": {"targets": []}},
         ["CALLTRACKING10", "Zoë (1)", {"targets": []}]),
    ],
)  # fmt: skip
def test_values_of_ours_and_texts_of_forms_become_json(name: str, params: Any, positions: list[Any]) -> None:
    assert encode(name, **params) == positions


def test_times_go_out_in_utc() -> None:
    montreal = timezone(timedelta(hours=-5))
    span = {"from": datetime(2026, 11, 1, 20, 0, 1, tzinfo=montreal), "to": datetime(2026, 11, 2, 2, tzinfo=UTC)}
    assert encode("cdr.get", type="IN", **span)[1:3] == ["2026-11-02 01:00:01", "2026-11-02 02:00:00"]


def test_an_object_of_several_kinds_is_checked_as_the_one_that_it_fits() -> None:
    with pytest.raises(Refused) as problem:
        encode("apps.edit", app="ABCD1234", params={"targets": [{"number": "1"}]})
    assert problem.value.name == "params.targets.number"


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["[1,", "{}", "[]"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(CATALOG.methods.values(), key=lambda method: method.name)), st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_is_given_it_is_refused_by_name_or_it_is_json(method: Method, data: st.DataObject) -> None:
    params = {param.name: data.draw(ANYTHING) for param in method.params}
    refused = ""
    try:
        positions = encoding.encode(CATALOG, method, params)
    except Refused as problem:
        refused = problem.name.partition(".")[0]
    if refused:
        assert refused in params
    else:
        assert len(positions) == len(method.params)
        msgspec.json.encode(positions)


def test_deep_nesting_is_refused_and_not_followed() -> None:
    deep: Any = "x"
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(Refused):
        encode("sms.set_settings", settings={"a": deep})
