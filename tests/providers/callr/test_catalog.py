"""The catalogue holds all that CALLR documents, and says of each method whether it writes and may be repeated."""

from __future__ import annotations

import re
from pathlib import Path

from providers.callr import faults
from providers.wire.catalog import Method, Param, load

HERE = Path(__file__).parent
CATALOG = load("callr")
PLAIN = {"string", "int", "bool", "object", "array", "any"}
READS = ("get", "search", "all", "overview", "countries", "types", "view_order", "check", "export_async")


def listed(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def all_params() -> list[tuple[str, Param]]:
    of_methods = [(method.name, param) for method in CATALOG.methods.values() for param in method.params]
    return of_methods + [(name, param) for name, params in CATALOG.types.items() for param in params]


def reads(method: Method) -> bool:
    return method.name.startswith(("list.", "analytics/")) or method.name.rsplit(".", 1)[1].startswith(READS)


def test_every_documented_method_is_there_and_no_other() -> None:
    documented = listed("documented_methods.txt")
    assert len(documented) == 154
    assert set(CATALOG.methods) == set(documented)


def test_every_documented_object_is_there_with_all_its_properties() -> None:
    documented = dict(line.rsplit(" ", 1) for line in listed("documented_objects.txt"))
    assert len(documented) == 131
    assert {name: str(len(params)) for name, params in CATALOG.types.items()} == documented
    assert sum(len(params) for params in CATALOG.types.values()) == 610


def test_every_webhook_type_is_there_with_the_object_that_it_posts() -> None:
    assert sorted(CATALOG.enums["webhook_types"]) == listed("documented_webhooks.txt")
    assert set(CATALOG.enums["webhook_data"]) == set(CATALOG.enums["webhook_types"])
    assert set(CATALOG.enums["webhook_data"].values()) <= set(CATALOG.types)


def test_types_are_plain_or_objects_of_the_catalogue() -> None:
    for owner, param in all_params():
        assert param.type in PLAIN or set(param.type.split("|")) <= set(CATALOG.types), (owner, param.name)


def test_formats_are_patterns_or_documented_in_words_only() -> None:
    in_words = {"rt_media", "base64", "ring_timeout", "sip_subscriber_username", "subaccount_password_value"}
    in_words |= {"timezone_str", "vms_file_name"}
    assert {param.format for _, param in all_params() if param.format} <= set(CATALOG.formats) | in_words
    for pattern in CATALOG.formats.values():
        re.compile(pattern)


def test_positions_that_may_be_left_out_come_last_or_take_null() -> None:
    for method in CATALOG.methods.values():
        for param in method.params:
            assert param.required or param.nullable or param.default, (method.name, param.name)


def test_methods_write_unless_their_name_says_that_they_read() -> None:
    for method in CATALOG.methods.values():
        assert method.writes is not reads(method), method.name


def test_reads_are_always_repeatable() -> None:
    assert all(method.safe_to_repeat(()) for method in CATALOG.methods.values() if not method.writes)


def test_what_creates_sends_calls_buys_or_moves_money_is_never_repeatable() -> None:
    words = ("create", "send", "start", "broadcast", "realtime", "buy", "reserve", "transfer", "subscribe", "import")
    for method in CATALOG.methods.values():
        if method.writes and method.name.rsplit(".", 1)[1].startswith(words):
            assert not method.repeatable, method.name


def test_what_is_charged_says_so() -> None:
    assert {method.name for method in CATALOG.methods.values() if method.costs} == {
        "sms.send", "calls.broadcast_1", "calls.realtime", "dialr/call.realtime", "sendr/simple.broadcast_1",
        "actions.start", "clicktocall/calls.start_2", "did/store.buy_order", "hlr.get", "conference/10.call_room_access",
        "sendr/10/campaign.start",
    }  # fmt: skip


def test_every_code_has_a_meaning() -> None:
    for code in CATALOG.codes.values():
        known = faults.meaning_of(code.code, code.code) is not None
        assert known or code.code == "Oops, Internal Error", code.code


def test_codes_of_methods_are_in_the_table() -> None:
    for method in CATALOG.methods.values():
        assert set(method.codes) <= set(CATALOG.codes), method.name
