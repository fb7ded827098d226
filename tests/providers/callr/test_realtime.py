"""Real-Time: every command in its documented bounds, every request read or refused."""

from __future__ import annotations

import base64
import inspect
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.callr import realtime, realtime_commands
from providers.callr.realtime import CallStatus, answer, is_authorized, read
from providers.callr.realtime_commands import (
    COMMANDS,
    Command,
    Conference,
    Dialout,
    Hangup,
    HangupCallid,
    Play,
    PlayRecord,
    PlayTalkDetect,
    PlayWavData,
    Read,
    Record,
    SendDtmf,
    SimpleConference,
    Speech,
    StartCallRecording,
    StopCallRecording,
    Target,
    Wait,
    WaitForSilence,
)
from providers.wire.catalog import load

HELLO = Speech("TTS_EN-GB_SERENA", "Hello | world")
WAV = b"RIFF\x24\x00\x00\x00WAVE"
FIRST = {
    "app": "AW1V4EMC",
    "callid": 18446744073709551615,
    "call_status": "INCOMING_CALL",
    "number": "+33199004712",
    "cli_number": "",
    "cli_name": "",
    "cdr_field": "",
    "command": "",
    "command_id": 0,
    "command_result": "",
    "command_error": "",
    "date_started": "2026-11-20 09:30:00",
    "request_hash": None,
    "variables": {},
}
ANSWERS: list[tuple[Command, dict[str, Any]]] = [
    (
        Conference(id=7, welcome=HELLO, pin_code="1234"),
        {
            "id": 7, "welcome": "TTS|TTS_EN-GB_SERENA|Hello | world", "waiting": 0, "pin_prompt": 0, "pin_error": 0,
            "pin_valid": 0, "user_join": 0, "user_leave": 0, "auto_leave_announce": 0, "pin_code": "1234",
            "pin_max_tries": 3, "pin_wait": 5, "auto_leave_when_alone": False,
        },
    ),
    (SimpleConference(id=7), {"id": 7, "auto_leave_when_alone": True}),
    (
        Dialout(targets=(Target(number="+33199004712", timeout=20),), cdr_field="ab12"),
        {"targets": [{"number": "+33199004712", "timeout": 20}], "cli": "BLOCKED", "ringtone": "RING", "whisper": 0,
         "cdr_field": "ab12"},
    ),
    (Hangup(), {}),
    (HangupCallid(callid=2**64 - 1), {"callid": 2**64 - 1}),
    (Play(media=12), {"media_id": 12}),
    (PlayRecord(media_file="rec-1"), {"media_file": "rec-1"}),
    (PlayWavData(audio=WAV), {"audio_data": base64.b64encode(WAV).decode()}),
    (
        PlayTalkDetect(media=12),
        {"media_id": 12, "silence_ms": 5, "min_ms": 500, "max_ms": 60000, "analysistime_ms": 4000},
    ),
    (
        Read(media=12, max_digits=4, attempts=2, timeout_ms=3000),
        {"media_id": 12, "max_digits": 4, "attempts": 2, "timeout_ms": 3000},
    ),
    (Record(max_duration=0, silence=20), {"max_duration": 0, "silence": 20}),
    (SendDtmf(digits="12*#"), {"digits": "12*#", "duration_ms": 500, "timeout_ms": 500}),
    (StartCallRecording(), {"announce": 0}),
    (StopCallRecording(announce=3), {"announce": 3}),
    (Wait(seconds=30), {"seconds": 30}),
    (WaitForSilence(silence_ms=500, iterations=3), {"silence_ms": 500, "iterations": 3, "timeout": 0}),
]  # fmt: skip


def test_every_documented_command_is_there_and_no_other() -> None:
    assert set(COMMANDS) == set(load("callr").enums["realtime_commands"])
    assert {type(command) for command, _ in ANSWERS} == set(COMMANDS.values())
    assert len(COMMANDS) == 16


@pytest.mark.parametrize(("command", "params"), ANSWERS, ids=[command.name for command, _ in ANSWERS])
def test_a_command_is_answered_as_documented(command: Command, params: dict[str, Any]) -> None:
    assert json.loads(answer(command, command_id="a label", variables={"step": 2})) == {
        "command": command.name,
        "command_id": "a label",
        "params": params,
        "variables": {"step": 2},
    }


@pytest.mark.parametrize(
    ("command", "argument"),
    [
        (Conference(id=7, pin_max_tries=11), "pin_max_tries"),
        (Conference(id=7, pin_wait=31), "pin_wait"),
        (Conference(id=-1), "id"),
        (Conference(id=1, waiting="TTS|no text"), "waiting"),  # type: ignore[arg-type]
        (Dialout(targets=()), "targets"),
        (Dialout(targets=(Target(number="0199004712"),)), "targets.number"),
        (Dialout(targets=(Target(number="+33199004712", timeout=4),)), "targets.timeout"),
        (Dialout(targets=(Target(number="+33199004712"),), cli="anonymous"), "cli"),
        (Dialout(targets=(Target(number="+33199004712"),), ringtone="BELL"), "ringtone"),
        (Dialout(targets=(Target(number="+33199004712"),), cdr_field="a b"), "cdr_field"),
        (HangupCallid(callid=2**64), "callid"),
        (Play(media=-1), "media_id"),
        (Play(media=True), "media_id"),
        (PlayWavData(audio=b"ID3"), "audio_data"),
        (PlayTalkDetect(media=1, min_ms=-1), "min_ms"),
        (Read(media=1, max_digits=0), "max_digits"),
        (Read(media=1, attempts=11), "attempts"),
        (Read(media=1, timeout_ms=99), "timeout_ms"),
        (Record(max_duration=301), "max_duration"),
        (Record(silence=21), "silence"),
        (SendDtmf(digits="12A"), "digits"),
        (SendDtmf(digits="1", duration_ms=0), "duration_ms"),
        (SendDtmf(digits="1", timeout_ms=10001), "timeout_ms"),
        (Wait(seconds=0), "seconds"),
        (Wait(seconds=31), "seconds"),
        (WaitForSilence(silence_ms=5001), "silence_ms"),
        (WaitForSilence(silence_ms=1, iterations=4), "iterations"),
        (WaitForSilence(silence_ms=1, timeout=301), "timeout"),
    ],
)
def test_an_argument_out_of_its_bounds_is_named(command: Command, argument: str) -> None:
    with pytest.raises(errors.Invalid) as problem:
        answer(command)
    assert (problem.value.field, problem.value.operation) == (argument, f"realtime.{command.name}")


