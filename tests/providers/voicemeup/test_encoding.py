"""What is sent: checked against the catalogue first, by the name of the parameter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.values.phone import PhoneNumber
from providers.voicemeup import encoding
from providers.wire.catalog import Catalog, load

CATALOG = load("voicemeup")
HASH = "0123456789abcdef0123456789abcdef"


def encode(name: str, catalog: Catalog = CATALOG, /, **params: Any) -> encoding.Wire:
    return encoding.encode(CATALOG.methods[name], params, catalog)


def test_values_go_as_the_wire_wants_them() -> None:
    assert encode(
        "update_did",
        phone_number=PhoneNumber("+15145550142"),
        client_peer_ids=[4, 5],
        enable_recording=True,
        forward_number="+14165550100",
        options=("enable_peer", "enable_recording"),
        comments="Café & Fils, été",
        dnis_rewrite=None,
    ) == {
        "phone_number": "5145550142",
        "client_peer_ids": "4,5",
        "enable_recording": "1",
        "forward_number": "4165550100",
        "options": "enable_peer,enable_recording",
        "comments": "Café & Fils, été",
    }


def test_dates_amounts_and_numbers() -> None:
    days = encode("get_calls", date_from=date(2024, 5, 1), date_to="2024-05-02", use_archive=False)
    assert days == {"date_from": "2024-05-01", "date_to": "2024-05-02", "use_archive": "0"}
    funds = encode("add_funds", amount=Decimal("25.00"), currency="CAD", payment_method="bank")
    assert funds["amount"] == "25.00"
    sms = encode("queue_sms", source_number="+15145550142", destination_number="14165550100", message="hi")
    assert sms["source_number"] == "15145550142"


@pytest.mark.parametrize(
    ("way", "meant"),
    [
        ("comma", {"options": "enable_fax,enable_peer"}),
        ("repeat", {"options": ["enable_fax", "enable_peer"]}),
        ("brackets", {"options[]": ["enable_fax", "enable_peer"]}),
    ],
)
def test_how_lists_are_sent_is_a_fact_of_the_catalogue(way: str, meant: dict[str, Any]) -> None:
    catalog = replace(CATALOG, options=MappingProxyType({**CATALOG.options, "array_encoding": way}))
    sent = encode("update_did", catalog, client_did_id="7", options={"enable_peer", "enable_fax"})
    assert sent == {"client_did_id": "7", **meant}


@pytest.mark.parametrize(
    ("name", "params", "wrong"),
    [
        ("get_dids", {"number": "x"}, "number"),
        ("get_dids", {"phone_number": "514555"}, "phone_number"),
        ("get_dids", {"phone_number": "+999"}, "phone_number"),
        ("get_dids", {"client_did_id": "7a"}, "client_did_id"),
        ("get_calls", {"date_from": "2024-5-1", "date_to": "2024-05-02"}, "date_from"),
        ("get_calls", {"date_from": "2024-02-31", "date_to": "2024-05-02"}, "date_from"),
        ("get_calls", {"unique_id": HASH, "result_limit": 1001}, "result_limit"),
        ("get_calls", {"unique_id": HASH, "result_limit": 0}, "result_limit"),
        ("get_calls", {"unique_id": "short"}, "unique_id"),
        ("get_calls", {"unique_id": HASH, "metadata": "maybe"}, "metadata"),
        ("update_did", {"client_did_id": 7, "options": ["enable_magic"]}, "options"),
        ("update_did", {"client_did_id": 7, "client_peer_ids": 1.5}, "client_peer_ids"),
        ("update_did", {"client_did_id": 7, "peer_timeout": 7}, "peer_timeout"),
        ("update_did", {"client_did_id": 7, "friendly_name": "x"}, "friendly_name"),
        ("update_did", {"client_did_id": 7, "comments": "a\x00b"}, "comments"),
        ("update_did", {"client_did_id": 7, "comments": b"bytes"}, "comments"),
        ("update_did", {"client_did_id": 7, "enable_peer": "maybe"}, "enable_peer"),
        ("request_dids", {"prefix": "514555", "quantity": 1000}, "quantity"),
        ("queue_sms", {"source_number": "5145550142", "destination_number": "14165550100", "message": "x"}, "source_number"),
        ("queue_sms", {"source_number": "15145550142", "destination_number": "14165550100", "attachment": "x"}, "attachment"),
        ("update_peer", {"client_peer_id": 4, "password": "short"}, "password"),
        ("call_dispatch", {"source_type": "number", "source": "5145550142", "destination_type": "fax", "destination": "x"},
         "destination_type"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_its_name(name: str, params: dict[str, Any], wrong: str) -> None:
    with pytest.raises(encoding.Refused) as caught:
        encode(name, **params)
    assert caught.value.name == wrong


@pytest.mark.parametrize(
    ("name", "params", "missing"),
    [
        ("get_calls", {}, "unique_id"),
        ("get_calls", {"unique_id": HASH, "date_from": "2024-05-01"}, "date_to"),
        ("get_states", {}, "country_id"),
        ("get_states", {"country_id": ""}, "country_id"),
        ("delete_recordings", {"call_recording_id": "", "comments": "x"}, "call_recording_id"),
        ("add_did", {}, "phone_number"),
        ("request_dids", {"prefix": "514555"}, "quantity"),
        ("update_mailbox", {"friendly_name": "Desk"}, "client_mailbox_id"),
        ("update_mailbox", {"mode": "create", "enable_mail_notification": 1}, "contact_name"),
        ("update_extension", {"extension": 1001}, "client_extension_id"),
        ("validate_e911", {"phone_number": "5145550142", "civic_number": 1, "street": "a", "city": "b",
                           "postal_code": "H2Y 1C6", "country_code": "CA"}, "state_code"),
        ("delete_e911", {}, "phone_number"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(name: str, params: dict[str, Any], missing: str) -> None:
    with pytest.raises(encoding.Missing) as caught:
        encode(name, **params)
    assert caught.value.name == missing


def test_creating_needs_no_id() -> None:
    assert encode("update_mailbox", mode="create", friendly_name="Desk") == {"mode": "create", "friendly_name": "Desk"}


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.binary(max_size=5), st.floats(),
    st.lists(st.one_of(st.text(max_size=5), st.integers()), max_size=3), st.dates(), st.decimals(),
)  # fmt: skip


@given(st.sampled_from(sorted(CATALOG.methods)), st.data())
def test_any_value_is_sent_as_text_or_refused_by_its_name(name: str, data: st.DataObject) -> None:
    method = CATALOG.methods[name]
    names = st.sampled_from([*(param.name for param in method.params), "nonsense"])
    params = data.draw(st.dictionaries(names, VALUES, max_size=5))
    try:
        found: list[object] = list(encode(name, **params).values())
    except encoding.Refused as problem:
        found = [problem.name] if problem.name == "nonsense" or method.param(problem.name) else [None]
    assert all(isinstance(value, str) for value in found)
