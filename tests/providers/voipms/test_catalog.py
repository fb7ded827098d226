"""The catalogue holds all that VoIP.ms documents, and says of each method whether it writes and may be repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from providers.wire.catalog import load

HERE = Path(__file__).parent
CATALOG = load("voipms")
READS = ("get", "search")
OTHER_READS = {"e911AddressTypes", "e911Info", "e911Validate"}


def listed(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").split()


def test_every_documented_method_is_there_and_no_other() -> None:
    documented = listed("documented_methods.txt")
    assert len(documented) == 226
    assert set(CATALOG.methods) == set(documented)


def test_every_documented_code_is_there_and_no_other() -> None:
    documented = listed("documented_codes.txt")
    assert len(documented) == 482
    assert set(CATALOG.codes) == set(documented)


def test_methods_write_unless_their_name_says_that_they_read() -> None:
    for method in CATALOG.methods.values():
        reads = method.name.startswith(READS) or method.name in OTHER_READS
        assert method.writes is not reads, method.name


def test_reads_are_always_repeatable() -> None:
    assert all(method.safe_to_repeat(()) for method in CATALOG.methods.values() if not method.writes)


@pytest.mark.parametrize(
    "prefix", ["order", "backOrder", "send", "mail", "add", "create", "signup", "cancel", "connect", "e911P"]
)
def test_what_orders_sends_or_adds_is_never_repeatable(prefix: str) -> None:
    methods = [method for method in CATALOG.methods.values() if method.name.startswith(prefix)]
    assert methods
    assert not any(method.repeatable for method in methods)


def test_a_set_call_without_an_id_creates_and_is_not_repeatable() -> None:
    method = CATALOG.methods["setRingGroup"]
    assert not method.safe_to_repeat({"name", "members"})
    assert method.safe_to_repeat({"ring_group", "name", "members"})


def test_positions_that_shift_are_not_repeatable() -> None:
    for name in ("delMessages", "markListenedVoicemailMessage", "moveFolderVoicemailMessage"):
        assert not CATALOG.methods[name].repeatable


def test_names_that_could_be_taken_again_are_not_deleted_twice() -> None:
    for name in ("cancelDID", "delVoicemail", "delMusicOnHold"):
        assert not CATALOG.methods[name].repeatable


def test_what_a_record_parameter_names_is_a_parameter_of_the_method() -> None:
    for method in CATALOG.methods.values():
        assert not method.record or (method.repeatable and method.param(method.record)), method.name


def test_codes_and_empty_statuses_of_methods_are_in_the_table() -> None:
    for method in CATALOG.methods.values():
        assert {*method.codes, *method.empty_statuses} <= set(CATALOG.codes), method.name


def test_files_go_by_post() -> None:
    assert {method.name for method in CATALOG.methods.values() if method.http == "POST"} == {
        "sendMMS", "setRecording", "sendFaxMessage", "addLNPPort", "addLNPFile",
    }  # fmt: skip
