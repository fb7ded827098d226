"""Messages in mailboxes: listed by number, played, marked, moved and deleted; the counts follow."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.providers.sandbox.running import Running

FIRST = {"mailbox": "200", "folder": "INBOX", "message_num": "0"}


def _listed(sandbox: Running, folder: str = "INBOX", mailbox: str = "200") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = sandbox.call("getVoicemailMessages", mailbox=mailbox, folder=folder).get(
        "messages", []
    )
    return rows


def _counts(sandbox: Running) -> tuple[str, str]:
    row = sandbox.call("getVoicemails", mailbox="200")["voicemails"][0]
    return row["new"], row["urgent"]


def test_as_many_are_listed_as_the_mailbox_counts(sandbox: Running) -> None:
    assert (str(len(_listed(sandbox))), str(len(_listed(sandbox, "Urgent")))) == _counts(sandbox) == ("3", "1")
    assert [row["message_num"] for row in _listed(sandbox)] == ["0", "1", "2"]


@pytest.mark.parametrize(("sound", "start"), [("mp3", b"\xff"), ("", b"\xff"), ("wav", b"RIFF"), ("wav49", b"RIFF")])
def test_a_message_plays(sandbox: Running, sound: str, start: bytes) -> None:
    bare = sandbox.call("getVoicemailMessageFile", **FIRST, format=sound)["message"]
    assert base64.b64decode(bare["data"]).startswith(start)
    sandbox.change(drift=False)
    assert sandbox.call("getVoicemailMessageFile", **FIRST, format=sound)["message"] == [bare]


def test_a_mark_moves_it_and_the_numbers_shift(sandbox: Running) -> None:
    second = _listed(sandbox)[1]
    assert sandbox.status("markListenedVoicemailMessage", **FIRST, listened="yes") == "success"
    assert _listed(sandbox)[0]["date"] == second["date"]
    assert _counts(sandbox) == ("2", "1")
    assert sandbox.status("markUrgentVoicemailMessage", **FIRST, urgent="yes") == "success"
    assert _counts(sandbox) == ("1", "2")
    assert {row["urgent"] for row in _listed(sandbox, "Urgent")} == {"yes"}


def test_it_is_moved_mailed_and_deleted(sandbox: Running) -> None:
    assert sandbox.status("moveFolderVoicemailMessage", **FIRST, new_folder="Nowhere") == "invalid_destination_folder"
    assert sandbox.status("moveFolderVoicemailMessage", **FIRST, new_folder="Work") == "success"
    there = {**FIRST, "folder": "Work"}
    assert sandbox.status("sendVoicemailEmail", **there, email_address="a@example.com") == "success"
    assert sandbox.status("delMessages", **there) == "success"
    assert sandbox.status("getVoicemailMessageFile", **there) == "message_not_found"
    assert sandbox.status("delMessages", mailbox="200", folder="INBOX") == "success"
    assert sandbox.status("getVoicemailMessages", mailbox="200", folder="INBOX") == "no_messages"
    assert sandbox.status("delMessages", mailbox="200") == "success"
    assert _counts(sandbox) == ("0", "0")


def test_what_is_not_there_is_refused(sandbox: Running) -> None:
    assert sandbox.status("getVoicemailMessages", mailbox="999") == "invalid_mailbox"
    assert sandbox.status("getVoicemailMessages", mailbox="200", folder="Nowhere") == "invalid_folder"
    assert (
        sandbox.status("markListenedVoicemailMessage", **{**FIRST, "message_num": "7"}, listened="yes")
        == "message_not_found"
    )


def test_new_ones_come_as_time_passes(sandbox: Running) -> None:
    before = sum(int(row["new"]) for row in sandbox.call("getVoicemails")["voicemails"])
    sandbox.step(2 * 86400)
    assert sum(int(row["new"]) for row in sandbox.call("getVoicemails")["voicemails"]) == before + 8