def test_variables_must_be_json() -> None:
    with pytest.raises(errors.Invalid) as problem:
        answer(Hangup(), variables={"when": object()})
    assert problem.value.field == "variables"


def test_params_and_variables_are_objects_even_when_empty() -> None:
    assert json.loads(answer(Hangup())) == {"command": "hangup", "command_id": 0, "params": {}, "variables": {}}


def test_the_first_request_of_a_call_is_read() -> None:
    found = read(json.dumps(FIRST).encode())
    assert (found.app, found.callid, found.status) == ("AW1V4EMC", 2**64 - 1, CallStatus.INCOMING_CALL)
    assert found.started_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert found.inbound
    assert found.status.alive
    assert (found.command, found.command_id, found.command_result) == ("", 0, "")


def test_what_came_of_a_command_is_read_with_its_label_and_variables() -> None:
    told = FIRST | {
        "call_status": "UP", "command": "read", "command_id": {"step": 1}, "command_result": "1234",
        "request_hash": "ABCD1234", "variables": {"who": "Zoë"}, "new_member": 1,
    }  # fmt: skip
    found = read(json.dumps(told).encode())
    assert not found.inbound
    assert (found.command_id, found.command_result, found.variables) == ({"step": 1}, "1234", {"who": "Zoë"})


@pytest.mark.parametrize("word", ["HANGUP", "BUSY", "NOANSWER", "CONGESTION", "REJECTED", "MELTED"])
def test_a_call_that_is_over_takes_no_command(word: str) -> None:
    assert not read(json.dumps(FIRST | {"call_status": word}).encode()).status.alive


def test_empty_variables_of_php_are_none() -> None:
    assert read(json.dumps(FIRST | {"variables": []}).encode()).variables == {}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[1]", b"7", b"\xff", b"{" * 100_000, b"<html>", b"{}", b" " * (realtime.LONGEST_BODY + 1),
        json.dumps(FIRST | {"callid": -1}).encode(), json.dumps(FIRST | {"callid": "x"}).encode(),
        json.dumps(FIRST | {"variables": [1]}).encode(), json.dumps(FIRST | {"date_started": "now"}).encode(),
        json.dumps(FIRST | {"number": {"a": 1}}).encode(),
    ],
)  # fmt: skip
def test_what_is_no_request_is_unexpected(body: bytes) -> None:
    with pytest.raises(errors.UnexpectedAnswer):
        read(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
MEMBERS = st.fixed_dictionaries({}, optional={name: JSON | st.just(value) for name, value in FIRST.items()})


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()) | MEMBERS.map(
    lambda value: json.dumps(value).encode()))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_only_the_error_tree_comes_out_of_any_request(body: bytes) -> None:
    try:
        found = read(body)
    except errors.UnexpectedAnswer:
        return
    assert 0 <= found.callid < 2**64


@given(st.sampled_from(sorted(COMMANDS)), st.data())
@settings(max_examples=300, deadline=None)
def test_any_argument_is_refused_by_name_or_becomes_json(name: str, data: st.DataObject) -> None:
    fields = list(inspect.signature(COMMANDS[name]).parameters)
    plain = st.none() | st.integers() | st.text(max_size=8) | st.booleans() | st.binary(max_size=4)
    given_ = {each: data.draw(st.just(()) if each == "targets" else plain) for each in fields}
    command = COMMANDS[name](**given_)
    refused, document = "", {}
    try:
        document = json.loads(answer(command))
    except errors.Invalid as problem:
        refused = problem.field
    assert refused or document["command"] == name


@pytest.mark.parametrize(
    ("header", "right"),
    [
        ("Basic " + base64.b64encode(b"patchbay:p\xc3\xa4ss").decode(), True),
        ("basic " + base64.b64encode(b"patchbay:p\xc3\xa4ss").decode(), True),
        ("Basic " + base64.b64encode(b"patchbay:pass").decode(), False),
        ("Bearer " + base64.b64encode(b"patchbay:p\xc3\xa4ss").decode(), False),
        ("Basic é", False),
        ("Basic", False),
        ("", False),
    ],
)
def test_the_login_of_the_app_is_asked_for(header: str, right: bool) -> None:
    assert is_authorized(header, "patchbay", "päss") is right


def test_a_command_without_arguments_of_its_own_does_not_exist() -> None:
    assert inspect.isabstract(realtime_commands.Command)
