"""The catalogue holds all that the guide of VoiceMeUp and the fact sheet name, and says what writes and what may be repeated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from providers.voicemeup import faults, messages
from providers.voicemeup.envelope import Said
from providers.wire.catalog import load

HERE = Path(__file__).parent
CATALOG = load("voicemeup")
METHODS = CATALOG.methods


def listed(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def test_every_request_type_is_there_and_no_other() -> None:
    documented = listed("documented_request_types.txt")
    assert len(documented) == 41
    assert list(METHODS) == documented


def test_every_parameter_is_there_and_no_other() -> None:
    documented = dict(line.split(":") for line in listed("documented_parameters.txt"))
    assert set(documented) == set(METHODS)
    for name, parameters in documented.items():
        assert [param.name for param in METHODS[name].params] == parameters.split(), name
    assert sum(len(parameters.split()) for parameters in documented.values()) == 209


def test_every_code_is_there_and_no_other() -> None:
    documented = listed("documented_codes.txt")
    assert len(documented) == 163
    assert set(CATALOG.codes) == set(documented)


def test_names_that_only_were_inferred_say_so() -> None:
    printed = {
        "get_calls", "get_recordings", "get_voicemails", "get_account_preferences", "get_funding_details",
        "report_call_issue", "call_dispatch", "queue_sms",
    }  # fmt: skip
    assert {method.name for method in METHODS.values() if method.confidence != "inferred"} == printed


def test_request_types_write_unless_they_read_by_their_name() -> None:
    for method in METHODS.values():
        reads = method.name.startswith(("get_", "validate_"))
        assert method.writes is not reads, method.name


def test_reads_are_always_repeatable() -> None:
    assert all(method.safe_to_repeat(()) for method in METHODS.values() if not method.writes)


@pytest.mark.parametrize(
    "name", ["add_did", "request_dids", "call_dispatch", "add_funds", "queue_sms", "report_call_issue", "update_e911"]
)
def test_what_buys_asks_calls_or_sends_is_never_repeatable(name: str) -> None:
    assert not METHODS[name].repeatable


@pytest.mark.parametrize("name", ["add_did", "request_dids", "call_dispatch", "add_funds", "queue_sms"])
def test_what_may_be_charged_says_so(name: str) -> None:
    assert METHODS[name].costs


def test_creating_is_not_repeatable_and_updating_is() -> None:
    for name, key in (("update_mailbox", "client_mailbox_id"), ("update_extension", "client_extension_id")):
        assert not METHODS[name].safe_to_repeat({"mode", "friendly_name"})
        assert METHODS[name].safe_to_repeat({key, "friendly_name"})


def test_deleting_by_date_is_not_repeatable_and_deleting_one_is() -> None:
    for name in ("delete_recordings", "delete_voicemails", "delete_faxes"):
        assert not METHODS[name].safe_to_repeat({"date"})
        assert METHODS[name].safe_to_repeat({METHODS[name].record})


def test_one_code_table_fits_the_errors() -> None:
    """Each code of the table becomes an error whose message can be filled; none falls through as unknown."""
    for code in CATALOG.codes:
        found = faults.fault(
            [Said(code, "text")], method=METHODS["get_dids"], catalog=CATALOG, wire_name="get_dids", raw=""
        )
        assert found.code == code
        assert found.message_id % dict(found.message_values) == found.public_message
        assert "%(" not in found.public_message
        assert found.message_id != messages.UNKNOWN_CODE


def test_codes_and_groups_of_request_types_are_known() -> None:
    for method in METHODS.values():
        assert set(method.codes) <= set(CATALOG.codes), method.name
        for group in method.groups:
            members = {part for member in group.members for part in member.split("+")}
            assert members <= {param.name for param in method.params}, method.name


def test_formats_are_regular_expressions_that_exist() -> None:
    for method in METHODS.values():
        for param in method.params:
            assert not param.format or re.compile(CATALOG.formats[param.format]), param.name


def test_listings_name_their_element() -> None:
    assert all(method.object_key for method in METHODS.values() if method.name.startswith("get_"))


def test_only_text_messages_go_to_the_sibling_api() -> None:
    assert [method.name for method in METHODS.values() if method.http == "POST"] == ["queue_sms"]
