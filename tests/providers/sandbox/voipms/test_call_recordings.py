"""Recordings of calls: there where recording is on, they play, are mailed and deleted."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

import pytest

from tests.providers.sandbox.running import NORDPHONE, Running

LOGIN = f"{NORDPHONE.main}_main"


def _span(sandbox: Running, days: int = 30) -> dict[str, str]:
    today = date.fromisoformat(sandbox.control("clock")["now"][:10])
    return {"date_from": str(today - timedelta(days=days)), "date_to": str(today)}


def _listed(sandbox: Running, **asked: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = sandbox.call("getCallRecordings", **{"account": LOGIN, **_span(sandbox), **asked}).get(
        "recordings", []
    )
    return rows


def _settings(sandbox: Running) -> dict[str, str]:
    """The login's record as setSubAccount takes it."""
    row = sandbox.call("getSubAccounts", account=LOGIN)["accounts"][0]
    read_only = {"account", "username", "protocol"}
    return {name: value for name, value in row.items() if name not in read_only and value not in {"", "0000-00-00"}}


def test_they_are_of_numbers_that_record(sandbox: Running) -> None:
    recording = {row["did"] for row in sandbox.call("getDIDsInfo")["dids"] if row["record_calls"] == "1"}
    incoming = _listed(sandbox, call_type="incoming")
    assert incoming
    assert {row["destination"] for row in incoming} <= recording
    assert {row["type"] for row in incoming} == {"Incoming"}
    assert {row["subaccount"] for row in incoming} == {LOGIN}
    assert [row["datetime"] for row in incoming] == sorted((row["datetime"] for row in incoming), reverse=True)


def test_they_come_page_by_page(sandbox: Running) -> None:
    whole = _listed(sandbox)
    assert _listed(sandbox, start="2", length="3") == whole[2:5]
    status = sandbox.status("getCallRecordings", account=LOGIN, start=str(len(whole)), length="3", **_span(sandbox))
    assert status == "no_recording"


def test_switching_it_on_records_what_comes_after(sandbox: Running) -> None:
    before, changed = len(_listed(sandbox)), _settings(sandbox)
    assert sandbox.status("setSubAccount", **{**changed, "record_calls": "1"}) == "success"
    assert len(_listed(sandbox)) == before
    sandbox.step(7 * 86400)
    assert len(_listed(sandbox, **_span(sandbox, 7), call_type="outgoing")) > 10


def test_the_audio_plays(sandbox: Running) -> None:
    row = _listed(sandbox)[0]
    answer = sandbox.call("getCallRecording", account=LOGIN, callrecording=row["callrecording"])
    content = base64.b64decode(answer.pop("base64file"))
    assert content[:2] in {b"\xff\xf3", b"\xff\xe3", b"\xff\xfb"}  # the frame of an MP3
    assert answer == {"status": "success", **row}


def test_it_is_mailed_and_deleted(sandbox: Running) -> None:
    asked = {"account": LOGIN, "callrecording": _listed(sandbox)[0]["callrecording"]}
    assert "a@example.com" in sandbox.call("sendCallRecordingEmail", **asked, email="a@example.com")["msg"]
    assert sandbox.status("delCallRecording", **asked) == "success"
    assert sandbox.status("getCallRecording", **asked) == "invalid_callrecording"
    assert asked["callrecording"] not in {row["callrecording"] for row in _listed(sandbox)}


@pytest.mark.parametrize(
    "opaque", ["x", "eA==", base64.b64encode(b"a-b-c").decode(), base64.b64encode(b"a-99999999999-c").decode()]
)
def test_an_id_that_is_none_is_refused(sandbox: Running, opaque: str) -> None:
    assert sandbox.status("getCallRecording", account=LOGIN, callrecording=opaque) == "invalid_callrecording"
    assert sandbox.status("getCallRecording", account="nobody", callrecording=opaque) == "invalid_account"


def test_what_is_transcribed_has_phrases(sandbox: Running) -> None:
    changed = _settings(sandbox)
    sandbox.call("setSubAccount", **{**changed, "transcribe": "1"})
    sandbox.step(3 * 86400)
    found = sandbox.call("getCallTranscriptions", account=LOGIN, **_span(sandbox))["transcriptions"]
    assert all(each["recognized_phrases"][0]["phrase"] for each in found)
